import { isAnswer, isUrgentEnough, stopClimb } from "../../domain/escalation/escalation.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Tx } from "../ports.ts";
import { sayCalls } from "./say-calls.ts";

/** Calls nobody any more once a change has answered, or made the incident less urgent than its ladder minds. */
export async function stopEscalation(tx: Tx, before: Incident, now: Incident): Promise<void> {
  const answered = isAnswer(before, now);
  if (!answered && before.severity === now.severity) return;
  const escalation = await tx.escalation(now.id);
  if (escalation === undefined) return;
  if (!answered && isUrgentEnough(now.severity, escalation.from)) return;
  if (escalation.dueAt !== null) await tx.saveEscalation(stopClimb(escalation));
  if (answered) await sayCalls(tx, escalation);
}
