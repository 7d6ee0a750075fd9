import type { Severity } from "../../domain/finding.ts";
import type { Incident, IncidentState } from "../../domain/incident/incident.ts";
import type { AlarmNoise, WeekTimes } from "../../domain/measures/measures.ts";
import type { RunbookUse } from "../../domain/measures/runbook-faults.ts";

/** Whose eyes: private channels that they are in; `everything` is for Cairn itself. */
export type Viewer = { privateChannels: readonly string[] } | "everything";

/** What a list of incidents may be narrowed to; all that is given must hold. */
export interface IncidentFilter {
  /** In the title, the resolution or an alarm's name, in any case; or a short id. */
  text?: string;
  state?: IncidentState | "unresolved";
  severity?: Severity;
  /** Slack channel id. */
  channel?: string;
  /** In an alarm's name, in any case. */
  alarm?: string;
  /** Who took part in it: id. */
  person?: string;
  /** Opened from then on, and before then. */
  from?: Date;
  to?: Date;
}

/** One page of a list, newest first. A cursor is an incident's number. */
export interface ListAsked {
  filter: IncidentFilter;
  viewer: Viewer;
  limit: number;
  /** Only those with a lower number, or a higher one. */
  before?: number;
  after?: number;
}

/** What a line of the list shows. */
export type ListedIncident = Pick<
  Incident,
  | "id"
  | "number"
  | "title"
  | "state"
  | "severity"
  | "channel"
  | "private"
  | "commander"
  | "openedAt"
  | "acknowledgedAt"
  | "resolvedAt"
  | "counts"
> & { runbookId: string | null };

export interface Participant {
  id: string;
  name: string;
  /** Entries of the timeline that are theirs. */
  entries: number;
  firstAt: Date;
  lastAt: Date;
}

/** Reads for pages, over many incidents at a time. */
export interface PageReads {
  listIncidents(asked: ListAsked): Promise<ListedIncident[]>;
  /** How many fit, counted up to `atMost`. */
  countIncidents(asked: Pick<ListAsked, "filter" | "viewer">, atMost: number): Promise<number>;
  /** Who acted in an incident, in order of their first deed. */
  participants(incidentId: string): Promise<Participant[]>;
  /** Everybody who took part in something that the viewer may see, by name. */
  people(viewer: Viewer, limit: number): Promise<{ id: string; name: string }[]>;
  channels(viewer: Viewer): Promise<string[]>;
  /** By the ISO week (UTC) in which incidents were opened; weeks without any are left out. */
  weekTimes(viewer: Viewer, from: Date): Promise<WeekTimes[]>;
  noisiestAlarms(viewer: Viewer, from: Date, limit: number): Promise<AlarmNoise[]>;
  /** Alarms whose incidents had no runbook, the most frequent first. */
  alarmsWithoutRunbook(viewer: Viewer, from: Date, limit: number): Promise<AlarmNoise[]>;
  runbookUses(): Promise<RunbookUse[]>;
}

/** Somebody who is signed in. */
export interface Session {
  personId: string;
  teamId: string;
  openedAt: Date;
  expiresAt: Date;
}

/** Who is signed in to the pages. Tokens come and are kept as hashes only. */
export interface Sessions {
  keepSession(tokenHash: string, session: Session): Promise<void>;
  /** Undefined when there is none, or its time is over. */
  session(tokenHash: string, now: Date): Promise<Session | undefined>;
  dropSession(tokenHash: string): Promise<void>;
  keepLink(tokenHash: string, link: { personId: string; expiresAt: Date }): Promise<void>;
  /** Whom a one-time link is for; it is used up by asking. */
  takeLink(tokenHash: string, now: Date): Promise<string | undefined>;
}
