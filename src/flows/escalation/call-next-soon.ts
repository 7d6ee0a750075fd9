import { isWaiting } from "../../domain/escalation/escalation.ts";
import { shownKey } from "../ports/message.ts";
import type { Show, Tx } from "../ports.ts";

/**
 * A channel of the ladder took no call: the thread says so, and the next rung is due now instead of after a wait that
 * nobody uses. The caller has settled the row.
 */
export async function callNextSoon(
  tx: Tx,
  show: Extract<Show, { show: "call" }>,
  why: string,
  now: Date,
): Promise<void> {
  const { incidentId, channel } = show;
  const incident = await tx.lockIncident(incidentId);
  // An edit that fails has called before.
  if ((await tx.shown(incidentId, shownKey(show))) !== undefined) return;
  const hidden = (await tx.privateChannels()).includes(channel);
  const body = { names: hidden ? "a private channel" : `the channel ${channel}`, channel, why };
  const { seq } = await tx.record(
    incidentId,
    { actor: { kind: "system" }, action: "escalation.fail", body },
    now,
  );
  await tx.say({ show: "entry", incidentId, seq });
  const escalation = await tx.escalation(incidentId);
  const call = escalation?.calls.find((each) => each.seq === show.seq);
  if (escalation === undefined || call === undefined) return;
  const calls = escalation.calls.map((each) =>
    each === call ? { ...each, channels: each.channels.filter((id) => id !== channel) } : each,
  );
  const alone =
    escalation.calls.at(-1) === call && escalation.rungs[escalation.next - 1]?.notify.length === 1;
  const soon = alone && isWaiting(incident) && escalation.dueAt !== null;
  await tx.saveEscalation({ ...escalation, calls, ...(soon ? { dueAt: now } : {}) });
  await tx.say({ show: "incident", incidentId });
}
