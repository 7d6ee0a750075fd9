import { expect, test } from "vitest";
import { ForbiddenError } from "../../src/domain/errors.ts";
import type { Actor } from "../../src/domain/responder.ts";
import { homeOf } from "../../src/flows/home/home-of.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { fakeWorld, guest, lead, member, responder } from "../fakes/world.ts";

const numbers = (listed: readonly { incident: { number: number } }[]) =>
  listed.map(({ incident }) => incident.number);

test("what concerns a person stands first, then what else is open, then what was resolved of late", async () => {
  const { ports, advance } = fakeWorld();
  const declare = (title: string, actor: Actor) =>
    declareIncident(ports, { title, channel: "C0INCIDENTS", actor });
  const [, theirs] = [await declare("mine", responder), await declare("theirs", lead)];
  const over = [await declare("over first", lead), await declare("over last", lead)];
  for (const { id } of [...over].reverse()) {
    advance(60_000);
    await ports.store.transaction(async (tx) =>
      tx.saveIncident({ ...(await tx.lockIncident(id)), state: "resolved", resolvedAt: ports.clock() }),
    );
  }
  const before = await homeOf(ports, { actor: responder });
  expect([numbers(before.mine), numbers(before.others), numbers(before.recent)]).toEqual([[1], [2], [3, 4]]);
  await acknowledgeIncident(ports, { incidentId: theirs.id, actor: responder });
  const after = await homeOf(ports, { actor: responder });
  expect([numbers(after.mine), numbers(after.others)]).toEqual([[2, 1], []]);
});

test("an incident leads to its thread once that is posted", async () => {
  const { ports } = fakeWorld();
  const { id } = await declareIncident(ports, { title: "x", channel: "C0INCIDENTS", actor: responder });
  expect((await homeOf(ports, { actor: responder })).mine[0]?.place).toBeUndefined();
  const shown = { channel: "C0INCIDENTS", ts: "1.2" };
  await ports.store.transaction((tx) => tx.saveShown(id, "root", shown));
  expect((await homeOf(ports, { actor: responder })).mine[0]?.place).toEqual(shown);
});

test("a private incident is on the App Home of who is in its channel, and on nobody else's", async () => {
  const { ports } = fakeWorld();
  const { id } = await declareIncident(ports, { title: "secret", channel: "G0SECRET", actor: responder });
  await ports.store.transaction(async (tx) => tx.keepChannel("G0SECRET", true, ports.clock()));
  expect((await ports.store.incident(id))?.private).toBe(true);
  const inside: Actor = { ...(lead as Extract<Actor, { kind: "responder" }>), privateChannels: ["G0SECRET"] };
  const seen = async (actor: Actor) => {
    const { mine, others, recent } = await homeOf(ports, { actor });
    return [...mine, ...others, ...recent].length;
  };
  expect([await seen(inside), await seen(lead), await seen(responder)]).toEqual([1, 0, 0]);
});

test("a member may see and declare; a guest may not even look", async () => {
  const { ports } = fakeWorld();
  expect(await homeOf(ports, { actor: member })).toMatchObject({ mine: [], mayDeclare: true });
  await expect(homeOf(ports, { actor: guest })).rejects.toThrow(ForbiddenError);
});
