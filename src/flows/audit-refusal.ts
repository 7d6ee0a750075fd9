import type { CairnError } from "../domain/errors.ts";
import { type Actor, actorRef } from "../domain/responder.ts";
import type { Ports } from "./ports.ts";

/** Keeps that somebody was refused something: the refused change itself left no trace. */
export async function auditRefusal(
  { store, clock }: Pick<Ports, "store" | "clock">,
  {
    actor,
    action,
    incidentId,
    error,
  }: { actor: Actor; action: string; incidentId: string | null; error: CairnError },
): Promise<void> {
  const entry = {
    actor: actorRef(actor),
    action,
    outcome: "refused" as const,
    incidentId,
    detail: error.message,
  };
  await store.transaction((tx) => tx.audit(entry, clock()));
}
