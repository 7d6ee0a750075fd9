import type { Ports, Tx } from "../ports.ts";

/**
 * Takes an incident to the channel for all that has no other, because its own does not take messages any more. It is
 * shown there from its first message on; when that channel is the one in trouble, it stays where it is.
 */
export async function moveIncident(
  { clock, settings }: Pick<Ports, "clock" | "settings">,
  tx: Tx,
  incidentId: string,
  why: string,
): Promise<void> {
  await moveTo({ clock }, tx, incidentId, { channel: settings.channel, why });
}

/** The same to any channel. */
export async function moveTo(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  incidentId: string,
  { channel, why }: { channel: string; why: string },
): Promise<void> {
  const incident = await tx.lockIncident(incidentId);
  // What a private channel holds is not shown elsewhere, even while that one is in trouble.
  if (incident.channel === channel || incident.private) return;
  await tx.saveIncident({ ...incident, channel });
  await tx.forgetShown(incidentId, "root");
  const waiting = await tx.takeWaiting(incidentId);
  const body = { from: incident.channel, to: channel, why };
  const entry = await tx.record(
    incidentId,
    { actor: { kind: "system" }, action: "incident.move", body },
    clock(),
  );
  await tx.say({ show: "incident", incidentId });
  await tx.say({ show: "entry", incidentId, seq: entry.seq });
  for (const each of waiting) await tx.say(each);
}
