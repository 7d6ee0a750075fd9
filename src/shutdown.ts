import type { Log } from "./log.ts";

type Stop = () => Promise<void> | void;

/** How a process ends: work first, all of it side by side, then what the work stood on, the last opened first. */
export interface Shutdown {
  onWorkStop(stop: Stop): void;
  onStop(stop: Stop): void;
  /** Resolves in time, whatever hangs. The same however often it is called. */
  stop(): Promise<void>;
}

const closeWithinMs = 3_000;

export function createShutdown(log: Pick<Log, "warn">, withinMs = 25_000): Shutdown {
  const work: Stop[] = [];
  const ground: Stop[] = [];
  let ended: Promise<void> | undefined;
  const quietly = async (stop: Stop) => {
    try {
      await stop();
    } catch (err) {
      log.warn({ err }, "a part did not stop cleanly");
    }
  };
  return {
    onWorkStop: (stop) => void work.push(stop),
    onStop: (stop) => void ground.push(stop),
    stop() {
      ended ??= (async () => {
        const worked = Promise.all(work.map(quietly));
        if (!(await inTime(worked, withinMs - closeWithinMs)))
          log.warn({}, "work did not end in time: others take it over when its leases end");
        const closed = (async () => {
          for (const stop of ground.reverse()) await quietly(stop);
        })();
        if (!(await inTime(closed, closeWithinMs))) log.warn({}, "connections did not close in time");
      })();
      return ended;
    },
  };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
