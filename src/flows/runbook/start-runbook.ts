import { InputError, NotFoundError } from "../../domain/errors.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requireRunbookAccess } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { MissingInput } from "../../domain/runbook/inputs.ts";
import type { Ports } from "../ports.ts";
import { beginRunbook, inputsFor } from "./begin-runbook.ts";

/** Starts a runbook in an incident, or says which inputs it still needs. */
export async function startRunbook(
  ports: Pick<Ports, "store" | "clock" | "settings" | "runbooks">,
  {
    incidentId,
    runbookId,
    inputs: given,
    actor,
  }: { incidentId: string; runbookId: string; inputs?: Record<string, string>; actor: Actor },
): Promise<{ outcome: "started" } | { outcome: "needs-inputs"; inputs: MissingInput[] }> {
  const runbook = ports.runbooks.byId(runbookId);
  if (runbook === undefined) {
    const known = ports.runbooks.all().map((each) => each.id);
    throw new NotFoundError(`There is no runbook "${runbookId}". There is ${known.join(", ")}.`);
  }
  return ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requireRunbookAccess(actor, "runbook.start", runbook, incident);
    requireOpen(incident);
    const inputs = inputsFor(ports, incident, runbook, given);
    if (inputs.faults.length > 0)
      throw new InputError(inputs.faults.map(({ name, message }) => `${name}: ${message}`).join(" "), {
        fields: Object.fromEntries(inputs.faults.map(({ name, message }) => [name, message])),
      });
    if (inputs.missing.length > 0) return { outcome: "needs-inputs", inputs: inputs.missing };
    await beginRunbook(ports, tx, incident, { runbook, inputs }, actor);
    return { outcome: "started" };
  });
}
