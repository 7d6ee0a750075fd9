import type { Agenda } from "./agenda.ts";
import type { Queue } from "./queues/sqs-queue.ts";
import type { Report } from "./report.ts";
import type { Call } from "./wire/call.ts";

/** What every service of an account shares. */
export interface World {
  accountId: string;
  /** Where the trail's log group lives. */
  homeRegion: string;
  clock: () => Date;
  agenda: Agenda;
  seed: number;
  /** Where the account listens, as callers wrote it into their settings. */
  url: () => string;
  report: Report;
  /** A queue of any account here. */
  queueByArn: (arn: string) => Queue | undefined;
  /** Publishes to a topic of any account here; gives the reason when nobody got it. */
  publish: Publish;
  /** Called after something that must survive a restart has changed. */
  changed: () => void;
}

export type Publish = (
  topicArn: string,
  message: { message: string; subject?: string; at: Date },
  by: { service: string; sourceArn: string },
) => string | undefined;

export type Operation = (call: Call) => object | Promise<object>;

/** A service's operations by name. */
export type Operations = Record<string, Operation>;
