import type { Incident } from "../../domain/incident/incident.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { missingFacts } from "../../domain/runbook/render-step.ts";
import { nextStep } from "../../domain/runbook/rules.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { fillText, lookupIn } from "../../domain/runbook/template.ts";
import type { StepRecord } from "../../domain/step.ts";
import { plainText } from "../../domain/text/text.ts";
import type { Ports, Tx } from "../ports.ts";
import { queueAddressee } from "../runs/queue-trace.ts";
import { sayStep } from "./say-step.ts";

const system = { kind: "system" } as const;

/** Kinds of step that somebody starts; the others wait for somebody's word. */
const ready: ReadonlySet<Step["kind"]> = new Set(["query", "repeat", "act"]);

/**
 * Makes the next step due, shows it, and saves the incident. A query step whose facts no earlier step found is
 * skipped, and the timeline says why. The caller holds the incident's lock.
 */
export async function enterStep(
  ports: Pick<Ports, "clock">,
  tx: Tx,
  {
    incident,
    runbook,
    facts,
    next,
  }: { incident: Incident; runbook: Runbook; facts: Facts; next: Step | undefined },
): Promise<void> {
  const now = ports.clock();
  let step = next;
  while (step !== undefined) {
    const missing = missingFacts(step, facts);
    if (missing.length === 0) break;
    const why = `No earlier step found ${missing.join(", ")}.`;
    const skipped = { by: system, at: now, reason: why };
    await keepStep(tx, incident, step, { state: "skipped", expiresAt: null, skipped });
    const body = { step: step.id, title: step.title, why };
    await tx.record(incident.id, { actor: system, action: "step.skip", body }, now);
    step = nextStep(runbook, step, undefined, facts);
  }
  await tx.saveIncident({ ...incident, nextStep: step?.id ?? null });
  await tx.say({ show: "incident", incidentId: incident.id });
  if (step === undefined) return;

  const expiresAt = step.kind === "ask" ? new Date(now.getTime() + step.within * 1_000) : null;
  const state = ready.has(step.kind) ? "ready" : "waiting";
  const position = await keepStep(tx, incident, step, { state, expiresAt });
  if (step.kind === "ask") {
    await queueAddressee(tx, incident, { step, facts, position }, now);
    const question = plainText(fillText(step.question, lookupIn(facts)));
    await tx.record(
      incident.id,
      { actor: system, action: "step.ask", body: { step: step.id, question } },
      now,
    );
  }
}

/** A step that becomes due again starts anew, in a message of its own at the end of the thread. */
async function keepStep(
  tx: Tx,
  incident: Incident,
  step: Step,
  { state, expiresAt, skipped = null }: Pick<StepRecord, "state" | "expiresAt" | "skipped">,
): Promise<number> {
  const known = await tx.step(incident.id, step.id);
  const position = Math.max(0, ...(await tx.steps(incident.id)).map((each) => each.position)) + 1;
  const fresh = { position, state, expiresAt, runId: null, answer: null, skipped };
  if (known) {
    await tx.saveClaim(known, null);
    await tx.saveStep({ ...known, ...fresh }, known.version);
    await tx.forgetShown(incident.id, `step:${step.id}`);
    // Whoever was asked alone before is told that this is over.
    await sayStep(tx, known);
  } else await tx.insertStep({ incidentId: incident.id, stepId: step.id, version: 1, ...fresh });
  await tx.say({ show: "step", incidentId: incident.id, stepId: step.id });
  return position;
}
