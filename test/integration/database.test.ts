import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { migrate } from "../../src/store/database/migrate.ts";
import { openPool, requireSameTime } from "../../src/store/database/pool.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { createStore } from "../../src/store/store.ts";
import { freePort, openLine, through } from "./line.ts";
import { ask, quiet, useDatabase } from "./postgres.ts";
import { at, draft, responder } from "./store-samples.ts";

const database = useDatabase({ migrated: false });
const destinations = ["slack", "events"] as const;
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

describe("migrations", () => {
  test("twenty may start at once, and again, and the database is made once", async () => {
    const url = await newDatabase();
    await Promise.all(Array.from({ length: 20 }, () => migrate(url)));
    await Promise.all(Array.from({ length: 20 }, () => migrate(url)));
    const applied = await ask(url, "select number, name from migration order by number");
    expect(applied).toEqual(migrations.map(({ number, name }) => ({ number, name })));
  });

  test("one that fails leaves nothing behind, and says which", async () => {
    const url = await newDatabase();
    const broken = { number: 9_999, name: "broken", sql: "create table half (id int); select nonsense" };
    await expect(migrate(url, [...migrations, broken])).rejects.toThrow(
      "Migration 9999 (broken) failed and was undone",
    );
    expect(await ask(url, "select to_regclass('half') as half")).toEqual([{ half: null }]);
    await migrate(url, [...migrations, { ...broken, sql: "create table whole (id int)" }]);
    expect(await ask(url, "select number from migration order by number")).toEqual(
      [...migrations, broken].map(({ number }) => ({ number })),
    );
  });

  test("whose user may not make anything says what to grant", async () => {
    const url = await newDatabase();
    const poor = `poor_${randomUUID().replaceAll("-", "")}`;
    await ask(url, `create role ${poor} login password 'x'`);
    cleanUp.push(() => ask(database.url, `drop role ${poor}`));
    const theirs = new URL(url);
    theirs.username = poor;
    theirs.password = "x";
    await expect(migrate(theirs.href)).rejects.toThrow("grant create on database");
  });

  test("an older Cairn, or one whose migrations were changed, is refused", async () => {
    const url = await newDatabase();
    await migrate(url, [...migrations, { number: 9_999, name: "next", sql: "select 1" }]);
    await expect(migrate(url)).rejects.toThrow("newer Cairn");
    const edited = [...migrations, { number: 9_999, name: "next", sql: "select 2" }];
    await expect(migrate(url, edited)).rejects.toThrow("not the one this database was made with");
  });
});

describe("the pool", () => {
  test("waits for a database that comes later", async () => {
    const waited: unknown[] = [];
    const port = await freePort();
    const opening = openPool({
      databaseUrl: through(database.url, { port }),
      log: { ...quiet, warn: (facts: unknown) => void waited.push(facts) } as typeof quiet,
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    const line = await openLine({ port, to: Number(new URL(database.url).port) });
    cleanUp.push(() => line.close());
    const pool = await opening;
    cleanUp.push(() => pool.end());
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    expect(waited).toHaveLength(1);
  });

  test("says at once what waiting would not mend", async () => {
    const wrong = new URL(database.url);
    wrong.pathname = "/no_such_database";
    await expect(openPool({ databaseUrl: wrong.href, log: quiet })).rejects.toThrow("Check DATABASE_URL");
    wrong.password = "wrong";
    await expect(openPool({ databaseUrl: wrong.href, log: quiet })).rejects.toThrow("Check DATABASE_URL");
    await expect(openPool({ databaseUrl: "postgres://[", log: quiet })).rejects.toThrow("Check DATABASE_URL");
  });

  test("stops waiting when the process is to end", async () => {
    const controller = new AbortController();
    const nobody = through(database.url, { port: await freePort() });
    const opening = openPool({ databaseUrl: nobody, log: quiet, signal: controller.signal });
    controller.abort(new Error("stopping"));
    await expect(opening).rejects.toThrow("stopping");
  });

  test("refuses clocks that differ by more than five seconds", () => {
    expect(() => requireSameTime(4_900)).not.toThrow();
    expect(() => requireSameTime(5_100)).toThrow("5.1 s ahead of this machine's");
    expect(() => requireSameTime(-42_000)).toThrow("42.0 s behind");
    expect(() => requireSameTime(Number.NaN)).toThrow();
  });

  test("refuses a database that takes no writes", async () => {
    const url = await newDatabase();
    await ask(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    const pool = await openPool({ databaseUrl: url, log: quiet });
    cleanUp.push(() => pool.end());
    const store = createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations });
    await expect(store.incident("x")).rejects.toMatchObject({ code: "unavailable" });
  });
});

test("a silent connection is given up, and the next question gets its answer", async () => {
  await migrate(database.url);
  const line = await openLine({ to: Number(new URL(database.url).port) });
  cleanUp.push(() => line.close());
  const pool = await openPool({ databaseUrl: through(database.url, line), log: quiet });
  cleanUp.push(() => pool.end());
  const store = createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations });
  await store.incidents({});
  line.silence();
  const started = performance.now();
  await expect(store.transaction((tx) => tx.incidents({}))).rejects.toMatchObject({ code: "unavailable" });
  expect(await store.incidents({})).toEqual([]);
  expect(performance.now() - started).toBeLessThan(20_000);
});

describe("a connection that dies while a change is being kept", () => {
  test.each([
    ["after PostgreSQL kept it: it is there once, and nobody hears of it", "after"],
    ["before PostgreSQL heard of it: it is done again, once", "before"],
  ] as const)("%s", async (_, cut) => {
    const url = await newDatabase();
    await migrate(url);
    let cuts = 0;
    const line = await openLine({
      to: Number(new URL(url).port),
      onCommit: () => (cuts++ === 0 ? cut : undefined),
    });
    cleanUp.push(() => line.close());
    const pool = await openPool({ databaseUrl: through(url, line), log: quiet });
    cleanUp.push(() => pool.end());
    const store = createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations });
    let attempts = 0;
    const incident = await store.transaction(async (tx) => {
      attempts++;
      const opened = await tx.insertIncident(draft());
      await tx.record(opened.id, { actor: responder, action: "note.add" }, at("03:00:00"));
      return opened;
    });
    expect(await store.timeline(incident.id)).toHaveLength(1);
    expect(await store.incidents({})).toHaveLength(1);
    expect(attempts).toBe(cut === "after" ? 1 : 2);
  });
});

async function newDatabase(): Promise<string> {
  const name = `cairn_test_${randomUUID().replaceAll("-", "")}`;
  await ask(database.url, `create database ${name}`);
  cleanUp.push(() => ask(database.url, `drop database ${name} with (force)`));
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  return url.href;
}
