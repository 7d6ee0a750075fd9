import { type DeliveryTimes, deliveryTimes } from "../flows/thread/deliver-outbox.ts";
import { lateMs } from "../flows/thread/watch-deliveries.ts";

/** How long the processes wait for each other and for the outside. All promises of recovery follow from these. */
export interface Times {
  delivery: DeliveryTimes;
  sweepMs: number;
  /** How often it is looked for messages that Slack does not take, and from what age on. */
  watchMs: number;
  lateMs: number;
  /** A worker that stops puts back what takes longer. */
  putBackMs: number;
  /** Between two heartbeats of the queue; three that stay away end the process. */
  heartbeatMs: number;
}

export const times: Times = {
  delivery: deliveryTimes,
  ...{ sweepMs: 5_000, watchMs: 10_000, lateMs, putBackMs: 12_000, heartbeatMs: 30_000 },
};
