import { type Finding, raiseSeverity } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { type Conclusion, conclude, nextStep } from "../../domain/runbook/rules.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import type { StepResult } from "../../domain/runbook/step-result.ts";
import { plainText } from "../../domain/text/text.ts";
import { beginEscalation } from "../escalation/begin-escalation.ts";
import type { Ports, Tx } from "../ports.ts";
import { newFindings } from "../runs/compare-answers.ts";
import { enterStep } from "./enter-step.ts";

const system = { kind: "system" } as const;

/** Keeps what a step's result means: findings, facts, severity; then the next step becomes due. */
export async function concludeStep(
  ports: Pick<Ports, "clock" | "settings">,
  tx: Tx,
  {
    incident,
    runbook,
    step,
    result,
    conclusion: known,
    told,
    stays = false,
  }: {
    incident: Incident;
    runbook: Runbook;
    step: Step;
    result: StepResult;
    conclusion?: Conclusion;
    /** What an earlier answer to the same question already found. */
    told?: readonly Finding[];
    /** The step goes on: nothing after it becomes due yet. */
    stays?: boolean;
  },
): Promise<void> {
  const now = ports.clock();
  const before = await tx.facts(incident.id);
  const conclusion = known ?? conclude(step, result, before);
  const facts = { ...before, ...conclusion.set };
  await tx.setFacts(incident.id, conclusion.set);
  if (Object.keys(conclusion.set).length > 0) await showLiveApprovals(tx, incident.id);

  for (const finding of newFindings(conclusion.findings, told ?? [])) {
    const body = {
      step: step.id,
      level: finding.level,
      say: plainText(finding.say),
      ...(finding.eventIds.length === 0 ? {} : { eventIds: finding.eventIds }),
      ...(finding.requestIds?.length ? { requestIds: finding.requestIds } : {}),
    };
    const entry = await tx.record(incident.id, { actor: system, action: "finding.raise", body }, now);
    await tx.say({ show: "event", incidentId: incident.id, seq: entry.seq });
    // The message of an answer that came before is edited in place, and nobody is told of an edit.
    if (told && isAlarming(finding)) await tx.say({ show: "entry", incidentId: incident.id, seq: entry.seq });
  }
  const severity = raiseSeverity(incident.severity, conclusion.raise);
  if (severity !== incident.severity) {
    const body = { severity, why: `"${step.title}" found a reason.` };
    await tx.record(incident.id, { actor: system, action: "incident.severity", body }, now);
    await beginEscalation(ports, tx, { ...incident, severity });
  }
  const raised = { ...incident, severity };
  // A step run again after the runbook went past it changes findings and facts, not the way.
  if (stays || incident.nextStep !== step.id) {
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

const isAlarming = ({ level }: Finding): boolean => level === "warning" || level === "critical";

/** A fact that changed may have voided what somebody is about to approve, or has approved. */
export async function showLiveApprovals(tx: Tx, incidentId: string): Promise<void> {
  for (const { state, stepId, forStep } of await tx.approvals(incidentId)) {
    if (state !== "asked" && state !== "approved") continue;
    for (const id of [stepId, forStep])
      if (await tx.step(incidentId, id)) await tx.say({ show: "step", incidentId, stepId: id });
  }
}
