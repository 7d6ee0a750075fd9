import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { threadFaults } from "../../src/domain/timeline/thread-chain.ts";
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
  const kept = await store.threadMessages(incidentId);
  expect(kept).toMatchObject([clean(posted), clean(edited)]);
  expect(kept.map(({ link }) => link?.seq)).toEqual([2, 1]);
  expect(await store.threadMessages(await open())).toEqual([]);
});

const note = { actor: { kind: "system" }, action: "note.add", body: { text: "x" } } as const;

async function faultsOf(incidentId: string): Promise<string[]> {
  const [versions, head, entries] = await Promise.all([
    store.threadMessages(incidentId),
    store.threadHead(incidentId),
    store.timeline(incidentId),
  ]);
  const entry = chainFault(entries);
  return [...(entry ? [entry] : []), ...threadFaults({ incidentId, versions, head, entries })];
}

test("versions are chained in the order in which they were kept, whoever keeps them at once, and entries hold the chain fast", async () => {
  const incidentId = await open();
  const versions = Array.from(
    { length: 20 },
    (_, index): MessageVersion => ({
      ...posted,
      ...{ ts: `1794624060.0003${String(index).padStart(2, "0")}`, text: `lone \ud83d ${index}` },
    }),
  );
  await Promise.all(
    versions.map((version, index) =>
      store.transaction(async (tx) => {
        await tx.keepThreadMessage(incidentId, version);
        if (index % 3 === 0) await tx.record(incidentId, note, at("03:00:00"));
        // Seen again by the same and by others.
        await tx.keepThreadMessage(incidentId, versions[(index + 7) % 20] ?? version);
      }),
    ),
  );
  const links = (await store.threadMessages(incidentId)).map(({ link }) => link?.seq ?? 0);
  expect(links.toSorted((a, b) => a - b)).toEqual(versions.map((_, index) => index + 1));
  expect((await store.threadHead(incidentId))?.seq).toBe(20);
  expect((await store.timeline(incidentId)).filter(({ thread }) => thread)).not.toEqual([]);
  expect(await faultsOf(incidentId)).toEqual([]);
});

test("what was undone with its transaction is no link, and the next one takes its place", async () => {
  const incidentId = await open();
  const undone = store.transaction(async (tx) => {
    await tx.keepThreadMessage(incidentId, posted);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await store.transaction((tx) => tx.keepThreadMessage(incidentId, edited));
  expect((await store.threadHead(incidentId))?.seq).toBe(1);
  expect(await faultsOf(incidentId)).toEqual([]);
});

test("no version can be changed or deleted by a slip; whoever forces it is found out", async () => {
  const incidentId = await open();
  await store.transaction(async (tx) => {
    await tx.keepThreadMessage(incidentId, posted);
    await tx.keepThreadMessage(incidentId, edited);
    await tx.record(incidentId, note, at("03:00:00"));
  });
  const change = `update thread_message set text = 'Forged' where incident_id = '${incidentId}' and kind = 'posted'`;
  const drop = `delete from thread_message where incident_id = '${incidentId}' and kind = 'edited'`;
  for (const sql of [change, drop, "truncate thread_message"])
    await expect(pool.query(sql)).rejects.toThrow("thread_message is append-only");
  await pool.query("alter table thread_message disable trigger thread_message_append_only");
  try {
    await pool.query(change);
    expect(await faultsOf(incidentId)).toEqual([expect.stringMatching(/^Message version 1 .*was changed/)]);
    await pool.query(drop);
    expect((await faultsOf(incidentId)).join()).toMatch(
      /Entry \d+ tells of 2 versions of messages; 1 are here/,
    );
  } finally {
    await pool.query("alter table thread_message enable trigger thread_message_append_only");
  }
});

test("what was kept before there was a chain holds, and the chain begins with it", async () => {
  const incidentId = await open();
  await pool.query(
    `insert into thread_message
       (incident_id, channel, ts, revision, kind, thread_ts, author_id, author_name, text, at, changed_at)
     values ($1, 'C0INCIDENTS', '1.5', 'posted', 'posted', '1.1', 'U0ADA', 'ada', 'Old', $2, $2)`,
    [incidentId, at("02:40:00")],
  );
  await store.transaction((tx) => tx.record(incidentId, note, at("02:41:00")));
  expect(await faultsOf(incidentId)).toEqual([]);
  expect(await store.threadHead(incidentId)).toBeUndefined();
  await store.transaction((tx) => tx.keepThreadMessage(incidentId, posted));
  expect(await faultsOf(incidentId)).toEqual([]);
  const added = (await store.threadMessages(incidentId)).flatMap((version) => [
    ...[version, ...(version.link ? [] : [{ ...version, ts: "1.6" }])],
  ]);
  expect(threadFaults({ incidentId, versions: added, entries: [] })[0]).toMatch(/from before the chain/);
});

test("what a look at a message's pushpins found is known until the next one, and not lost when it is pinned", async () => {
  const incidentId = await open();
  const message = { channel: "C0INCIDENTS", ts: "1794624060.000777" };
  await store.transaction((tx) => tx.savePinned(incidentId, message));
  expect(await store.pushpins(incidentId)).toEqual([message]);
  const look = { stands: true, at: at("02:50:00") };
  await store.transaction((tx) => tx.savePinned(incidentId, message, look));
  await store.transaction((tx) => tx.savePinned(incidentId, message));
  expect(await store.pushpins(incidentId)).toEqual([{ ...message, look }]);
  const next = { stands: false, at: at("02:51:00") };
  await store.transaction((tx) => tx.savePinned(incidentId, message, next));
  expect(await store.pushpins(incidentId)).toEqual([{ ...message, look: next }]);
});

test("a text that waits for its form is found for its message alone, and is gone after a day", async () => {
  const message = { channel: "C0GENERAL", ts: "1.9", text: "Long \0 text" };
  const [id, old] = [randomUUID(), randomUUID()];
  await store.transaction((tx) => tx.holdText(old, message));
  await pool.query("update held_text set at = at - interval '25 hours' where id = $1", [old]);
  expect(await store.heldText(old, message)).toBeUndefined();
  await store.transaction((tx) => tx.holdText(id, message));
  expect(await store.heldText(id, message)).toBe("Long \ufffd text");
  expect(await store.heldText(id, { ...message, ts: "1.8" })).toBeUndefined();
  const { rows } = await pool.query("select id from held_text");
  expect(rows).toEqual([{ id }]);
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
