import { NotFoundError } from "../../domain/errors.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import type { IncidentRecord, RunRecord } from "../../domain/transcript/incident-record.ts";
import { requireZone } from "../../domain/transcript/times.ts";
import { renderTranscript, type TranscriptFormat } from "../../domain/transcript/transcript.ts";
import type { ReadThread } from "../ports/thread.ts";
import type { People, Ports, Reads, Settings } from "../ports.ts";
import { completeThread } from "./complete-thread.ts";

type Needs = Pick<Ports, "store" | "clock"> & {
  /** Where the thread can be read back; without it the transcript has what events told. */
  readThread?: ReadThread;
  people?: Pick<People, "actor">;
};

export interface TranscriptWish {
  incidentId: string;
  actor: Actor;
  format?: TranscriptFormat;
  /** Shown beside UTC, such as Europe/Berlin. */
  zone?: string;
}

/** The transcript for somebody entitled to it. The same bytes for the same record. */
export async function exportTranscript(
  ports: Needs,
  { incidentId, actor, format = "md", zone = "UTC" }: TranscriptWish,
): Promise<string> {
  const { store, clock, readThread } = ports;
  requireZone(zone);
  await requireExport(store, incidentId, actor);
  if (readThread) await completeThread({ ...ports, readThread }, incidentId);
  return store.transaction(async (tx) => {
    await requireExport(tx, incidentId, actor);
    const transcript = await transcriptOf(tx, incidentId, format, zone);
    await tx.audit(auditOf(incidentId, actor, format), clock());
    return transcript;
  });
}

/** Puts the transcript into the incident's thread as a file, in the organisation's local time unless told; as CSV the rows come beside the timeline. */
export async function sayTranscript(
  { store, clock, settings }: Pick<Ports, "store" | "clock"> & { settings: Pick<Settings, "zone"> },
  { incidentId, actor, format = "md", zone = settings.zone }: TranscriptWish,
): Promise<void> {
  const asked = {
    ...(format === "md" ? {} : { format }),
    ...(zone === "UTC" ? {} : { zone: requireZone(zone) }),
  };
  await store.transaction(async (tx) => {
    await requireExport(tx, incidentId, actor);
    await tx.say({ show: "transcript", incidentId, ...asked });
    if (format === "csv") await tx.say({ show: "transcript", incidentId, format: "rows" });
    await tx.audit(auditOf(incidentId, actor, format), clock());
  });
}

/** For somebody who was entitled to it when they asked: read back, and rendered as it is now. */
export async function wholeTranscript(
  ports: Needs,
  { incidentId, format, zone }: Pick<TranscriptWish, "incidentId" | "format" | "zone">,
): Promise<string> {
  const { store, readThread } = ports;
  if (readThread) await completeThread({ ...ports, readThread }, incidentId);
  return transcriptOf(store, incidentId, format, zone);
}

/** Reads the record and renders it; who may see it was decided before. */
export const transcriptOf = async (
  reads: Reads,
  incidentId: string,
  format: TranscriptFormat = "md",
  zone = "UTC",
): Promise<string> => renderTranscript(await incidentRecord(reads, incidentId), format, { zone });

const alarmsShown = 100_000;

/** Everything of an incident. Throws a NotFoundError for one that is not known. */
export async function incidentRecord(reads: Reads, incidentId: string): Promise<IncidentRecord> {
  const incident = await reads.incident(incidentId);
  if (incident === undefined) throw new NotFoundError("This incident is not known.");
  const runs: RunRecord[] = [];
  for (const run of await reads.runs(incidentId)) {
    const kept = await reads.rows(run.id);
    const firstSeen = await reads.firstSeen(run.id);
    const { evidence, shape, rowsBeforeLimit } = kept ?? {};
    const rows = { columns: kept?.columns ?? [], rows: kept?.rows ?? [] };
    runs.push({
      ...run,
      ...rows,
      rowsBeforeLimit,
      ...(evidence && { evidence }),
      ...(firstSeen && { firstSeen }),
      ...(shape && { shape }),
    });
  }
  return {
    incident,
    alarms: await reads.alarms(incidentId, alarmsShown),
    timeline: await reads.timeline(incidentId),
    runs,
    messages: await reads.threadMessages(incidentId),
    threadHead: await reads.threadHead(incidentId),
    threadTrouble: (await reads.threadRead(incidentId))?.trouble ?? null,
  };
}

async function requireExport(reads: Reads, incidentId: string, actor: Actor): Promise<void> {
  const incident = await reads.incident(incidentId);
  if (incident === undefined) throw unknownIncident();
  requirePermission(actor, "transcript.export", incident);
}

const auditOf = (incidentId: string, actor: Actor, format: TranscriptFormat) => ({
  actor: actorRef(actor),
  action: "transcript.export",
  outcome: "allowed" as const,
  incidentId,
  detail: format,
});
