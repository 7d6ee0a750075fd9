import type { Ports, Tx } from "../ports.ts";
import { carryOn } from "./carry-on.ts";

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
  await moveTo({ clock }, tx, incidentId, { channel: settings.channel, why, from: "in trouble" });
}

/**
 * The same to any channel. What its own one shows is said again in the new thread and points there; in a channel that is
 * in trouble it stays as it is.
 */
export async function moveTo(
  { clock }: Pick<Ports, "clock">,
  tx: Tx,
  incidentId: string,
  { channel, why, from }: { channel: string; why: string; from?: "in trouble" },
): Promise<void> {
  const incident = await tx.lockIncident(incidentId);
  // What a private channel holds is not shown elsewhere, even while that one is in trouble.
  if (incident.channel === channel || incident.private) return;
  await tx.saveIncident({ ...incident, channel });
  const root = from === undefined ? await tx.shown(incidentId, "root") : undefined;
  const shown = root ? await tx.allShown(incidentId) : [];
  await tx.forgetShown(incidentId, "root");
  const waiting = await tx.takeWaiting(incidentId);
  const body = { from: incident.channel, to: channel, why, ...(root ? { pointed: true } : {}) };
  const entry = await tx.record(
    incidentId,
    { actor: { kind: "system" }, action: "incident.move", body },
    clock(),
  );
  await tx.say({ show: "incident", incidentId });
  await tx.say({ show: "entry", incidentId, seq: entry.seq });
  for (const each of waiting) await tx.say(each);
  if (root) await carryOn(tx, incidentId, { root, shown });
}
