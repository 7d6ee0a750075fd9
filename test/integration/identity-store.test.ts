import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Asked } from "../../src/domain/asked.ts";
import type { FirstSeen } from "../../src/domain/query/first-seen.ts";
import type { Store } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { at, draft, run } from "./store-samples.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  store = createStore({
    pool,
    newId: randomUUID,
    clock: () => at("03:00:00"),
    destinations: ["slack", "events"],
  });
});
afterAll(() => pool.end());

test("whom a question was put to is kept by the time it was asked, and may change its way", async () => {
  const { id: incidentId } = await store.transaction((tx) => tx.insertIncident(draft()));
  const asked: Asked = {
    incidentId,
    stepId: "was-it-you",
    position: 2,
    person: { id: "U0ADA", name: "ada \0 😀" },
    how: [{ author: "role " }, { inserted: "admin" }],
    way: "dm",
    trouble: null,
    remindAt: null,
  };
  await store.transaction((tx) => tx.saveAsked(asked));
  expect(await store.asked(incidentId, "was-it-you", 2)).toEqual(asked);
  expect(await store.asked(incidentId, "was-it-you", 3)).toBeUndefined();
  await store.transaction((tx) => tx.saveAsked({ ...asked, way: "thread", trouble: "gone" }));
  expect(await store.asked(incidentId, "was-it-you", 2)).toMatchObject({ way: "thread", trouble: "gone" });
});

test("a question to one person neither waits for the thread nor holds it up", async () => {
  const { id: incidentId } = await store.transaction((tx) => tx.insertIncident(draft()));
  await store.transaction(async (tx) => {
    await tx.say({ show: "incident", incidentId });
    await tx.say({ show: "ask", incidentId, stepId: "was-it-you", position: 1 });
    await tx.say({ show: "ask", incidentId, stepId: "was-it-you", position: 1 });
  });
  const claim = () => store.transaction((tx) => tx.claimOutbox("slack", 60_000));
  const claimed = [await claim(), await claim(), await claim()].flatMap((row) =>
    row?.show.incidentId === incidentId ? [row.show.show] : [],
  );
  expect(claimed.sort()).toEqual(["ask", "incident"]);
});

test("what is new in an answer comes back with its times, and the trace of a run with its question", async () => {
  const { id: incidentId } = await store.transaction((tx) => tx.insertIncident(draft()));
  const traced = run(incidentId);
  const query = { ...traced.query, trace: { of: "AKIAIOSFODNN7EXAMPLE", hints: ["203.0.113.7"] } };
  await store.transaction((tx) => tx.insertRun({ ...traced, query, plan: null }));
  expect((await store.run(traced.id))?.query.trace).toEqual(query.trace);
  const firstSeen: FirstSeen = {
    state: "compared",
    window: { from: at("01:00:00"), to: at("02:00:00") },
    who: "x",
    columns: ["ip"],
    marks: [{ who: "x", column: "ip", value: "<!channel>\0" }],
    strangers: [],
    notes: [],
  };
  expect(await store.firstSeen(traced.id)).toBeUndefined();
  await store.transaction((tx) => tx.saveFirstSeen(traced.id, firstSeen));
  expect(await store.firstSeen(traced.id)).toEqual(firstSeen);
});
