import type { Alarm } from "../domain/alarm/alarm.ts";
import type { AlarmStatus } from "../domain/alarm/alarm-status.ts";
import type { Approval } from "../domain/approval.ts";
import type { Asked } from "../domain/asked.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { GroupBy } from "../domain/grouping.ts";
import type { IdentityRule } from "../domain/identity/map-identity.ts";
import type { Incident } from "../domain/incident.ts";
import type { Evaluation } from "../domain/query/evaluate.ts";
import type { FirstSeen } from "../domain/query/first-seen.ts";
import type {
  Answer,
  Completeness,
  Leg,
  Preview,
  Query,
  QueryEngineName,
  QueryPlan,
  QueryProgress,
  Window,
} from "../domain/query/query.ts";
import type { Recorded } from "../domain/recording/recorded.ts";
import type { Actor } from "../domain/responder.ts";
import type { Route } from "../domain/route.ts";
import type { Run } from "../domain/run.ts";
import type { BrokenRunbook } from "../domain/runbook/broken-runbook.ts";
import type { Facts } from "../domain/runbook/facts.ts";
import type { Runbook } from "../domain/runbook/schema.ts";
import type { StepRecord } from "../domain/step.ts";
import type { NewEntry, TimelineEntry } from "../domain/timeline.ts";

export type { QueryPlan, QueryProgress } from "../domain/query/query.ts";
export type { Facts, FactValue } from "../domain/runbook/facts.ts";

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
  settings: Settings;
}

// ---- queries ----

/** Who asks AWS. `name` becomes the role session's SourceIdentity ([\w+=,.@-], 2 to 64 characters). */
export interface AskedBy {
  name: string;
  incident?: string;
}

export interface QueryRequest {
  query: Query;
  window: Window;
  account: string;
  regions: string[];
  askedBy: AskedBy;
}

/** One way to ask a source. Throws CairnError; an aborted signal rejects with the signal's reason. */
export interface QueryEngine {
  name: QueryEngineName;
  plan(request: QueryRequest): QueryPlan;
  ask(request: QueryRequest, asking: Asking): Promise<Answer>;
}

/** What an engine is asked along with. */
export interface Asking {
  signal: AbortSignal;
  /** `preview` gives the first rows as they are by now; called seldom, because it takes a while. */
  progress(progress: QueryProgress, preview?: () => Preview): void;
  /** Makes what records are put into; the engine's own unless several answer together. */
  evaluate?: (query: Query, window: Window) => Evaluation;
  /** Told how each part stands, whenever that changes. */
  leg?(leg: Leg): void;
}

/**
 * Whether what was asked about is recorded where it was put, by what the account's own settings say. Asked only when
 * nothing was found; rejects only when aborted.
 */
export type Coverage = (
  asked: QueryRequest & { completeness: Completeness },
  signal: AbortSignal,
) => Promise<Recorded>;

/** Waits for its turn at one API of one account and Region; shared by all processes. Says first how long it will take. */
export type TakeBudget = (
  api: { account: string; region: string; api: string },
  signal: AbortSignal,
  onWait?: (ms: number) => void,
) => Promise<void>;

/** So many at once, and so many a minute after that. */
export interface Pace {
  perMinute: number;
  burst: number;
}

/** Turns at something outside, shared by all processes. */
export interface Turns {
  /** Takes one if it is free: 0; else the milliseconds until one may be. */
  take(key: string, pace: Pace): Promise<number>;
  /** Nobody has a turn for this long: the neighbour asked for patience. */
  hold(key: string, ms: number): Promise<void>;
}

// ---- queue ----

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

// ---- runbooks, people, settings ----

export interface RunbookShelf {
  all(): readonly Runbook[];
  byId(id: string): Runbook | undefined;
  /** Files that were left out, and why. */
  broken?(): readonly BrokenRunbook[];
}

export interface People {
  /** The person with the roles they have right now. Guests and strangers have none. */
  actor(personId: string): Promise<Actor>;
  /** Somebody of this workspace by their address; words when that cannot be told. */
  byEmail(email: string): Promise<{ id: string; name: string } | { unknown: string }>;
}

export interface AccountSettings {
  id: string;
  name?: string;
  regions: string[];
}

