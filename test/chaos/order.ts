import type { Times } from "../../src/times.ts";
import type { FailpointName } from "./failpoints.ts";
import type { MutationName } from "./mutations.ts";

/** What a child process is told, in the variable CHAOS. */
export interface Order {
  /** How much faster than ours the workspace's time runs. */
  speed: number;
  times: Times;
  leaseMs: number;
  /** End the process the n-th time it comes by here. */
  failpoint?: { name: FailpointName; nth: number };
  /** The mechanism that is taken out. */
  mutation?: MutationName;
  /** Milliseconds by which this process believes to be elsewhere in time. */
  clockOffMs?: number;
}

/** Everything shorter than in production by about eight, in the same proportions. */
export const quick: Omit<Order, "speed"> = {
  times: {
    delivery: { callMs: 1_500, graceMs: 2_500, askAgainMs: 1_250, blockedMs: 2_000 },
    ...{ sweepMs: 1_000, watchMs: 1_000, lateMs: 6_000 },
  },
  leaseMs: 4_000,
};
