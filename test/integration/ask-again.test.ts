import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { createEventHistory } from "../../src/aws/event-history/event-history.ts";
import type { Actor } from "../../src/domain/responder.ts";
import { parseRunbook } from "../../src/domain/runbook/parse-runbook.ts";
import { chainFault, rowsHash } from "../../src/domain/timeline/audit.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { transcriptOf } from "../../src/flows/thread/export-transcript.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld, key, responder } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";

const database = useDatabase();
const account = "111122223333";
const minute = 60_000;
let now = new Date("2026-11-20T02:41:00Z");
const clock = () => now;
const pass = (minutes: number) => {
  now = new Date(now.getTime() + minutes * minute);
};

const call = (minutes: number, address: string, id: string) => ({
  eventVersion: "1.11",
  eventTime: new Date(Date.UTC(2026, 10, 20, 2, minutes)).toISOString().replace(".000Z", "Z"),
  eventID: `00000000-0000-4000-8000-${id.padStart(12, "0")}`,
  requestID: `10000000-0000-4000-8000-${id.padStart(12, "0")}`,
  eventName: "GetUser",
  eventSource: "iam.amazonaws.com",
  eventType: "AwsApiCall",
  eventCategory: "Management",
  managementEvent: true,
  readOnly: true,
  awsRegion: "us-east-1",
  sourceIPAddress: address,
  userAgent: "aws-cli/2.17.20",
  recipientAccountId: account,
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::${account}:user/deploy`,
    accountId: account,
    accessKeyId: key,
    userName: "deploy",
  },
});

const runbook = parseRunbook(
  `---
id: late
title: Late events
severity: P4
owner: "@oncall"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
inputs:
  key: { type: access-key-id, ask: Which access key? }
---
Intro.

## Who uses this key?
Its addresses.

\`\`\`yaml query
id: who
where: { userIdentity.accessKeyId: "{{key}}" }
by: [sourceIPAddress]
window: last 1h
\`\`\`
\`\`\`yaml conclude
- { when: distinct.sourceIPAddress > 1, level: warning, say: "{{distinct.sourceIPAddress}} addresses.", raise: P2 }
- { when: otherwise, level: note, say: One address. }
\`\`\`

## Is it quiet?
Look again.

\`\`\`yaml repeat
id: quiet
where: { userIdentity.accessKeyId: "{{key}}" }
by: [sourceIPAddress]
window: last 20m
every: 10m
until: rows == 0
inARow: 2
atMost: 2h
\`\`\`

## Over
Done.

\`\`\`yaml finish
id: over
outcome: explained
\`\`\`
`,
  "late.md",
);

let sandbox: Account;
let clients: AwsClients;
const pools: pg.Pool[] = [];
const rung: string[] = [];

beforeAll(async () => {
  sandbox = await startAccount({
    clock,
    accountId: account,
    homeRegion: "us-east-1",
    records: [call(10, "192.0.2.1", "1"), call(12, "192.0.2.1", "2")],
    lookupRatePerSecond: 10_000,
  });
  clients = createAwsClients({
    accounts: [{ id: account, regions: ["us-east-1"] }],
    region: "us-east-1",
    endpoint: sandbox.url,
    now: clock,
    credentials: { accessKeyId: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: "not-a-secret" },
  });
});
afterAll(async () => {
  clients.close();
  await sandbox.stop();
  for (const pool of pools) await pool.end();
});

/** One process of several: its own connections to the same database and the same account. */
async function cairnProcess(): Promise<Ports> {
  const pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  pools.push(pool);
  const parts = { clients, takeBudget: async () => {}, now: clock };
  const engine = createEventHistory({ ...parts, pageCap: 1_000 });
  return {
    ...fakeWorld().ports,
    store: createStore({ pool, newId: randomUUID, clock, destinations: ["slack", "events"] }),
    clock,
    newId: randomUUID,
    doorbell: {
      ring: async (runId) => {
        rung.push(runId);
      },
    },
    runbooks: { all: () => [runbook], byId: (id) => (id === "late" ? runbook : undefined) },
    enginesFor: () => [engine],
  };
}

const work = async (ports: Ports): Promise<void> => {
  for (const runId of rung.splice(0)) await executeRun(ports, runId);
};

test("events that arrive after the first answer are told by the answer itself, once, from whichever process", async () => {
  const first = await cairnProcess();
  const actor: Actor = responder;
  const { id: incidentId } = await declareIncident(first, { title: "a key", channel: "C0INCIDENTS", actor });
  await startRunbook(first, { incidentId, runbookId: "late", inputs: { key }, actor });
  const run = await requestRun(first, { incidentId, actor });
  await work(first);
  const answered = await first.store.run(run.id);
  expect(answered).toMatchObject({
    state: "done",
    rowCount: 1,
    completeness: { matched: 2, settled: false },
    asksAgainAt: new Date("2026-11-20T02:56:00Z"),
  });
  expect(await first.store.rows(run.id)).toMatchObject({
    evidence: [{ requestIds: [expect.stringMatching(/^1.*1$/), expect.stringMatching(/^1.*2$/)] }],
  });
  expect((await first.store.incident(incidentId))?.severity).not.toBe("P2");

  // They happened within the window; CloudTrail shows them only now. Meanwhile that process has gone.
  sandbox.addRecords([
    call(30, "203.0.113.7", "3"),
    call(31, "203.0.113.7", "4"),
    call(33, "192.0.2.1", "5"),
  ]);
  pass(16);
  const [second, third] = [await cairnProcess(), await cairnProcess()];
  await Promise.all([sweep(second), sweep(third), sweep(second)]);
  expect(rung).toHaveLength(1);
  await Promise.all([executeRun(second, rung[0] ?? ""), executeRun(third, rung[0] ?? "")]);
  rung.length = 0;

  const runs = await second.store.runs(incidentId);
  expect(runs).toHaveLength(2);
  const again = runs[1];
  expect(again).toMatchObject({
    state: "done",
    requestedBy: { kind: "system" },
    query: answered?.query,
    window: run.window,
    again: { first: run.id, previous: run.id, why: "settled" },
    asksAgainAt: null,
    completeness: { matched: 5, settled: true },
    difference: { records: 3, counts: { came: 1, went: 0, changed: 1 } },
  });
  expect(await second.store.step(incidentId, "who")).toMatchObject({ runId: again?.id, state: "done" });
  expect((await second.store.incident(incidentId))?.severity).toBe("P2");

  const timeline = await second.store.timeline(incidentId);
  expect(chainFault(timeline)).toBeUndefined();
  expect(timeline.filter(({ action }) => action === "run.finish").at(-1)?.body).toMatchObject({
    again: "settled",
    news: "3 more calls since 02:41 UTC, with a new address: 203.0.113.7.",
  });
  const found = timeline.filter(({ action }) => action === "finding.raise").map(({ body }) => body.level);
  expect(found).toEqual(["note", "warning"]);

  // Both answers stay, each with the hash of its own rows.
  for (const each of runs) {
    const kept = await second.store.rows(each.id);
    expect(rowsHash(kept?.columns ?? [], kept?.rows ?? [])).toBe(each.rowsHash);
  }
  const transcript = await transcriptOf(second.store, incidentId);
  expect(transcript).toContain("Settled. Asked again by itself, and since the earlier answer: 3 more calls");

  pass(60);
  await sweep(third);
  expect(rung).toEqual([]);
});

test("rounds go on where another process left them, each asked once, until it is quiet", async () => {
  const first = await cairnProcess();
  const actor: Actor = responder;
  const { id: incidentId } = await declareIncident(first, { title: "quiet?", channel: "C0INCIDENTS", actor });
  await startRunbook(first, { incidentId, runbookId: "late", inputs: { key }, actor });
  await requestRun(first, { incidentId, actor });
  await work(first);
  const minutes = Math.round((now.getTime() - Date.UTC(2026, 10, 20, 2)) / minute);
  sandbox.addRecords([call(minutes - 1, "203.0.113.7", "6")]);
  await requestRun(first, { incidentId, actor });
  await work(first);
  const step = () => first.store.step(incidentId, "quiet");
  expect(await step()).toMatchObject({ state: "waiting", expiresAt: new Date(now.getTime() + 10 * minute) });

  for (let turn = 0; turn < 4; turn += 1) {
    pass(10);
    const [second, third] = [await cairnProcess(), await cairnProcess()];
    await Promise.all([sweep(second), sweep(third)]);
    expect(rung.length).toBeLessThanOrEqual(2);
    await work(third);
  }
  const rounds = (await first.store.runs(incidentId)).filter(({ round }) => round);
  expect(rounds.map(({ round, again }) => [round?.number, round?.held, again?.why])).toEqual([
    [1, false, undefined],
    [2, false, "round"],
    [3, true, "round"],
    [4, true, "round"],
  ]);
  expect(await step()).toMatchObject({ state: "done", answer: { value: "quiet" }, expiresAt: null });
  expect((await first.store.incident(incidentId))?.nextStep).toBe("over");
  expect(chainFault(await first.store.timeline(incidentId))).toBeUndefined();
});
