import { expect, test } from "vitest";
import { isAllowed } from "../../src/domain/permission.ts";
import type { Actor, Role } from "../../src/domain/responder.ts";
import { actionIds, encodeRef } from "../../src/slack/ids.ts";
import { bindFlows } from "../../src/slack/listeners/flows.ts";
import { verbs } from "../../src/slack/listeners/verbs.ts";
import { scene } from "../fakes/slack-scene.ts";
import { fakeWorld } from "../fakes/world.ts";

// The real listeners and flows: whoever is refused a verb is refused it however they say it.

const people: [string, Role[]][] = [
  ["a guest", []],
  ["a member", ["member"]],
  ["a responder", ["member", "responder"]],
  ["a lead", ["member", "lead"]],
  ["an admin", ["member", "admin"]],
];
const threadTs = "1700000000.000100";

/** An open incident and a resolved one with a thread each, and somebody who says something there. */
async function room(roles: Role[]) {
  const world = fakeWorld();
  const { store } = world.ports;
  await world.alarm();
  const open = await world.onlyIncident();
  const actor: Extract<Actor, { kind: "responder" }> = {
    kind: "responder",
    id: "U0SOMEBODY",
    name: "somebody",
    roles,
  };
  const ports = { ...world.ports, people: { ...world.ports.people, actor: async () => actor } };
  const there = scene({
    as: actor.id,
    desk: { ...ports, flows: bindFlows(ports), reads: store },
  });
  const show = (id: string, ts: string) =>
    store.transaction((tx) => tx.saveShown(id, "root", { channel: open.channel, ts }));
  return { world, open, actor, show, ...there };
}

/** One person says one verb in all three ways: the words of each refusal, and whether each was answered. */
async function outcomes(roles: Role[], verb: (typeof verbs)[number]) {
  const { world, open, show, command, mention, pressIn, told, api, actor } = await room(roles);
  await show(open.id, threadTs);
  if (verb.on === "resolved")
    await world.ports.store.transaction(async (tx) => {
      const incident = await tx.lockIncident(open.id);
      await tx.saveIncident({ ...incident, state: "resolved", resolvedAt: world.ports.clock() });
    });
  const tray = { incidentId: open.id, rest: "tray", channel: open.channel };
  const ref = encodeRef({ incidentId: open.id, do: verb.name });
  const ways = {
    typed: () => command("/incident", `${verb.name} INC-${open.number}`),
    said: () => mention(verb.name, threadTs),
    pressed: () => pressIn({ type: "modal", ref: tray }, `${actionIds.verb}:3`, ref),
  };
  const answers = () => told().length + api.filter(([method]) => method.startsWith("views.")).length;
  const refused: Record<string, string | undefined> = {};
  const answered: Record<string, boolean> = {};
  for (const [way, act] of Object.entries(ways)) {
    const [audits, before] = [world.world().audit.length, answers()];
    await act();
    const fresh = world.world().audit.slice(audits);
    refused[way] = fresh.find(({ outcome }) => outcome === "refused")?.detail ?? undefined;
    answered[way] = answers() > before;
  }
  return { refused, answered, actor, incident: open };
}

test.each(verbs.map((verb) => [verb.name, verb] as const))(
  "%s is there three ways, and refuses the same people in each",
  async (_, verb) => {
    for (const [who, roles] of people) {
      const { refused, answered, actor, incident } = await outcomes(roles, verb);
      const { typed } = refused;
      expect(refused, `${who} says and presses ${verb.name}`).toEqual({ typed, said: typed, pressed: typed });
      expect(answered, `${who} is answered`).toEqual({ typed: true, said: true, pressed: true });
      if (verb.may)
        expect(typed === undefined, `${who} may ${verb.name}`).toBe(isAllowed(actor, verb.may, incident));
    }
  },
);