export interface Settings {
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

// ---- inbox ----

/** A raw message, kept before it is acknowledged. */
export interface RawMessage {
  source: "sqs" | "eventbridge" | "sns";
  /** Unique for one delivery by one path, for instance `eb:<event id>`. */
  transportKey: string;
  body: string;
}

/** Resolves once the message is committed to the inbox; a rejection means it was not kept. */
export type ReceiveAlarm = (message: RawMessage) => Promise<"new" | "seen">;

export type InboxState = "new" | "done" | "unparsed" | "dead" | "dropped";

export interface InboxMessage extends RawMessage {
  id: string;
  state: InboxState;
  attempts: number;
  error: string | null;
  receivedAt: Date;
}

// ---- outbox ----

/** What must go out. It says what to show; the view is made from the record when it is sent. */
export type Show =
  | { show: "incident"; incidentId: string }
  | { show: "step"; incidentId: string; stepId: string }
  | { show: "run"; incidentId: string; runId: string }
  | { show: "entry"; incidentId: string; seq: number }
  | { show: "transcript"; incidentId: string }
  | { show: "rows"; incidentId: string; runId: string }
  /** A run's command lines, as a file. */
  | { show: "command"; incidentId: string; runId: string }
  | { show: "event"; incidentId: string; seq: number }
  /** Told by the way that stays when Slack does not: by e-mail, through a topic. */
  | { show: "alert"; incidentId: string; seq: number }
  /** The newest of the entries that waited too long, instead of each. */
  | { show: "digest"; incidentId: string; seqs: number[]; folded: number }
  /** The question of an ask step, to the one person it was put to alone. */
  | { show: "ask"; incidentId: string; stepId: string; position: number; reminder?: true }
  /** An act's event for the customer's automation; goes out once or not at all. */
  | { show: "act"; incidentId: string; stepId: string; seq: number };

export type OutboxDestination = "slack" | "events" | "alerts";

export interface OutboxRow {
  id: string;
  /** Random; travels with the message, so that it can be found again. */
  key: string;
  destination: OutboxDestination;
  /** One message of a lane is under way at a time, in order. */
  lane: string;
  show: Show;
  tries: number;
  firstTry: Date;
  /** An earlier try may have gone out: look before sending again. */
  unsure: boolean;
}

/** Where something is shown; absent until it was posted once. */
export interface ShownMessage {
  channel: string;
  ts: string;
  threadTs?: string;
}

/** What became of a delivery (reliability: outcome classes). What an adapter does not recognise is `unknown`. */
export type Outcome =
  | { outcome: "sent"; shown?: ShownMessage }
  /** Certainly not sent; try again after this long. */
  | { outcome: "not-sent"; retryAfterMs: number; why: string }
  | { outcome: "unknown"; why: string }
  /** Cannot be sent until somebody mends something (place, token, rights). Kept, tried again later, and loud. */
  | { outcome: "blocked"; why: string; of?: "place" | "token" }
  /** Certainly not sent: the incident has no first message to reply to, or not any more. */
  | { outcome: "no-thread"; why: string }
  /** Would never be taken, for instance because what it shows is gone. */
  | { outcome: "dropped"; why: string };

/** One kind of outside that the outbox delivers to. */
export interface Destination {
  send(row: OutboxRow): Promise<Outcome>;
  /** Was this row's message posted by an earlier try? A rejection says nothing either way. */
  find(row: OutboxRow): Promise<ShownMessage | undefined>;
  /** Given for a row that may go out only once, whatever came of it: takes what came of it into the record. */
  once?(row: OutboxRow): SettleOnce | undefined;
}

export type SettleOnce = (tx: Tx, outcome: Outcome) => Promise<void>;

// ---- store ----

export interface Store extends Reads {
  /** Retries once on serialisation faults; any other error rolls back and rises. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls back soon after something was put into the inbox or the outbox, or a run was cancelled, by any process. */
  onNews(news: "inbox" | "outbox" | "cancel", wake: () => void): () => void;
}

export interface BudgetWait {
  account: string;
  region: string;
  api: string;
  waitMs: number;
}

export interface Reads {
  incident(id: string): Promise<Incident | undefined>;
  incidentByNumber(number: number): Promise<Incident | undefined>;
  /** The incident whose root message this is. */
  incidentByThread(channel: string, threadTs: string): Promise<Incident | undefined>;
  /** Newest first. */
  incidents(filter: { channel?: string; state?: "open" | "any"; limit?: number }): Promise<Incident[]>;
  /** Those in ALARM first, and of these the most severe and the newest. */
  alarms(incidentId: string, limit: number): Promise<AlarmStatus[]>;
  timeline(incidentId: string): Promise<TimelineEntry[]>;
  steps(incidentId: string): Promise<StepRecord[]>;
  step(incidentId: string, stepId: string): Promise<StepRecord | undefined>;
  /** Oldest first. */
  approvals(incidentId: string): Promise<Approval[]>;
  run(id: string): Promise<Run | undefined>;
  runs(incidentId: string): Promise<Run[]>;
  /** Queued runs that take this one's answer. */
  waitingFor(runId: string): Promise<Run[]>;
  /** Queued and running ones of all incidents, longest queued first. */
  unfinishedRuns(): Promise<Run[]>;
  /** How long the next call would have to wait, where it would have to. */
  budgetWaits(): Promise<BudgetWait[]>;
  /** What of its answer is new; undefined until that was looked for. */
  firstSeen(runId: string): Promise<FirstSeen | undefined>;
  asked(incidentId: string, stepId: string, position: number): Promise<Asked | undefined>;
  rows(runId: string): Promise<KeptRows | undefined>;
  /** The latest run that puts this one's question again. */
  runAfter(id: string): Promise<Run | undefined>;
  facts(incidentId: string): Promise<Facts>;
  /** Where something is shown, by `shownKey(show)`. */
  shown(incidentId: string, key: string): Promise<ShownMessage | undefined>;
  /** Newest first. */
  inbox(filter: { state?: InboxState; limit?: number }): Promise<InboxMessage[]>;
  inboxMessage(id: string): Promise<InboxMessage | undefined>;
}

/** A transaction. Reads see its own writes; nothing is visible outside before it commits. */
export interface Tx extends Reads {
  /** In the order in which they were given; what is twice among them is seen the second time. */
  keepMessages(messages: readonly RawMessage[], at: Date): Promise<("new" | "seen")[]>;
  /** Takes up to `limit` new messages for this transaction alone, least tried first. */
  claimInbox(limit: number): Promise<InboxMessage[]>;
  /** Counts the attempt. */
  settleInbox(id: string, state: InboxState, error?: string): Promise<void>;
  /** Puts a message back to be tried again. */
  reviveInbox(id: string): Promise<void>;
  /** Lays a message aside that nobody needs; it stays on the record. */
  dropInbox(id: string, why: string): Promise<void>;

