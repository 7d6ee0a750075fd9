import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { ForbiddenError } from "../../src/domain/errors.ts";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { timeOfTs } from "../../src/domain/timeline/thread-message.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import type { MessageNow } from "../../src/flows/ports/thread.ts";
import { completeThread } from "../../src/flows/thread/complete-thread.ts";
import { pinMessage } from "../../src/flows/thread/pin-message.ts";
import { unpinMessage } from "../../src/flows/thread/unpin-message.ts";
import { fakeWorld, guest, lead, member } from "../fakes/world.ts";

const channel = "C0INCIDENTS";
const root = "1794624000.000100";
const permalink = "https://example.slack.com/archives/C0INCIDENTS/p1794624060000200";
const ts = "1794624060.000200";
const message = (pinnedBy: string[], changes: Partial<MessageNow> = {}): MessageNow => ({
  ...{
    channel,
    ts,
    threadTs: root,
    author: { id: "U0RESPONDER", name: "responder" },
    text: "It is the VPN.",
  },
  ...{ at: timeOfTs(ts), pins: pinnedBy.length, pinnedBy, permalink },
  ...changes,
});

type Cairn = ReturnType<typeof fakeWorld> & { incidentId: string };

async function withThread(): Promise<Cairn> {
  const world = fakeWorld();
  const { id: incidentId } = await declareIncident(world.ports, { title: "Odd", channel, actor: lead });
  await world.ports.store.transaction((tx) => tx.saveShown(incidentId, "root", { channel, ts: root }));
  return { ...world, incidentId };
}

const told = ({ world }: Cairn) =>
  world()
    .timeline.filter(({ action }) => action.startsWith("message."))
    .map(({ action }) => action.slice("message.".length));
const readBack = ({ ports, incidentId }: Cairn, now: MessageNow[]) =>
  completeThread({ ...ports, readThread: async () => now }, incidentId);
const live = ({ ports, incidentId }: Cairn) => ({
  add: (at = ports.clock(), actor = member) =>
    pinMessage(ports, { incidentId, message: { ...message([]), permalink }, actor, look: { at } }),
  remove: (at = ports.clock()) =>
    unpinMessage(ports, { incidentId, message: { channel, ts }, actor: member, look: { at } }),
});

let cairn: Cairn;
beforeEach(async () => {
  cairn = await withThread();
});

test("a pin that came while nobody listened is there once, with the message's own time, author and address", async () => {
  for (let time = 0; time < 3; time++) await readBack(cairn, [message(["U0GUEST", "U0LEAD"])]);
  expect(told(cairn)).toEqual(["pin"]);
  expect(cairn.world().timeline.at(-1)).toMatchObject({
    actor: { id: "U0LEAD" },
    body: { written: timeOfTs(ts).toISOString(), author: "U0RESPONDER", permalink, readBack: true },
  });
});

test("a pin that went while nobody listened takes the message off once, and the trace says how that is known", async () => {
  await live(cairn).add();
  for (let time = 0; time < 3; time++) await readBack(cairn, [message([])]);
  expect(told(cairn)).toEqual(["pin", "unpin"]);
  expect(cairn.world().timeline.at(-1)).toMatchObject({
    actor: { kind: "system" },
    body: { text: "It is the VPN.", readBack: true },
  });
  await readBack(cairn, [message(["U0LEAD"])]);
  expect(told(cairn)).toEqual(["pin", "unpin", "pin"]);
  expect(chainFault(cairn.world().timeline)).toBeUndefined();
});

test("what a shortcut put there stays though no pushpin stands on it, until one came and went", async () => {
  const { ports, incidentId } = cairn;
  await pinMessage(ports, { incidentId, message: { ...message([]), permalink }, actor: member });
  await readBack(cairn, [message([])]);
  await readBack(cairn, [message([])]);
  expect(told(cairn)).toEqual(["pin"]);
  await readBack(cairn, [message(["U0LEAD"])]);
  await readBack(cairn, [message([])]);
  expect(told(cairn)).toEqual(["pin", "unpin"]);
});

test("a pin whose owner Slack does not name still stands, and a guest's counts for nothing", async () => {
  await live(cairn).add();
  await readBack(cairn, [message([], { pins: 1 })]);
  expect(told(cairn)).toEqual(["pin"]);
  const other = await withThread();
  await readBack(other, [message([guest.kind === "responder" ? guest.id : ""])]);
  expect(told(other)).toEqual([]);
  await readBack(other, [message([guest.kind === "responder" ? guest.id : "", "U0LEAD"])]);
  expect(told(other)).toEqual(["pin"]);
});

test("an answer of Cairn that was pinned and unpinned meanwhile is followed too, and is no message of people", async () => {
  const answer = (pinnedBy: string[]) =>
    message(pinnedBy, { pinsOnly: true, author: { id: "B0", name: "Cairn" } });
  await readBack(cairn, [answer(["U0LEAD"])]);
  await readBack(cairn, [answer([])]);
  expect(told(cairn)).toEqual(["pin", "unpin"]);
  expect(cairn.world().messages).toEqual([]);
});

test("somebody whom Slack cannot tell about now is asked about again, and holds up nothing", async () => {
  let known = false;
  const people = {
    ...cairn.ports.people,
    actor: async () => {
      if (known) return lead;
      throw new ForbiddenError("Slack does not know you here.");
    },
  };
  const now = async () => [message(["U0LEAD"])];
  await completeThread({ ...cairn.ports, people, readThread: now }, cairn.incidentId);
  expect(told(cairn)).toEqual([]);
  known = true;
  await completeThread({ ...cairn.ports, people, readThread: now }, cairn.incidentId);
  expect(told(cairn)).toEqual(["pin"]);
});

/** Pins put on and taken off in turn, each told by an event or not, and readings back in between. */
const story = fc.record({
  heard: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  readings: fc.array(fc.nat({ max: 20 }), { maxLength: 4 }),
  order: fc.infiniteStream(fc.nat()),
});

test("events and readings back in any order, at the same time, end with what stands; nothing is told twice", {
  timeout: 30_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ heard, readings, order }) => {
      const one = await withThread();
      const start = one.ports.clock().getTime();
      // The pin changes at 3, 6, 9 …: on, off, on …
      const stands = (time: number) => Math.min(heard.length, Math.floor(time / 3)) % 2 === 1;
      const at = (time: number) => new Date(start + time);
      const looked = (time: number) =>
        completeThread(
          {
            ...one.ports,
            clock: () => at(time),
            readThread: async () => [message(stands(time) ? ["U0LEAD"] : [])],
          },
          one.incidentId,
        );
      const last = 3 * heard.length;
      const works = [
        ...heard.flatMap((isHeard, index) => {
          const time = 3 * (index + 1) + 1;
          if (!isHeard) return [];
          return [() => (stands(time) ? live(one).add(at(time)) : live(one).remove(at(time)))];
        }),
        ...readings.map((time) => () => looked(Math.min(time, last + 2))),
      ];
      const shuffled = works
        .map((work) => ({ work, place: order.next().value ?? 0 }))
        .sort((a, b) => a.place - b.place);
      await Promise.all(shuffled.map(({ work }) => work()));
      const isThere = () => told(one).at(-1) === "pin";
      if (heard.every(Boolean)) expect(isThere()).toBe(stands(last));
      await looked(last + 3);
      await looked(last + 4);
      expect(isThere()).toBe(stands(last));
      expect(told(one)).toEqual(told(one).map((_, index) => (index % 2 === 0 ? "pin" : "unpin")));
    }),
    { numRuns: 50 },
  );
});
