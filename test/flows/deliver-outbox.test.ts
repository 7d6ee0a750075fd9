import { describe, expect, test } from "vitest";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import type { Destination, OutboxRow, Outcome, ShownMessage, Tx } from "../../src/flows/ports.ts";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { fakeWorld, responder } from "../fakes/world.ts";

const shown: ShownMessage = { channel: "C0INCIDENTS", ts: "1.000100" };

/** An incident whose first message waits to be posted, and a Slack that answers as the test says. */
async function waiting() {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const outbox = cairn.world().outbox;
  // Only its first message: the rest of the lane is of no interest here.
  outbox.splice(0, outbox.length, ...outbox.filter(({ row }) => row.show.show === "incident"));

  const sent: OutboxRow[] = [];
  const looked: OutboxRow[] = [];
  let outcome: Outcome | Error = { outcome: "sent", shown };
  let found: ShownMessage | undefined | Error;
  let duringReading = () => {};
  let duringSend = () => {};
  const destination: Destination = {
    send: async (row, hold) => {
      duringReading();
      await hold();
      sent.push(row);
      duringSend();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    find: async (row) => {
      looked.push(row);
      if (found instanceof Error) throw found;
      return found;
    },
  };
  let now = 0;
  const settled: unknown[] = [];
  const { transaction } = cairn.ports.store;
  cairn.ports.store.transaction = (work) =>
    transaction((tx) =>
      work({
        ...tx,
        settleOutbox: (row, state, options) => {
          settled.push({ state, ...options });
          return tx.settleOutbox(row, state, options);
        },
      }),
    );
  return {
    cairn,
    incidentId,
    sent,
    looked,
    settled,
    answer: (next: Outcome | Error) => {
      outcome = next;
    },
    find: (next: ShownMessage | undefined | Error) => {
      found = next;
    },
    /** What happens while a row is held again. */
    meanwhile: (happens: () => void) => {
      const { transaction: before } = cairn.ports.store;
      cairn.ports.store.transaction = (work) =>
        before((tx) => {
          const holdOutbox: Tx["holdOutbox"] = (row, holdMs) => {
            happens();
            return tx.holdOutbox(row, holdMs);
          };
          return work({ ...tx, holdOutbox });
        });
    },
    /** What happens between claiming a row and asking for leave to send it. */
    whileReading: (happens: () => void) => {
      duringReading = happens;
    },
    whileSending: (happens: () => void) => {
      duringSend = happens;
    },
    freeze: (ms: number) => {
      now += ms;
    },
    deliver: () =>
      deliverOutbox(
        { ...cairn.ports, monotonic: () => now },
        { name: "slack", destination },
        { callMs: 10, graceMs: 30, askAgainMs: 10_000, blockedMs: 15_000 },
      ),
    row: () => cairn.world().outbox[0],
    shown: () => cairn.ports.store.shown(incidentId, "root"),
  };
}

test("what arrived is sent for good, and where it shows is kept", async () => {
  const world = await waiting();
  expect(await world.deliver()).toBe(true);
  expect(world.row()).toMatchObject({ state: "sent" });
  expect(await world.shown()).toEqual(shown);
  expect(await world.deliver()).toBe(false);
  expect(world.sent).toHaveLength(1);
  expect(world.looked).toEqual([]);
});

describe("an answer that got lost", () => {
  test("is looked up before anything is sent again; what is there is not sent twice", async () => {
    const world = await waiting();
    world.answer({ outcome: "unknown", why: "The connection was cut." });
    await world.deliver();
    expect(world.row()).toMatchObject({ state: "sending" });
    expect(world.settled).toEqual([{ state: "sending", waitMs: 30, error: "The connection was cut." }]);

    world.find(shown);
    await world.deliver();
    expect(world.sent).toHaveLength(1);
    expect(world.looked[0]?.key).toBe(world.sent[0]?.key);
    expect(world.row()).toMatchObject({ state: "sent" });
    expect(await world.shown()).toEqual(shown);
  });

  test("is sent again, with the same key, once it is certain that nothing arrived", async () => {
    const world = await waiting();
    world.answer({ outcome: "unknown", why: "HTTP 500" });
    await world.deliver();
    world.answer({ outcome: "sent", shown });
    await world.deliver();
    expect(world.looked).toHaveLength(1);
    expect(world.sent.map(({ key }) => key)).toEqual([world.sent[0]?.key, world.sent[0]?.key]);
    expect(world.row()).toMatchObject({ state: "sent" });
  });

  test("stays open while it cannot be looked up: a failed look-up says nothing", async () => {
    const world = await waiting();
    world.answer({ outcome: "unknown", why: "HTTP 500" });
    await world.deliver();
    world.find(new Error("429"));
    await world.deliver();
    await world.deliver();
    expect(world.sent).toHaveLength(1);
    expect(world.row()).toMatchObject({ state: "sending", error: "The look-up failed." });
    expect(world.settled.at(-1)).toMatchObject({ waitMs: 10_000 });
  });

  test("of a sender that broke while it was sending is looked up as well", async () => {
    const world = await waiting();
    world.answer(new Error("a bug in a view"));
    await expect(world.deliver()).rejects.toThrow("a bug in a view");
    world.find(shown);
    await world.deliver();
    expect(world.sent).toHaveLength(1);
    expect(world.row()).toMatchObject({ state: "sent" });
  });
});

test("what was certainly not sent waits as long as it was told, and is sent without a look-up", async () => {
  const world = await waiting();
  world.answer({ outcome: "not-sent", retryAfterMs: 3_000, why: "429" });
  await world.deliver();
  expect(world.settled).toEqual([{ state: "pending", waitMs: 3_000, error: "429" }]);
  world.answer({ outcome: "sent", shown });
  await world.deliver();
  expect(world.looked).toEqual([]);
  expect(world.row()).toMatchObject({ state: "sent" });
});

test("what is blocked is kept with the reason and tried again later", async () => {
  const world = await waiting();
  world.answer({ outcome: "blocked", why: "Slack answered not_in_channel." });
  await world.deliver();
  expect(world.row()).toMatchObject({ state: "pending", error: "Slack answered not_in_channel." });
  expect(world.settled).toEqual([expect.objectContaining({ waitMs: 15_000 })]);
});

test("what can never be shown is dropped with the reason, and holds up nobody", async () => {
  const world = await waiting();
  world.answer({ outcome: "dropped", why: "What was to be shown is not in the record." });
  await world.deliver();
  expect(world.row()).toMatchObject({
    state: "dropped",
    error: expect.stringContaining("not in the record"),
  });
  expect(await world.shown()).toBeUndefined();
  expect(await world.deliver()).toBe(false);
});

describe("a sender that was overtaken", () => {
  /** Somebody else claimed it after our time was up. */
  const overtake = (world: Awaited<ReturnType<typeof waiting>>) => {
    const row = world.row();
    if (row) row.row.tries += 1;
  };

  test("while it read what to say sends nothing: the other one may have sent it already", async () => {
    const world = await waiting();
    world.whileReading(() => {
      world.freeze(1_001);
      overtake(world);
    });
    expect(await world.deliver()).toBe(true);
    expect(world.sent).toEqual([]);
    expect(world.row()).toMatchObject({ state: "sending" });
  });

  test("while it was sending does not say where the message is: the other one does", async () => {
    const world = await waiting();
    world.whileSending(() => overtake(world));
    await world.deliver();
    expect(world.sent).toHaveLength(1);
    expect(world.row()).toMatchObject({ state: "sending" });
    expect(await world.shown()).toBeUndefined();
  });
});

describe("a sender asks whether a row is still its own", () => {
  test("only when it claimed it more than a second ago", async () => {
    const world = await waiting();
    let holds = 0;
    world.meanwhile(() => {
      holds += 1;
    });
    world.whileReading(() => world.freeze(1_000));
    await world.deliver();
    expect([holds, world.sent.length]).toEqual([0, 1]);
  });

  test("once more when it was frozen while it asked", async () => {
    const world = await waiting();
    let holds = 0;
    world.meanwhile(() => {
      holds += 1;
      if (holds === 1) world.freeze(1_001);
    });
    world.whileReading(() => world.freeze(1_001));
    await world.deliver();
    expect([holds, world.sent.length]).toEqual([2, 1]);
  });

  test("and sends nothing when its database is slow each time", async () => {
    const world = await waiting();
    world.meanwhile(() => world.freeze(1_001));
    world.whileReading(() => world.freeze(1_001));
    expect(await world.deliver()).toBe(true);
    expect(world.sent).toEqual([]);
    expect(world.row()).toMatchObject({ state: "sending" });
  });
});

describe("a place that does not take messages", () => {
  const gone: Outcome = { outcome: "blocked", why: "Slack answered is_archived.", of: "place" };

  test("is left: the incident moves to the channel for all others, and is shown there in order", async () => {
    const world = await waiting();
    const { cairn, incidentId } = world;
    await cairn.ports.store.transaction(async (tx) => {
      const incident = await tx.lockIncident(incidentId);
      await tx.saveIncident({ ...incident, channel: "C0ARCHIVED" });
      await tx.say({ show: "entry", incidentId, seq: 2 });
    });
    world.answer(gone);
    await world.deliver();
    expect(await cairn.onlyIncident()).toMatchObject({ channel: "C0INCIDENTS" });
    const waits = cairn.world().outbox.filter(({ state }) => state === "pending");
    expect(waits.map(({ row }) => row.show)).toEqual([
      { show: "incident", incidentId },
      { show: "entry", incidentId, seq: cairn.world().timeline.at(-1)?.seq },
      { show: "entry", incidentId, seq: 2 },
    ]);
    expect(cairn.world().timeline.at(-1)).toMatchObject({
      action: "incident.move",
      body: { from: "C0ARCHIVED", why: "Slack answered is_archived." },
    });
  });

  test("that has no other to move to keeps its messages waiting", async () => {
    const world = await waiting();
    world.answer(gone);
    await world.deliver();
    expect(world.row()).toMatchObject({ state: "pending", error: "Slack answered is_archived." });
    expect(world.cairn.world().timeline.map(({ action }) => action)).not.toContain("incident.move");
  });
});

test("a thread that is gone begins anew: first message, then what was under way, then what waits", async () => {
  const world = await waiting();
  const { cairn, incidentId } = world;
  await world.deliver();
  const entry = (seq: number) => ({ show: "entry", incidentId, seq }) as const;
  for (const seq of [1, 2]) await cairn.ports.store.transaction((tx) => tx.say(entry(seq)));
  world.answer({ outcome: "no-thread", why: "The first message is gone." });
  await world.deliver();
  expect(await world.shown()).toBeUndefined();
  const waits = cairn.world().outbox.filter(({ state }) => state === "pending");
  expect(waits.map(({ row }) => row.show)).toEqual([{ show: "incident", incidentId }, entry(1), entry(2)]);
});

test("who acknowledges sees it on the first message next, however much the thread still has to say; the rest keeps its order", async () => {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const sent: OutboxRow[] = [];
  const destination: Destination = {
    send: async (row) => {
      sent.push(row);
      return { outcome: "sent", shown };
    },
    find: async () => undefined,
  };
  const deliver = () => deliverOutbox({ ...cairn.ports, monotonic: () => 0 }, { name: "slack", destination });
  while (await deliver());
  const { store } = cairn.ports;
  await store.transaction(async (tx) => {
    for (let seq = 101; seq <= 105; seq++) await tx.say({ show: "entry", incidentId, seq });
  });
  await acknowledgeIncident(cairn.ports, { incidentId, actor: responder });
  sent.length = 0;
  while (await deliver());
  const [next, ...rest] = sent.map(({ show }) => show);
  expect(next).toEqual({ show: "incident", incidentId });
  expect(rest.flatMap((show) => ("seq" in show && show.seq > 100 ? [show.seq] : []))).toEqual([
    ...[101, 102, 103, 104, 105],
  ]);
});
