import type { AlarmStatus } from "../alarm/alarm-status.ts";
import type { Incident } from "../incident/incident.ts";
import type { FirstSeen } from "../query/first-seen.ts";
import type { Row, RowEvidence, TimeShape } from "../query/query.ts";
import type { Run } from "../run/run.ts";
import type { MessageVersion } from "../timeline/thread-message.ts";
import type { ThreadHead, TimelineEntry } from "../timeline/timeline.ts";

/** All that a transcript is made from; nothing else enters, so the same record gives the same bytes. */
export interface IncidentRecord {
  incident: Incident;
  alarms: readonly AlarmStatus[];
  timeline: readonly TimelineEntry[];
  runs: readonly RunRecord[];
  /** What people wrote in the thread, every version of it. */
  messages?: readonly MessageVersion[];
  /** Why the thread could not be read to its end, when it could not. */
  threadTrouble?: string | null;
  /** The last link of the chain of these messages, as the incident knows it. */
  threadHead?: ThreadHead | undefined;
}

export type RunRecord = Run & {
  columns: string[];
  rows: Row[];
  evidence?: RowEvidence[];
  firstSeen?: FirstSeen;
  /** Counted while it was read, for its chart. */
  shape?: TimeShape;
  rowsBeforeLimit?: number;
};
