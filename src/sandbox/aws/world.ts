import type { Agenda } from "./agenda.ts";
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
  /** Called after something that must survive a restart has changed. */
  changed: () => void;
}

export type Operation = (call: Call) => object | Promise<object>;

/** A service's operations by name. */
export type Operations = Record<string, Operation>;
