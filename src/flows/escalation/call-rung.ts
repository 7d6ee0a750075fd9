import type { Escalation } from "../../domain/escalation/escalation.ts";
import { isChannel } from "../../domain/escalation/ladder.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { ActorRef } from "../../domain/responder.ts";
import type { EntryBody } from "../../domain/timeline/timeline.ts";
import type { Ports, Tx } from "../ports.ts";

/** Names of people, groups and channels, found out before the transaction begins. */
export type Names = ReadonlyMap<string, string>;

export async function namesOf(
  {
    people,
    store,
  }: { people: Pick<Ports["people"], "nameOf">; store: Pick<Ports["store"], "privateChannels"> },
  ids: readonly string[],
): Promise<Names> {
  const hidden = ids.some(isChannel) ? await store.privateChannels() : [];
  const each = [...new Set(ids)].map(
    async (id) => [id, calledAs(id, hidden.includes(id) ? undefined : await people.nameOf(id))] as const,
  );
  return new Map(await Promise.all(each));
}

/** What is private is not named to whoever reads the thread or the record. */
export function calledAs(id: string, name: string | undefined): string {
  if (name === undefined) return "a private channel";
  return isChannel(id) && name === id ? "a channel" : name;
}

export const inWords = (ids: readonly string[], names: Names): string =>
  ids
    .map((id) => names.get(id) ?? id)
    .join(", ")
    .replace(/, ([^,]*)$/, " and $1");

/**
 * Calls somebody: one entry in the thread that mentions all of them, and a message in each channel among them. Keeps
 * where the climb stands now. The caller holds the incident's lock and has made sure that this rung is still to come.
 */
export async function callRung(
  tx: Tx,
  incident: Pick<Incident, "private">,
  escalation: Escalation,
  { to, actor, body, now }: { to: readonly string[]; actor: ActorRef; body: EntryBody; now: Date },
): Promise<void> {
  const { incidentId } = escalation;
  const { seq } = await tx.record(
    incidentId,
    { actor, action: "incident.escalate", body: { ...body, to: [...to] } },
    now,
  );
  // Who was told in another thread is told of this one there.
  const channels = body.with === undefined && !incident.private ? to.filter(isChannel) : [];
  const call = { seq, channels };
  await tx.saveEscalation({ ...escalation, calls: [...escalation.calls, call] });
  await tx.say({ show: "incident", incidentId });
  await tx.say({ show: "entry", incidentId, seq });
  for (const channel of channels) await tx.say({ show: "call", incidentId, seq, channel });
  await tx.say({ show: "event", incidentId, seq });
}
