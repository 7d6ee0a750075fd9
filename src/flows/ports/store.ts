import type { Alarm } from "../../domain/alarm/alarm.ts";
import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import type { Approval } from "../../domain/approval.ts";
import type { Asked } from "../../domain/asked.ts";
import type { Escalation } from "../../domain/escalation/escalation.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { AuditEntry } from "../../domain/timeline/audit.ts";
import type { NewEntry, TimelineEntry } from "../../domain/timeline/timeline.ts";
import type { InboxMessage, InboxState, PlacedMessage, RawMessage, ShownMessage } from "./message.ts";
import type { OutboxWrites } from "./outbox.ts";
import type { RunReads, RunWrites } from "./run.ts";
import type { TendingReads, TendingWrites } from "./tending.ts";
import type { ThreadReads, ThreadWrites } from "./thread.ts";

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

export interface Reads extends RunReads, TendingReads, ThreadReads {
  incident(id: string): Promise<Incident | undefined>;
  incidentByNumber(number: number): Promise<Incident | undefined>;
  /** The incident whose root message this is. */
  incidentByThread(channel: string, threadTs: string): Promise<Incident | undefined>;
  /**
   * Open ones that concern a person, newest first: theirs, acknowledged or opened by them, where they asked or are
   * asked something; `approvals` adds those where an approval or its review waits for anybody.
   */
  incidentsOf(personId: string, limit: number, also?: "approvals"): Promise<Incident[]>;
  /** Who has looked at their App Home since then, latest first, and what was shown there last. */
  homes(openedSince: Date, limit: number): Promise<{ personId: string; shownHash: string | null }[]>;
  /** Newest first. */
  incidents(filter: { channel?: string; state?: "open" | "any"; limit?: number }): Promise<Incident[]>;
  /** Channels that are known to be private, and all that have an incident. */
  privateChannels(): Promise<string[]>;
  incidentChannels(): Promise<string[]>;
  /** Those in ALARM first, and of these the most severe and the newest. */
  alarms(incidentId: string, limit: number): Promise<AlarmStatus[]>;
  timeline(incidentId: string): Promise<TimelineEntry[]>;
  steps(incidentId: string): Promise<StepRecord[]>;
  step(incidentId: string, stepId: string): Promise<StepRecord | undefined>;
  /** Oldest first. */
  approvals(incidentId: string): Promise<Approval[]>;
  /** How long the next call would have to wait, where it would have to. */
  budgetWaits(): Promise<BudgetWait[]>;
  asked(incidentId: string, stepId: string, position: number): Promise<Asked | undefined>;
  facts(incidentId: string): Promise<Facts>;
  /** Where something is shown, by `shownKey(show)`. */
  shown(incidentId: string, key: string): Promise<ShownMessage | undefined>;
  /** All that is shown of an incident, oldest message first. */
  allShown(incidentId: string): Promise<PlacedMessage[]>;
  /** Where an incident stands on its ladder; undefined when it never began to climb one. */
  escalation(incidentId: string): Promise<Escalation | undefined>;
  /** What was read of an alarm's tags at last. */
  knownTags(arn: string): Promise<{ tags: Record<string, string>; readAt: Date } | undefined>;
  /** Newest first. */
  inbox(filter: { state?: InboxState; limit?: number }): Promise<InboxMessage[]>;
  inboxMessage(id: string): Promise<InboxMessage | undefined>;
}

/** A transaction. Reads see its own writes; nothing is visible outside before it commits. */
export interface Tx extends Reads, RunWrites, OutboxWrites, TendingWrites, ThreadWrites {
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

  /**
   * Takes these locks, one set after the other, and looks up at once what is known of these alarms and their groups,
   * which are among the locks. What is asked about them afterwards is answered sooner, not otherwise.
   */
  lookAhead(expected: {
    alarms: readonly Alarm[];
    groups: readonly string[];
    locks: readonly (readonly string[])[];
  }): Promise<void>;
  /** Those of these ARNs that have a mute. */
  mutedAmong(arns: readonly string[]): Promise<string[]>;
  /** False when this transition was already recorded, by whatever path it came. */
  transitionOnce(alarm: Alarm, inboxId: string | undefined): Promise<boolean>;
  placeTransition(alarm: Alarm, incidentId: string): Promise<void>;
  /** The newest transition of an alarm, by its own time; ALARM wins a tie. */
  latestTransition(alarmKey: string): Promise<Pick<AlarmStatus, "state" | "at"> | undefined>;
  /** Its transitions after this time that no incident has, in the order of their own time. */
  unplacedTransitions(alarmKey: string, after: Date): Promise<Pick<AlarmStatus, "state" | "at">[]>;
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
  /** Says whether a channel is private, for its incidents of before and from now on; how many that changed. */
  keepChannel(id: string, isPrivate: boolean, at: Date): Promise<number>;
  /** Those whose snooze is over by now. */
  snoozedIncidents(now: Date): Promise<Incident[]>;

  /** Appends to the timeline, chained by hash, and to the audit. Needs the incident's lock. */
  record(incidentId: string, entry: NewEntry, at: Date): Promise<TimelineEntry>;
  audit(entry: AuditEntry, at: Date): Promise<void>;

  /** Needs the incident's lock. */
  saveEscalation(escalation: Escalation): Promise<void>;
  /** Those whose next rung is due by then, the longest due first; at most 200. */
  dueEscalations(until: Date): Promise<Escalation[]>;
  /** An alarm's tags are to be read, for this incident, from then on. */
  wantTags(incidentId: string, arn: string, at: Date): Promise<void>;
  /**
   * Takes what is due, where the incident is shown already or it is due since `postedBy`. Unless it is settled before
   * `againAt`, it is due again then.
   */
  claimTagLooks(claim: { now: Date; postedBy: Date; againAt: Date; limit: number }): Promise<TagLook[]>;
  /** Not to be looked at any more, or again then. */
  settleTagLook(look: Pick<TagLook, "incidentId" | "arn">, again?: Date): Promise<void>;
  keepTags(arn: string, tags: Record<string, string>, at: Date): Promise<void>;

  insertStep(step: StepRecord): Promise<void>;
  /** Compare and set: false when somebody changed the step since `expectedVersion`. Saves with the next version. */
  saveStep(step: StepRecord, expectedVersion: number): Promise<boolean>;
  /** Who is on a step, or nobody. Its version stays, so that nobody's button is out of date for it. */
  saveClaim(step: Pick<StepRecord, "incidentId" | "stepId">, claimed: StepRecord["claimed"]): Promise<void>;
  /** Waiting steps of incidents that are not resolved, whose time is up. */
  expiredSteps(now: Date): Promise<StepRecord[]>;
  setFacts(incidentId: string, facts: Facts): Promise<void>;
  saveAsked(asked: Asked): Promise<void>;
  /** Inserts it, or keeps what became of it. */
  saveApproval(approval: Approval): Promise<void>;

  homeOpened(personId: string, at: Date): Promise<void>;
  homeShown(personId: string, hash: string): Promise<void>;

  saveShown(incidentId: string, key: string, shown: ShownMessage): Promise<void>;
  /** It is posted anew the next time it is said. */
  forgetShown(incidentId: string, key: string): Promise<void>;
}

/** Whether it is private is what is known of its channel. */
export type IncidentDraft = Omit<Incident, "number" | "version" | "private">;

/** An alarm whose tags are to be read. */
export interface TagLook {
  incidentId: string;
  arn: string;
  /** This one counted. */
  tries: number;
}
