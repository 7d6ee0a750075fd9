import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { ActorRef } from "../../domain/responder.ts";
import type { Conclusion } from "../../domain/runbook/rules.ts";
import type { RepeatStep, Runbook } from "../../domain/runbook/schema.ts";
import { type RepeatEnd, repeatEnds } from "../../domain/runbook/step-blocks.ts";
import type { Ports, Tx } from "../ports.ts";
import { concludeStep } from "./conclude-step.ts";

/** Ends a repeat step; its rules speak of the latest answer and of how it ended. */
export async function endRounds(
  ports: Pick<Ports, "clock" | "settings">,
  tx: Tx,
  {
    incident,
    runbook,
    step,
    ended,
    by,
    answer,
    told,
    conclusion,
  }: {
    incident: Incident;
    runbook: Runbook;
    step: RepeatStep;
    ended: RepeatEnd;
    by: ActorRef;
    answer: Answer;
    told: readonly Finding[] | undefined;
    conclusion?: Conclusion;
  },
): Promise<void> {
  const now = ports.clock();
  const record = await tx.step(incident.id, step.id);
  if (record === undefined) return;
  const said = { value: ended, by, at: now };
  await tx.saveStep({ ...record, state: "done", expiresAt: null, answer: said }, record.version);
  const body = { step: step.id, title: step.title, answer: repeatEnds[ended] };
  await tx.record(incident.id, { actor: by, action: "step.answer", body }, now);
  await tx.say({ show: "step", incidentId: incident.id, stepId: step.id });
  const result = { kind: "repeat", answer, ended } as const;
  await concludeStep(ports, tx, { incident, runbook, step, result, conclusion, told });
}
