import type { State } from "./records.ts";

export interface WorkspaceClock {
  now(): Date;
  /** Unique and rising, as Slack writes it: seconds, a dot, six digits. */
  nextTs(): string;
  /** Lets time pass at once; whatever falls due is done. */
  advance(ms: number): void;
  /** Does `work` when the workspace's clock reaches `ms` from now, however that comes about. */
  after(ms: number, work: () => void): void;
  stop(): void;
}

const pollMs = 250;

export function createWorkspaceClock(state: State, source: () => Date): WorkspaceClock {
  let due: { at: number; work: () => void }[] = [];
  const now = () => new Date(source().getTime() + state.clockOffsetMs);
  const runDue = () => {
    const at = now().getTime();
    const ready = due.filter((each) => each.at <= at);
    due = due.filter((each) => each.at > at);
    for (const each of ready.sort((a, b) => a.at - b.at)) each.work();
    if (due.length === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  let timer: NodeJS.Timeout | undefined;

  return {
    now,
    nextTs() {
      // One micro more than the last when the clock stands still or went back: ts is also the message's id.
      state.lastTs = Math.max(now().getTime() * 1000, state.lastTs + 1);
      const digits = String(state.lastTs);
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
    advance(ms) {
      state.clockOffsetMs += ms;
      runDue();
    },
    after(ms, work) {
      due.push({ at: now().getTime() + ms, work });
      // Polled, because a clock that was handed in may jump without telling us.
      timer ??= setInterval(runDue, pollMs).unref();
    },
    stop() {
      due = [];
      clearInterval(timer);
    },
  };
}
