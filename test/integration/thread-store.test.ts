import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessageVersion } from "../../src/domain/timeline/thread-message.ts";
import type { Store } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { at, draft } from "./store-samples.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  store = createStore({ pool, newId: randomUUID, clock: () => at("03:00:00"), destinations: ["slack"] });
});
afterAll(() => pool.end());

const open = (ts?: string) =>
  store.transaction(async (tx) => {
    const { id } = await tx.insertIncident({ ...draft(), groupKey: null });
    if (ts) await tx.saveShown(id, "root", { channel: "C0INCIDENTS", ts });
    return id;
  });

const posted: MessageVersion = {
  ...{ channel: "C0INCIDENTS", ts: "1794624060.000200", threadTs: "1794624000.000100" },
  author: { id: "U0ADA", name: "ada \0 😀" },
  text: "It \0 is the VPN. \\u0000 'quoted'",
  ...{ at: at("02:41:00"), kind: "posted", changedAt: at("02:41:00"), revision: "posted" },
};
const edited: MessageVersion = {
  ...{ ...posted, text: "It is not.", kind: "edited" },
  ...{ changedAt: at("02:42:00"), revision: "1794624120.000000" },
};

test("every version of a message is kept once, as it was first told, and comes back whole", async () => {
  const incidentId = await open();
  const keep = (version: MessageVersion) =>
    store.transaction((tx) => tx.keepThreadMessage(incidentId, version));
  expect(await keep(edited)).toBe("new");
  expect(await keep(posted)).toBe("new");
  expect(await keep({ ...posted, text: "Something else" })).toBe("seen");
  const clean = (version: MessageVersion): MessageVersion => ({
    ...version,
    author: { ...version.author, name: version.author.name.replaceAll("\0", "\ufffd") },
    text: version.text.replaceAll("\0", "\ufffd"),
  });
  expect(await store.threadMessages(incidentId)).toEqual([clean(posted), clean(edited)]);
  expect(await store.threadMessages(await open())).toEqual([]);
});

test("whose timelines have a message is found by the message", async () => {
  const [one, other] = [await open(), await open()];
  const message = { channel: "C0INCIDENTS", ts: "1794624060.000999" };
  await store.transaction(async (tx) => {
    for (const id of [one, other, one]) await tx.savePinned(id, message);
  });
  expect((await store.incidentsWithMessage(message)).sort()).toEqual([one, other].sort());
  expect(await store.incidentsWithMessage({ ...message, channel: "C0OTHER" })).toEqual([]);
});

test("threads are read back in turn: never read ones first, resolved and unposted ones not", async () => {
  await store.transaction(async (tx) => {
    for (const id of await tx.threadsToRead(1_000)) await tx.forgetShown(id, "root");
  });
  const [first, second, third] = [await open("1.1"), await open("1.2"), await open("1.3")];
  await open();
  await store.transaction(async (tx) => {
    await tx.saveThreadRead(first, { at: at("02:50:00"), trouble: null });
    await tx.saveThreadRead(second, { at: at("02:40:00"), trouble: "Slack was \0 silent." });
    const incident = await tx.lockIncident(third);
    await tx.saveIncident({ ...incident, state: "resolved", resolvedAt: at("02:59:00") });
  });
  const fourth = await open("1.4");
  expect(await store.threadsToRead(10)).toEqual([fourth, second, first]);
  expect(await store.threadRead(second)).toEqual({ at: at("02:40:00"), trouble: "Slack was \ufffd silent." });
  await store.transaction((tx) => tx.saveThreadRead(second, { at: at("03:00:00"), trouble: null }));
  expect(await store.threadRead(second)).toEqual({ at: at("03:00:00"), trouble: null });
  expect(await store.threadRead(fourth)).toBeUndefined();
});
