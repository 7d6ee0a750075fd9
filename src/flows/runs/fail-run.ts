import { CairnError } from "../../domain/errors.ts";
import type { Run } from "../../domain/run/run.ts";
import { redactText } from "../../domain/text/redact.ts";
import type { Ports } from "../ports.ts";
import { askPerson } from "../runbook/ask-person.ts";
import { settleStep } from "../runbook/settle-step.ts";
import { sayRun } from "./say-run.ts";

/** Ends a run without an answer and says why; the step can be run again. */
export async function failRun(
  { store, clock }: Pick<Ports, "store" | "clock">,
  run: Run,
  error: unknown,
): Promise<void> {
  const why =
    error instanceof CairnError
      ? redactText(error.message)
      : "Something went wrong in Cairn itself. Run it again; if it fails again, tell an admin.";
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(run.incidentId);
    const now = clock();
    if (!(await tx.saveRun({ ...run, state: "failed", endedAt: now, progress: null, error: why }))) return;
    await settleStep(tx, run, "failed");
    if (run.query.trace && run.stepId !== null)
      await askPerson(
        tx,
        incident,
        { ...nobody, incidentId: incident.id, stepId: run.stepId, trouble: why },
        now,
      );
    const body = { run: run.id, title: run.title, why };
    await tx.record(run.incidentId, { actor: { kind: "system" }, action: "run.fail", body }, now);
    await sayRun(tx, run);
    await tx.say({ show: "incident", incidentId: run.incidentId });
  });
}

/** The question stays with whoever reads the thread. */
const nobody = { person: null, way: "nobody" as const, how: [] };
