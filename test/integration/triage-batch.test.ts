import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import type { Store } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { seeded } from "../chaos/seeded.ts";
import { fakeWorld, keyAlarm } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";

const databases = { together: useDatabase(), alone: useDatabase(), shared: useDatabase() };
const pools: pg.Pool[] = [];
const stores = {} as Record<keyof typeof databases, Store>;
const grouping = { by: ["alarm" as const], reopenWithinMs: 1_800_000, stormAt: 5 };
const now = new Date("2026-11-14T03:00:00.000Z");

beforeAll(async () => {
  for (const [name, { url }] of Object.entries(databases)) {
    const pool = await openPool({ databaseUrl: url, log: quiet });
    pools.push(pool);
    const options = { pool, newId: randomUUID, clock: () => now, destinations: ["slack", "events"] as const };
    stores[name as keyof typeof stores] = createStore(options);
  }
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
});

const portsOf = (store: Store) => ({
  ...fakeWorld({ grouping }).ports,
  ...{ store, clock: () => now, newId: randomUUID },
});

/** Alarms that fire, end, come twice, late and out of order, and a few that nobody understands. */
function messages(seed: number, count: number): string[] {
  const random = seeded(seed);
  const states = ["ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"] as const;
  return Array.from({ length: count }, (_, nth) => {
    if (random.chance(0.05)) return JSON.stringify({ hello: nth });
    const at = new Date(Date.UTC(2026, 10, 14, 2, random.below(20))).toISOString();
    const name = `service-${random.below(12)}`;
    return keyAlarm({ id: `delivery-${seed}-${nth}`, name, state: random.pick(states), at });
  });
}

const keep = (store: Store, bodies: readonly string[]) =>
  store.transaction((tx) =>
    tx.keepMessages(
      bodies.map((body, nth) => ({ source: "sqs", transportKey: `sqs:${nth}-${body.length}-${body}`, body })),
      now,
    ),
  );

/** All that people can tell apart. */
async function recordOf(store: Store) {
  const incidents = await store.incidents({ limit: 1_000 });
  const whole = await Promise.all(
    incidents.map(async ({ id, version: _, ...incident }) => {
      const timeline = await store.timeline(id);
      expect(chainFault(timeline)).toBeUndefined();
      return {
        incident,
        alarms: await store.alarms(id, 1_000),
        steps: (await store.steps(id)).map(({ stepId, state }) => ({ stepId, state })),
        timeline: timeline.map(({ seq, action, body }) => ({ seq, action, body })),
      };
    }),
  );
  const inbox = (await store.inbox({ limit: 1_000 })).map(({ state, attempts }) => ({ state, attempts }));
  return { whole, inbox };
}

describe("alarms from the inbox", () => {
  test.each([1, 2])("leave the same record, a hundred at a time or each alone (seed %s)", async (seed) => {
    const bodies = messages(seed, 120);
    await keep(stores.together, bodies);
    await keep(stores.alone, bodies);
    const [atOnce, oneByOne] = [portsOf(stores.together), portsOf(stores.alone)];
    while (await triageInbox(atOnce));
    while (await triageInbox(oneByOne, 1));
    const [together, alone] = [await recordOf(stores.together), await recordOf(stores.alone)];
    expect(together).toEqual(alone);
    expect(together.whole.some(({ incident }) => incident.storm)).toBe(true);
  });

  test("are taken once by several processes at a time, in batches", async () => {
    const bodies = messages(4, 200);
    await keep(stores.shared, bodies);
    const ports = portsOf(stores.shared);
    const work = async (most: number) => {
      while (await triageInbox(ports, most));
    };
    await Promise.all([work(40), work(40), work(7), work(1)]);
    const { whole, inbox } = await recordOf(stores.shared);
    expect(inbox.every(({ state }) => state === "done" || state === "unparsed")).toBe(true);
    const told = whole.flatMap(({ timeline }) =>
      timeline.flatMap(({ action, body }) =>
        action === "alarm.transition" && body.reason !== "This came before its ALARM did."
          ? [`${body.alarm} ${body.state} ${body.at}`]
          : [],
      ),
    );
    expect(new Set(told).size).toBe(told.length);
  });
});
