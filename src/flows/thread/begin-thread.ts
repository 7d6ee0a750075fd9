import type { Show, Tx } from "../ports.ts";

/** The incident's first message once more, then what was under way, then all that waits behind it. */
export async function beginThread(tx: Tx, incidentId: string, underWay: readonly Show[] = []): Promise<void> {
  await tx.lockIncident(incidentId);
  const waiting = await tx.takeWaiting(incidentId);
  await tx.forgetShown(incidentId, "root");
  await tx.say({ show: "incident", incidentId });
  for (const each of [...underWay, ...waiting]) await tx.say(each);
}
