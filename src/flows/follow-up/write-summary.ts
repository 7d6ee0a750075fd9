import { ConflictError, InputError } from "../../domain/errors.ts";
import { requirePermission } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { currentSummary } from "../../domain/timeline/corrections.ts";
import type { Ports } from "../ports.ts";

const maxSummary = 3000;

/** Says what the incident was, in a few sentences. The newest summary counts; those before stay on the timeline. */
export async function writeSummary(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { incidentId, text, actor }: { incidentId: string; text: string; actor: Actor },
): Promise<void> {
  const summary = redactText(text.trim());
  if (summary === "") throw new InputError("The summary is empty: write what the incident was.");
  if (summary.length > maxSummary)
    throw new InputError(`The summary has ${summary.length} characters; ${maxSummary} is the most.`);
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "summary.write", incident);
    const before = currentSummary(await tx.timeline(incidentId));
    if (before?.body.text === summary) throw new ConflictError("That is what the summary says already.");
    const body = { text: summary, ...(before && { corrects: before.seq }) };
    const entry = await tx.record(
      incidentId,
      { actor: actorRef(actor), action: "summary.write", body },
      clock(),
    );
    if (before) await tx.say({ show: "entry", incidentId, seq: before.seq });
    await tx.say({ show: "entry", incidentId, seq: entry.seq });
  });
}
