import type { Times } from "../../src/parts/times.ts";
import type { Failpoint } from "./failpoints.ts";
import type { MutationName } from "./mutations.ts";

/** What a child process is told, in the variable CHAOS. */
export interface Order {
  /** How much faster than ours the workspace's time runs. */
  speed: number;
  times: Times;
  leaseMs: number;
  failpoint?: Failpoint;
  /** The mechanism that is taken out. */
  mutation?: MutationName;
  /** Milliseconds by which this process believes from its start on to be elsewhere in time. */
  clockOffMs?: number;
}

/** What a process is told while it runs. */
export interface Told {
  clockOffMs: number;
}

/** Everything shorter than in production by about eight, in the same proportions. */
export const quick: Omit<Order, "speed"> = {
  times: {
    delivery: { callMs: 1_500, graceMs: 2_500, askAgainMs: 1_250, blockedMs: 2_000 },
    ...{ sweepMs: 1_000, watchMs: 1_000, lateMs: 6_000, putBackMs: 1_500 },
    // Not shortened: a busy machine must not look like a dead queue.
    heartbeatMs: 30_000,
  },
  leaseMs: 4_000,
};
