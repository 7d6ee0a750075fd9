import { raiseSeverity } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import { type Conclusion, conclude, nextStep } from "../domain/runbook/rules.ts";
import type { Runbook, Step } from "../domain/runbook/schema.ts";
import type { StepResult } from "../domain/runbook/step-result.ts";
import { plainText } from "../domain/text.ts";
import { enterStep } from "./enter-step.ts";
import type { Ports, Tx } from "./ports.ts";

const system = { kind: "system" } as const;

/** Keeps what a step's result means: findings, facts, severity; then the next step becomes due. */
export async function concludeStep(
  ports: Pick<Ports, "clock">,
  tx: Tx,
  {
    incident,
    runbook,
    step,
    result,
    conclusion: known,
  }: { incident: Incident; runbook: Runbook; step: Step; result: StepResult; conclusion?: Conclusion },
): Promise<void> {
  const now = ports.clock();
  const before = await tx.facts(incident.id);
  const conclusion = known ?? conclude(step, result, before);
  const facts = { ...before, ...conclusion.set };
  await tx.setFacts(incident.id, conclusion.set);

  for (const finding of conclusion.findings) {
    const body = {
      step: step.id,
      level: finding.level,
      say: plainText(finding.say),
      ...(finding.eventIds.length === 0 ? {} : { eventIds: finding.eventIds }),
      ...(finding.requestIds?.length ? { requestIds: finding.requestIds } : {}),
    };
    const entry = await tx.record(incident.id, { actor: system, action: "finding.raise", body }, now);
    await tx.say({ show: "event", incidentId: incident.id, seq: entry.seq });
  }
  const severity = raiseSeverity(incident.severity, conclusion.raise);
  if (severity !== incident.severity) {
    const body = { severity, why: `"${step.title}" found a reason.` };
    await tx.record(incident.id, { actor: system, action: "incident.severity", body }, now);
  }
  const raised = { ...incident, severity };
  // A step run again after the runbook went past it changes findings and facts, not the way.
  if (incident.nextStep !== step.id) {
    await tx.saveIncident(raised);
    await tx.say({ show: "incident", incidentId: incident.id });
    return;
  }
  await enterStep(ports, tx, {
    incident: raised,
    runbook,
    facts,
    next: nextStep(runbook, step, result, facts),
  });
}
