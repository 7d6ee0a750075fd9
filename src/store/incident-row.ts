import type { Incident } from "../domain/incident/incident.ts";
import type { IncidentDraft } from "../flows/ports.ts";
import type { ChainHead } from "./database/incident-lock.ts";
import {
  document,
  fingerprint,
  optionalText,
  reviveAlarm,
  type Stored,
  storable,
} from "./database/stored.ts";

export interface IncidentRow extends ChainHead {
  id: string;
  number: number;
  title: string;
  state: Incident["state"];
  severity: Incident["severity"];
  group_key: string | null;
  channel: string;
  private: boolean;
  commander: Incident["commander"];
  opened_at: Date;
  opened_by: Incident["openedBy"];
  acknowledged_at: Date | null;
  acknowledged_by: Incident["acknowledgedBy"];
  resolved_at: Date | null;
  resolution: string | null;
  alarm: Stored<Incident["alarm"]>;
  counts: Incident["counts"];
  storm: boolean;
  snoozed: Stored<Incident["snoozed"]>;
  merged_into: Incident["mergedInto"] | null;
  proposal: Stored<Incident["proposal"]> | null;
  runbook: Incident["runbook"];
  next_step: string | null;
  version: number;
}

export const incidentOf = (row: IncidentRow): Incident => ({
  id: row.id,
  number: row.number,
  title: row.title,
  state: row.state,
  severity: row.severity,
  groupKey: row.group_key,
  channel: row.channel,
  private: row.private,
  commander: row.commander,
  openedAt: row.opened_at,
  openedBy: row.opened_by,
  acknowledgedAt: row.acknowledged_at,
  acknowledgedBy: row.acknowledged_by,
  resolvedAt: row.resolved_at,
  resolution: row.resolution,
  alarm: row.alarm && reviveAlarm(row.alarm),
  counts: row.counts,
  storm: row.storm,
  snoozed: row.snoozed && { ...row.snoozed, until: new Date(row.snoozed.until) },
  ...(row.merged_into && { mergedInto: row.merged_into }),
  ...(row.proposal && { proposal: { ...row.proposal, since: new Date(row.proposal.since) } }),
  runbook: row.runbook,
  nextStep: row.next_step,
  version: row.version,
});

export const incidentColumns = `id, title, state, severity, group_key, group_hash, channel, commander, opened_at, opened_by,
  acknowledged_at, acknowledged_by, resolved_at, resolution, alarm, runbook, next_step, counts, storm, snoozed,
  merged_into, proposal`;
export const incidentPlaces = Array.from({ length: 22 }, (_, index) => `$${index + 1}`).join(", ");

export const valuesOfIncident = (incident: IncidentDraft): unknown[] => [
  incident.id,
  storable(incident.title),
  incident.state,
  incident.severity,
  optionalText(incident.groupKey),
  incident.groupKey === null ? null : fingerprint(incident.groupKey),
  incident.channel,
  document(incident.commander),
  incident.openedAt,
  document(incident.openedBy),
  incident.acknowledgedAt,
  document(incident.acknowledgedBy),
  incident.resolvedAt,
  optionalText(incident.resolution),
  document(incident.alarm),
  document(incident.runbook),
  incident.nextStep,
  document(incident.counts),
  incident.storm,
  document(incident.snoozed),
  document(incident.mergedInto),
  document(incident.proposal),
];
