import type { Log } from "../log.ts";

export interface Loop {
  /** Lets the work in hand finish; nothing new is begun. */
  stop(): Promise<void>;
}

/**
 * Does `work` again and again while it finds something to do, then waits for news or `idleMs`. A failure is
 * logged and tried again, later each time, up to ten seconds.
 */
export function keepDoing(parts: {
  name: string;
  work: () => Promise<boolean>;
  onNews?: (wake: () => void) => () => void;
  idleMs: number;
  log: Pick<Log, "error">;
}): Loop {
  const { name, work, idleMs, log } = parts;
  let stopped = false;
  let news = false;
  let wake = () => {};
  const unsubscribe = parts.onNews?.(() => {
    news = true;
    wake();
  });

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (stopped) wake();
    });

  const running = (async () => {
    for (let failures = 0; !stopped; ) {
      news = false;
      try {
        const found = await work();
        failures = 0;
        if (!found && !news) await pause(idleMs);
      } catch (error) {
        failures += 1;
        log.error({ err: error, loop: name, failures }, "work failed and will be tried again");
        await pause(Math.min(10_000, 250 * 2 ** failures));
      }
    }
  })();

  return {
    stop: async () => {
      stopped = true;
      unsubscribe?.();
      wake();
      await running;
    },
  };
}
