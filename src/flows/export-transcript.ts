import { NotFoundError } from "../domain/errors.ts";
import { requirePermission } from "../domain/permission.ts";
import { type Actor, actorRef } from "../domain/responder.ts";
import { renderTranscript } from "../domain/transcript.ts";
import type { Ports, Reads } from "./ports.ts";

/** The transcript for somebody entitled to it, in Markdown. The same bytes for the same record. */
export async function exportTranscript(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<string> {
  return store.transaction(async (tx) => {
    await requireExport(tx, incidentId, actor);
    const markdown = await transcriptOf(tx, incidentId);
    await tx.audit(auditOf(incidentId, actor), clock());
    return markdown;
  });
}

/** Puts the transcript into the incident's thread as a file. */
export async function sayTranscript(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, actor }: { incidentId: string; actor: Actor },
): Promise<void> {
  await store.transaction(async (tx) => {
    await requireExport(tx, incidentId, actor);
    await tx.say({ show: "transcript", incidentId });
    await tx.audit(auditOf(incidentId, actor), clock());
  });
}

const alarmsShown = 100_000;

/** Reads the record and renders it; who may see it was decided before. */
export async function transcriptOf(reads: Reads, incidentId: string): Promise<string> {
  const incident = await reads.incident(incidentId);
  if (incident === undefined) throw new NotFoundError("This incident is not known.");
  const runs = [];
  for (const run of await reads.runs(incidentId)) {
    const kept = await reads.rows(run.id);
    const firstSeen = await reads.firstSeen(run.id);
    runs.push({
      ...run,
      columns: kept?.columns ?? [],
      rows: kept?.rows ?? [],
      ...(firstSeen && { firstSeen }),
    });
  }
  const [alarms, timeline] = [await reads.alarms(incidentId, alarmsShown), await reads.timeline(incidentId)];
  return renderTranscript({ incident, alarms, timeline, runs });
}

async function requireExport(reads: Reads, incidentId: string, actor: Actor): Promise<void> {
  requirePermission(actor, "transcript.export", await reads.incident(incidentId));
}

const auditOf = (incidentId: string, actor: Actor) => ({
  actor: actorRef(actor),
  action: "transcript.export",
  outcome: "allowed" as const,
  incidentId,
  detail: null,
});
