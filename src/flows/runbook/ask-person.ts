import type { Asked } from "../../domain/asked.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { AskStep } from "../../domain/runbook/schema.ts";
import { plainText } from "../../domain/text/text.ts";
import type { Tx } from "../ports.ts";

const system = { kind: "system" } as const;

/** Puts the question of a waiting ask step to somebody, by a direct message. The caller holds the incident's lock. */
export async function askPerson(
  tx: Tx,
  incident: Incident,
  { incidentId, stepId, ...found }: Omit<Asked, "position" | "remindAt">,
  now: Date,
): Promise<void> {
  const step = await tx.step(incidentId, stepId);
  if (step?.state !== "waiting" || incident.state === "resolved") return;
  const { position } = step;
  // Found out twice, for instance by an attempt that was taken over: they are asked once.
  if (await tx.asked(incidentId, stepId, position)) return;
  const remindAt = step.expiresAt && new Date((now.getTime() + step.expiresAt.getTime()) / 2).toISOString();
  const asked: Asked = {
    incidentId,
    stepId,
    position,
    ...found,
    remindAt: found.way === "dm" ? remindAt : null,
  };
  await tx.saveAsked(asked);
  if (asked.person === null) return;
  await recordAsked(tx, asked, now);
  await tx.say({ show: "ask", incidentId, stepId, position });
}

/** A direct message did not reach them: the thread mentions them, in a message of its own, so that they are told. */
export async function askInThread(
  tx: Tx,
  { incidentId, stepId, position }: Pick<Asked, "incidentId" | "stepId" | "position">,
  why: string,
  now: Date,
): Promise<void> {
  await tx.lockIncident(incidentId);
  const asked = await tx.asked(incidentId, stepId, position);
  const step = await tx.step(incidentId, stepId);
  if (asked?.way !== "dm" || step?.position !== position || step.state !== "waiting") return;
  const here: Asked = { ...asked, way: "thread", trouble: why, remindAt: null };
  await tx.saveAsked(here);
  const { seq } = await recordAsked(tx, here, now);
  await tx.say({ show: "entry", incidentId, seq });
  await tx.say({ show: "step", incidentId, stepId });
}

/**
 * The person has not answered yet: the commander is asked too, alone and with the same buttons; where there is none, or
 * a lead is the fallback, the thread says so in a message of its own.
 */
export async function askFallback(
  tx: Tx,
  { commander }: Pick<Incident, "commander">,
  { fallback }: Pick<AskStep, "fallback">,
  asked: Asked,
  now: Date,
): Promise<void> {
  const { incidentId, stepId, position, person } = asked;
  const also = fallback === "commander" && commander?.id !== person?.id ? commander : null;
  if (also) {
    await tx.saveAsked({ ...asked, also });
    await tx.say({ show: "ask", incidentId, stepId, position, also: true });
  }
  const whom = also?.name ?? (fallback === "lead" ? "a lead" : "whoever takes command");
  const body = { step: stepId, name: person?.name ?? "", fallback: whom };
  const { seq } = await tx.record(incidentId, { actor: system, action: "step.fallback", body }, now);
  await tx.say({ show: "entry", incidentId, seq });
  await tx.say({ show: "step", incidentId, stepId });
}

function recordAsked(tx: Tx, { incidentId, stepId, person, way, how, trouble }: Asked, now: Date) {
  const body = {
    step: stepId,
    person: person?.id ?? "",
    name: person?.name ?? "",
    way,
    how: plainText(how),
    ...(trouble === null ? {} : { why: trouble }),
  };
  return tx.record(incidentId, { actor: system, action: "step.asked", body }, now);
}
