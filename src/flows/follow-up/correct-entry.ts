import { ConflictError, InputError, NotFoundError } from "../../domain/errors.ts";
import { requirePermission, unknownIncident } from "../../domain/permission.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { currentEntries, isCorrectable } from "../../domain/timeline/corrections.ts";
import type { Ports } from "../ports.ts";

const maxText = 3000;

/**
 * Puts a note or a summary right: a new entry takes its place and names it, the original stays. Only what still counts
 * can be corrected, so that two people never correct the same thing in two ways.
 */
export async function correctEntry(
  { store, clock }: Pick<Ports, "store" | "clock">,
  wish: { incidentId: string; corrects: number; text: string; actor: Actor },
): Promise<void> {
  const { incidentId, corrects, actor } = wish;
  const text = redactText(wish.text.trim());
  if (text === "") throw new InputError("The correction is empty: write what is right.");
  if (text.length > maxText)
    throw new InputError(`The correction has ${text.length} characters; ${maxText} is the most.`);
  await store.transaction(async (tx) => {
    if ((await tx.incident(incidentId)) === undefined) throw unknownIncident();
    const incident = await tx.lockIncident(incidentId);
    const meant = currentEntries(await tx.timeline(incidentId)).find(({ entry }) => entry.seq === corrects);
    const isSummary = meant?.entry.action === "summary.write";
    const action = isSummary ? "summary.write" : "note.correct";
    requirePermission(actor, action, incident);
    if (meant === undefined) throw new NotFoundError(`There is no entry ${corrects} on this timeline.`);
    if (!isCorrectable(meant.entry))
      throw new InputError(
        "Only notes and summaries can be corrected; what Cairn saw and did stays as it is.",
      );
    if (meant.supersededBy !== undefined)
      throw new ConflictError(
        `Entry ${corrects} was already corrected by entry ${meant.supersededBy}. Correct that one.`,
      );
    if (meant.entry.body.text === text) throw new ConflictError("That is what it says already.");
    const entry = await tx.record(
      incidentId,
      { actor: actorRef(actor), action, body: { text, corrects } },
      clock(),
    );
    await tx.say({ show: "entry", incidentId, seq: corrects });
    await tx.say({ show: "entry", incidentId, seq: entry.seq });
  });
}
