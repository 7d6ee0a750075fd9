import type { Tx } from "../ports.ts";

/** The latest reminder to people alone shows what became of their follow-ups since. Needs the incident's lock. */
export async function sayTheirs(tx: Pick<Tx, "timeline" | "say">, incidentId: string): Promise<void> {
  const timeline = await tx.timeline(incidentId);
  const last = timeline.findLast(
    ({ action, body }) => action === "reminder.follow-ups" && body.alone === true,
  );
  if (!Array.isArray(last?.body.people)) return;
  for (const person of last.body.people)
    if (typeof person === "string") await tx.say({ show: "follow-ups", incidentId, seq: last.seq, person });
}