  /** False when this transition was already recorded, by whatever path it came. */
  transitionOnce(alarm: Alarm, inboxId: string | undefined): Promise<boolean>;
  placeTransition(alarm: Alarm, incidentId: string): Promise<void>;
  /** The newest transition of an alarm, by its own time; ALARM wins a tie. */
  latestTransition(alarmKey: string): Promise<Pick<AlarmStatus, "state" | "at"> | undefined>;
  /** Alarms that opened an incident, or joined a storm, in this channel since then; counted up to `atMost`. */
  newAlarms(channel: string, since: Date, atMost: number): Promise<number>;
  alarmStatus(incidentId: string, alarmKey: string): Promise<AlarmStatus | undefined>;
  saveAlarmStatus(incidentId: string, status: AlarmStatus): Promise<void>;

  /** Waits until nobody else holds this name; held until the transaction ends. Before any incident's lock. */
  lockGroup(name: string): Promise<void>;
  /** The newest incident of this group that is not resolved, or of any state; locked. */
  incidentOfGroup(groupKey: string, state: "open" | "any"): Promise<Incident | undefined>;
  /** The storm that this alarm is part of; locked. */
  stormOf(alarmKey: string): Promise<Incident | undefined>;
  insertIncident(draft: IncidentDraft): Promise<Incident>;
  /** Waits for the incident's lock; every change of an incident goes through it. Throws NotFoundError. */
  lockIncident(id: string): Promise<Incident>;
  saveIncident(incident: Incident): Promise<void>;
  /** Those whose snooze is over by now. */
  snoozedIncidents(now: Date): Promise<Incident[]>;

  /** Appends to the timeline, chained by hash, and to the audit. Needs the incident's lock. */
  record(incidentId: string, entry: NewEntry, at: Date): Promise<TimelineEntry>;
  audit(entry: AuditEntry, at: Date): Promise<void>;

