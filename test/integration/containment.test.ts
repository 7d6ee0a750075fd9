import { randomUUID } from "node:crypto";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEventsOut } from "../../src/aws/events-out.ts";
import { breakTheGlass } from "../../src/flows/approval/decide-approval.ts";
import { reviewTheGlass } from "../../src/flows/approval/review-glass.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { containment } from "../fakes/containment.ts";
import { lead, person } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { clientSettings } from "./sandbox-account.ts";

// The record in PostgreSQL, the bus by the real SDK: what the flows promise must not hang on a fake.
const database = useDatabase();
const now = new Date("2026-11-14T02:42:00Z");
let pool: pg.Pool;
let account: Account;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet });
  account = await startAccount({ clock: () => now });
});
afterAll(async () => {
  await pool.end();
  await account.stop();
});
beforeEach(async () => {
  await pool.query("truncate cairn.outbox");
});

async function ready() {
  const eventbridge = new EventBridgeClient(clientSettings(account, "eu-central-1"));
  const put = createEventsOut({ eventbridge, busName: "default", source: "cairn" });
  const clock = () => now;
  const store = createStore({ pool, newId: randomUUID, clock, destinations: ["slack", "events"] });
  const all = await containment(undefined, { store, put });
  await all.deliver();
  return all;
}
const puts = (): number => account.report().calls["events:PutEvents"] ?? 0;

test("an approved event goes out once, and who asked and approved is in the record", async () => {
  const { ask, decide, send, deliver, events, record, approval } = await ready();
  await ask();
  await decide();
  const before = puts();
  await send();
  await deliver();
  await deliver();
  expect(events).toHaveLength(1);
  expect(puts() - before).toBe(1);
  expect((await record("switch-off")).state).toBe("waiting");
  expect(await approval()).toMatchObject({
    state: "used",
    requestedBy: { id: "U0RESPONDER" },
    decidedBy: { id: "U0LEAD" },
    decidedAt: now,
    expiresAt: new Date(now.getTime() + 15 * 60_000),
  });
});

test.each([
  ["AWS is in trouble", { operation: "events:PutEvents", how: "error", status: 500 } as const, "unknown"],
  ["the role may not put events", { operation: "events:PutEvents", how: "deny" } as const, "failed"],
])("when %s, nothing is sent a second time by itself", async (_, fault, state) => {
  const { ask, decide, send, deliver, record } = await ready();
  await ask();
  await decide();
  await send();
  const lift = account.fault(fault);
  const before = puts();
  await deliver();
  expect((await record("switch-off")).state).toBe(state);
  lift();
  await pool.query("update cairn.outbox set not_before = now() - interval '1 hour'");
  await deliver();
  expect(puts() - before).toBe(1);
});

test("a sender that was killed while sending leaves an event that nobody sends again", async () => {
  const { ask, decide, send, deliver, record, cairn } = await ready();
  await ask();
  await decide();
  await send();
  const before = puts();
  const row = await cairn.ports.store.transaction((tx) => tx.claimOutbox("events", 1));
  expect(row?.show.show).toBe("act");
  await pool.query("update cairn.outbox set not_before = now() - interval '1 hour'");
  await deliver();
  expect(puts() - before).toBe(0);
  expect((await record("switch-off")).state).toBe("unknown");
});

test("the broken glass and its review are kept", async () => {
  const { ask, on, approval, cairn, incidentId } = await ready();
  await ask(lead);
  const seen = (await approval())?.contentHash ?? "";
  const reason = "Nobody answers the phone.";
  await breakTheGlass(cairn.ports, { ...(await on("approve-switch-off", lead)), seen, reason });
  const actor = person("U0OTHER", "lead");
  await reviewTheGlass(cairn.ports, {
    incidentId,
    stepId: "approve-switch-off",
    note: "It was right.",
    actor,
  });
  expect(await approval()).toMatchObject({
    state: "approved",
    brokenBecause: reason,
    reviewedBy: { id: "U0OTHER" },
    reviewedAt: now,
  });
});
