import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createPageReads } from "../../src/store/page-reads.ts";
import { createSessions } from "../../src/store/sessions.ts";
import { createStore } from "../../src/store/store.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { draft } from "./store-samples.ts";

const database = useDatabase();
const now = new Date("2026-11-22T19:00:00Z");
let pool: pg.Pool;
let store: Store;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet });
  store = createStore({ pool, newId: randomUUID, clock: () => now, destinations: ["slack"] });
});
afterAll(() => pool.end());

const opened = (channel: string) => store.transaction((tx) => tx.insertIncident(draft({ channel })));
const keep = (id: string, isPrivate: boolean) =>
  store.transaction((tx) => tx.keepChannel(id, isPrivate, now));

test("an incident is as private as its channel: when it is opened, when that changes, and when it moves", async () => {
  const before = await opened("C0ROOM");
  expect(before.private).toBe(false);
  expect(await keep("C0ROOM", true)).toBe(1);
  expect(await keep("C0ROOM", true)).toBe(0);
  expect((await store.incident(before.id))?.private).toBe(true);
  const later = await opened("C0ROOM");
  expect(later.private).toBe(true);
  expect(await store.privateChannels()).toEqual(["C0ROOM"]);

  await keep("C0HALL", false);
  await store.transaction(async (tx) => {
    const locked = await tx.lockIncident(later.id);
    await tx.saveIncident({ ...locked, channel: "C0HALL" });
  });
  expect((await store.incident(later.id))?.private).toBe(false);
  // Of a channel that nobody asked about, nothing new is known.
  await store.transaction(async (tx) => {
    const locked = await tx.lockIncident(before.id);
    await tx.saveIncident({ ...locked, channel: "C0UNKNOWN" });
  });
  expect((await store.incident(before.id))?.private).toBe(true);
  expect(await store.incidentChannels()).toEqual(["C0HALL", "C0UNKNOWN"]);
});

test("who acts takes part: counted, by the name they have now; Cairn does not", async () => {
  const { id } = await opened("C0PARTS");
  const acts = (name: string, minutes: number) =>
    store.transaction((tx) =>
      tx.record(
        id,
        { actor: { kind: "responder", id: "U0ONE", name }, action: "note.add", body: { text: "x" } },
        new Date(now.getTime() + minutes * 60_000),
      ),
    );
  await acts("old name \u0000", 1);
  await acts("new name", 5);
  await store.transaction((tx) => tx.record(id, { actor: { kind: "system" }, action: "note.add" }, now));
  expect(await createPageReads(pool).participants(id)).toEqual([
    {
      ...{ id: "U0ONE", name: "new name", entries: 2 },
      ...{ firstAt: new Date("2026-11-22T19:01:00Z"), lastAt: new Date("2026-11-22T19:05:00Z") },
    },
  ]);
});

test("of many who use one link at the same moment one is let in", async () => {
  const sessions = createSessions(pool);
  await sessions.keepLink("hash", { personId: "U0LEAD", expiresAt: new Date(now.getTime() + 1_000) });
  const letIn = await Promise.all(Array.from({ length: 8 }, () => sessions.takeLink("hash", now)));
  expect(letIn.filter((each) => each === "U0LEAD")).toHaveLength(1);
});

test("a session that ended is forgotten when the next one begins", async () => {
  const sessions = createSessions(pool);
  const session = { personId: "U0ONE", teamId: "T0", openedAt: now, expiresAt: new Date(now.getTime() + 1) };
  await sessions.keepSession("old", session);
  const later = new Date(now.getTime() + 10);
  expect(await sessions.session("old", later)).toBeUndefined();
  await sessions.keepSession("new", {
    ...session,
    openedAt: later,
    expiresAt: new Date(later.getTime() + 9),
  });
  const { rows } = await pool.query("select token_hash from web_session");
  expect(rows).toEqual([{ token_hash: "new" }]);
});
