import type { Incident } from "../domain/incident/incident.ts";
import type { Runbook } from "../domain/runbook/schema.ts";
import { standingApproval } from "../domain/runbook/standing-approval.ts";
import type { StepRecord } from "../domain/step.ts";
import type { Reads } from "../flows/ports.ts";
import { keptRows } from "./kept-rows.ts";
import { roundsNow, runNow } from "./run-now.ts";
import type { ShowSources } from "./show-sources.ts";
import type { MessageView } from "./views/message.ts";
import { stepView } from "./views/step.ts";

/** A step's message, from the record as it is now; undefined when the incident has no such step. */
export async function stepNow(
  { reads, engineChoices }: ShowSources,
  { incident, runbook, stepId }: { incident: Incident; runbook: Runbook | undefined; stepId: string },
): Promise<MessageView | undefined> {
  const { id: incidentId } = incident;
  const step = await reads.step(incidentId, stepId);
  if (!step) return undefined;
  const facts = await reads.facts(incidentId);
  const now = step.runId === null ? undefined : await runNow(reads, step.runId);
  const { run, pending } = now ?? {};
  const rounds = run ? await roundsNow(reads, run) : [];
  const rows = run?.state === "done" ? await keptRows(reads, incident, run) : undefined;
  const approval = standingApproval(await reads.approvals(incidentId), step.stepId, runbook, facts);
  const trouble =
    step.state === "failed" || step.state === "unknown" ? await actTrouble(reads, step) : undefined;
  const asked = await reads.asked(incidentId, step.stepId, step.position);
  const definition = runbook?.steps.find(({ id }) => id === step.stepId);
  const choices = run || !definition ? undefined : engineChoices?.(incident, definition, facts);
  return stepView({
    incident,
    step,
    asked,
    runbook,
    run,
    pending,
    rounds,
    rows,
    facts,
    choices,
    approval,
    trouble,
  });
}

async function actTrouble(reads: Reads, { incidentId, stepId }: StepRecord): Promise<string | undefined> {
  const told = (await reads.timeline(incidentId)).findLast(
    ({ action, body }) => action === "act.fail" && body.step === stepId,
  );
  return typeof told?.body.why === "string" ? told.body.why : undefined;
}