  insertStep(step: StepRecord): Promise<void>;
  /** Compare and set: false when somebody changed the step since `expectedVersion`. Saves with the next version. */
  saveStep(step: StepRecord, expectedVersion: number): Promise<boolean>;
  /** Waiting steps of incidents that are not resolved, whose time is up. */
  expiredSteps(now: Date): Promise<StepRecord[]>;
  setFacts(incidentId: string, facts: Facts): Promise<void>;
  saveAsked(asked: Asked): Promise<void>;
  saveFirstSeen(runId: string, firstSeen: FirstSeen): Promise<void>;
  /** Inserts it, or keeps what became of it. */
  saveApproval(approval: Approval): Promise<void>;

  insertRun(run: Run): Promise<void>;
  /** Runs without a step, of this title, that were asked of an account after `since`. */
  runsAsked(title: string, account: string, since: Date): Promise<number>;
  /** Saves a run that has not ended and whose attempt is still `run.attempt`; else false, and nothing is saved. */
  saveRun(run: Run): Promise<boolean>;
  /** Takes a queued run, or a running one whose lease ran out, as the next attempt; undefined when it is not due. */
  claimRun(id: string, leaseMs: number): Promise<Run | undefined>;
  /** Runs that nobody works on: queued for longer than `queuedForMs`, or with an expired lease. */
  idleRuns(queuedForMs: number): Promise<Run[]>;
  /** Keeps the lease of this attempt alive and its progress; false when it is no longer ours or was cancelled. */
  renewRun(run: Run, leaseMs: number): Promise<boolean>;
  /**
   * Runs of this question that ask AWS themselves: not ended, or answered since then; newest first. Until the
   * transaction ends nobody else gets an answer to this.
   */
  runsAskingTheSame(questionKey: string, endedSince: Date): Promise<Run[]>;
  /** What a run shows while it is queued; false when it is not queued any more. */
  showQueued(run: Run, shown: Pick<Run, "place" | "progress">): Promise<boolean>;
  keepRows(runId: string, kept: KeptRows): Promise<void>;
  /** Answers that are to ask themselves again by now, of incidents that are not resolved. */
  runsToAskAgain(now: Date): Promise<Run[]>;
  /** Needs the incident's lock. */
  setAsksAgain(runId: string, at: Date | null): Promise<void>;

  /** Puts it into the outbox unless the same is already waiting there. */
  say(show: Show): Promise<void>;
  /** Takes everything out of an incident's thread that waits there, in order, so that it can be said anew. */
  takeWaiting(incidentId: string): Promise<Show[]>;
  /** The next row that is due in a lane where nothing older is unsettled. It stays ours for `holdMs`. */
  claimOutbox(destination: OutboxDestination, holdMs: number): Promise<OutboxRow | undefined>;
  /** Holds it again just before it goes out; false when it is no longer ours. */
  holdOutbox(row: OutboxRow, holdMs: number): Promise<boolean>;
  /** Settles a row of ours: `sent` for good, `pending` again, `sending` while its outcome is unknown. */
  settleOutbox(
    row: OutboxRow,
    state: "sent" | "dropped" | "pending" | "sending",
    options?: { waitMs?: number; error?: string },
  ): Promise<boolean>;
  /** Rows for Slack that nobody was told of and that wait for longer than this; told from now on. The worst first. */
  takeLateOutbox(lateMs: number): Promise<LateMessages | undefined>;
  /** Of each thread in which many entries wait for longer than this: one row for all of them. Returns how many went. */
  foldEntries(olderThanMs: number, moreThan: number): Promise<number>;
  saveShown(incidentId: string, key: string, shown: ShownMessage): Promise<void>;
  /** It is posted anew the next time it is said. */
  forgetShown(incidentId: string, key: string): Promise<void>;
}

/** What was kept of an answer. */
export type KeptRows = Pick<Answer, "columns" | "rows" | "evidence"> &
  Partial<Pick<Answer, "rowsBeforeLimit">>;

/** What Slack has not taken. */
export interface LateMessages {
  messages: number;
  incidents: { id: string; number: number; severity: string; title: string }[];
  why: string;
}

export type IncidentDraft = Omit<Incident, "number" | "version">;

/** Posted once and edited from then on: one message for an incident, a step, an ad-hoc question, a thread entry. */
export function shownKey(show: Show): string {
  switch (show.show) {
    case "incident":
      return "root";
    case "step":
      return `step:${show.stepId}`;
    case "run":
      return `run:${show.runId}`;
    case "ask":
      return `ask:${show.stepId}:${show.position}${show.reminder ? ":reminder" : ""}`;
    default:
      return `${show.show}:${"seq" in show ? show.seq : "runId" in show ? show.runId : ""}`;
  }
}
