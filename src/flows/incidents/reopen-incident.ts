import { ConflictError, InputError } from "../../domain/errors.ts";
import { markReopened, shortId } from "../../domain/incident/incident.ts";
import type { Actor } from "../../domain/responder.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import type { Ports } from "../ports.ts";
import { sayStep } from "../runbook/say-step.ts";
import { sayRun } from "../runs/say-run.ts";
import { changeIncident } from "./change-incident.ts";

/** Opens a resolved incident again, with a reason. */
export async function reopenIncident(
  ports: Pick<Ports, "store" | "clock" | "settings">,
  { incidentId, reason, actor }: { incidentId: string; reason: string; actor: Actor },
): Promise<void> {
  if (reason.trim() === "") throw new InputError("Say why it is opened again.");
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.reopen",
    body: { reason: reason.trim() },
    inThread: true,
    asEvent: true,
    decide: async (incident, _now, tx) => {
      const reopened = markReopened(incident);
      await beginEscalation(ports, tx, reopened, { anew: true });
      // They can be used again, and what is not settled asks itself again.
      for (const step of await tx.steps(incidentId)) await sayStep(tx, step);
      for (const run of await tx.runs(incidentId)) if (run.asksAgainAt) await sayRun(tx, run);
      if (incident.groupKey === null) return reopened;
      const other = await tx.incidentOfGroup(incident.groupKey, "open");
      if (other === undefined) return reopened;
      throw new ConflictError(`The same alarm has meanwhile opened ${shortId(other)}; go on there.`);
    },
  });
}
