import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runInboxCommand } from "../../src/cli/inbox.ts";
import type { Store } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { quiet, useDatabase } from "./postgres.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;
beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 2 });
  store = createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations: ["slack"] });
  vi.stubEnv("DATABASE_URL", database.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await pool.end();
});

async function cairn(...argv: string[]): Promise<string> {
  let said = "";
  await runInboxCommand(argv, { stdout: (text) => (said += text), stderr: () => {} });
  return said;
}

async function received(body: string, state: "dead" | "done"): Promise<string> {
  const transportKey = `sqs:${randomUUID()}`;
  return store.transaction(async (tx) => {
    await tx.keepMessages([{ source: "sqs", transportKey, body }], new Date());
    const message = (await tx.inbox({})).find((each) => each.transportKey === transportKey);
    await tx.settleInbox(message?.id ?? "", state, state === "dead" ? "It broke five times." : undefined);
    return message?.id ?? "";
  });
}

describe("a message that broke the triage five times", () => {
  test("is listed with the reason, and shown as it came, made harmless for a terminal", async () => {
    const id = await received('{"name":"\u001b[31mred"}', "dead");
    expect(await cairn("list")).toMatch(new RegExp(`${id}.*dead.*It broke five times`));
    const shown = await cairn("show", id);
    expect(shown).toContain("red");
    expect(shown).not.toContain("\u001b");
  });

  test("is read again when somebody says so", async () => {
    const id = await received("{}", "dead");
    expect(await cairn("retry", id)).toContain("will be read again");
    expect(await store.inboxMessage(id)).toMatchObject({ state: "new", attempts: 0, error: null });
  });

  test("is dropped with a reason, kept all the same, and can be brought back", async () => {
    const id = await received("{}", "dead");
    await expect(cairn("drop", id)).rejects.toThrow("Say why");
    await cairn("drop", id, "--why", "a test of ours");
    expect(await store.inboxMessage(id)).toMatchObject({ state: "dropped", error: "a test of ours" });
    expect(await cairn("list")).not.toMatch(new RegExp(`^${id} `, "m"));
    expect(await cairn("list", "--state", "dropped")).toContain("a test of ours");
    await cairn("retry", id);
    expect(await store.inboxMessage(id)).toMatchObject({ state: "new" });
  });
});

test("a message that was taken in can neither be retried nor dropped", async () => {
  const id = await received("{}", "done");
  await expect(cairn("retry", id)).rejects.toThrow("taken in already");
  await expect(cairn("drop", id, "--why", "x")).rejects.toThrow("taken in already");
});

test("an unknown id or verb says what there is", async () => {
  await expect(cairn("show", "x'; drop table inbox")).rejects.toThrow("There is no message");
  await expect(cairn("eat", "1")).rejects.toThrow("cairn inbox show ID");
});
