import { markResolved } from "../domain/incident.ts";
import { requirePermission } from "../domain/permission.ts";
import { redactText } from "../domain/redact.ts";
import { type Actor, actorRef } from "../domain/responder.ts";
import { hasEnded } from "../domain/run.ts";
import { changeIncident } from "./change-incident.ts";
import type { Ports } from "./ports.ts";
import { sayRun } from "./say-run.ts";
import { sayStep } from "./say-step.ts";
import { settleStep } from "./settle-step.ts";

/** Closes the incident, stops what still runs for it, and says so in its thread. */
export async function resolveIncident(
  ports: Pick<Ports, "store" | "clock">,
  { incidentId, resolution, actor }: { incidentId: string; resolution: string | null; actor: Actor },
): Promise<void> {
  const said = (resolution && redactText(resolution.trim())) || null;
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "incident.resolve",
    body: said === null ? {} : { resolution: said },
    inThread: true,
    asEvent: true,
    decide: async (incident, now, tx) => {
      const resolved = markResolved(incident, said, now);
      if (incident.nextStep !== null) requirePermission(actor, "incident.resolve-with-open-steps", incident);
      for (const run of await tx.runs(incidentId)) {
        if (run.asksAgainAt) await sayRun(tx, run);
        if (hasEnded(run.state)) continue;
        await tx.saveRun({ ...run, state: "cancelled", endedAt: now, cancelledBy: actorRef(actor) });
        await settleStep(tx, run, "cancelled");
        // Should the incident be opened again, so is the question.
        if (run.again?.why === "settled") await tx.setAsksAgain(run.again.previous, now);
        const stopped = { run: run.id, title: run.title };
        await tx.record(incidentId, { actor: actorRef(actor), action: "run.cancel", body: stopped }, now);
        await sayRun(tx, run);
      }
      for (const step of await tx.steps(incidentId)) await sayStep(tx, step);
      return resolved;
    },
  });
}
