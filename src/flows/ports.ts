import type { Route } from "../domain/alarm/route.ts";
import type { LadderSettings } from "../domain/escalation/ladder.ts";
import type { IdentityRule } from "../domain/identity/map-identity.ts";
import type { GroupBy } from "../domain/incident/grouping.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Resolve } from "../domain/incident/quiet.ts";
import type { Reminders } from "../domain/incident/reminder.ts";
import type { Actor } from "../domain/responder.ts";
import type { BrokenRunbook } from "../domain/runbook/broken-runbook.ts";
import type { Runbook } from "../domain/runbook/schema.ts";

import type { Coverage, QueryEngine } from "./ports/asking.ts";
import type { Store } from "./ports/store.ts";
import type { ReadThread } from "./ports/thread.ts";

export type { QueryPlan, QueryProgress } from "../domain/query/query.ts";
export type { Facts, FactValue } from "../domain/runbook/facts.ts";
export type * from "./ports/asking.ts";
export type * from "./ports/destination.ts";
export * from "./ports/message.ts";
export type * from "./ports/outbox.ts";
export type * from "./ports/run.ts";
export type * from "./ports/store.ts";

/** All a flow may ask of the outside. A flow takes `Pick<Ports, …>`: what it needs, no more. */
export interface Ports {
  store: Store;
  clock: () => Date;
  newId: () => string;
  doorbell: Pick<Doorbell, "ring">;
  runbooks: RunbookShelf;
  /** Calls `work` every so often until the returned function is called. */
  every: (ms: number, work: () => void) => () => void;
  /** The engines that can answer for an account, at least one. */
  enginesFor: (account: string) => readonly QueryEngine[];
  coverage: Coverage;
  people: People;
  /** Where threads can be read back; absent where nobody can. */
  readThread?: ReadThread;
  settings: Settings;
}

/** A ring says "look at this run"; the record says what to do. A lost ring costs time, never data: it never rejects. */
export interface Doorbell {
  ring(runId: string): Promise<void>;
  /** Calls `look` for every ring, several at a time; a rejection is rung again later. */
  onRing(look: (runId: string) => Promise<void>): Promise<void>;
  healthy(): boolean;
  /** What is wrong with it, in words; asks the queue itself. */
  trouble(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Draws an SVG as PNG. */
export type DrawPicture = (svg: string) => Uint8Array;

export interface RunbookShelf {
  all(): readonly Runbook[];
  byId(id: string): Runbook | undefined;
  /** Files that were left out, and why. */
  broken?(): readonly BrokenRunbook[];
}

export interface People {
  /** The person with the roles they have right now. Guests and strangers have none. */
  actor(personId: string): Promise<Actor>;
  /** What a person, a user group or a channel is called; its id when that cannot be told. Never rejects. */
  nameOf(id: string): Promise<string>;
  /** The time zone that a person set for themselves, such as Europe/Berlin. Never rejects. */
  zoneOf?(personId: string): Promise<string | undefined>;
  /** Somebody of this workspace by their address; words when that cannot be told. */
  byEmail(email: string): Promise<{ id: string; name: string } | { unknown: string }>;
}

export interface AccountSettings {
  id: string;
  name?: string;
  regions: string[];
}

export interface Settings extends LadderSettings {
  /** The organisation's local time, an IANA name: meant where nobody's own zone is known. */
  zone: string;
  /** Channel (id) of incidents that no route sends elsewhere. */
  channel: string;
  routes: readonly Route[];
  accounts: readonly AccountSettings[];
  /** Named lists for queries: `lists.trusted`. */
  lists: Readonly<Record<string, readonly string[]>>;
  severity: Incident["severity"];
  /** Name or ARN of the bus that acts are put on; absent when there is none. */
  bus?: string;
  grouping: Grouping;
  /** Who people of AWS are in Slack; the first that fits counts. */
  identities: readonly IdentityRule[];
  /** Seconds before an answer's window that what it shows is compared with. */
  baselineSeconds: number;
  whatChanged: WhatChanged;
  resolve: Resolve;
  reminders: Reminders;
  /** Ids of people and user groups: whom to call when no ladder helps. */
  leads: readonly string[];
}

/** What is asked by itself when an alarm opens an incident. */
export interface WhatChanged {
  off: boolean;
  /** Minutes before the alarm. */
  minutes: number;
  /** Globs: roles and users of pipelines beside the usual ones, whose calls are told in one line. */
  pipelines: readonly string[];
}

export interface Grouping {
  by: readonly GroupBy[];
  /** An alarm that fires again this soon after its incident was resolved opens that one anew. */
  reopenWithinMs: number;
  /** New incidents of a channel in a minute; what goes beyond becomes one storm incident. */
  stormAt: number;
}
