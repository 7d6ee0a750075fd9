import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAwsClients } from "../../src/aws/clients.ts";
import { runQueryCommand } from "../../src/cli/query/query.ts";
import { settingsForm } from "../../src/config/form.ts";
import type { Run } from "../../src/domain/run/run.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { askTrail, type TrailQuestion } from "../../src/flows/runs/ask-trail.ts";
import { cancelRun } from "../../src/flows/runs/cancel-run.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { showPlaces } from "../../src/flows/runs/show-places.ts";
import { createEngines } from "../../src/parts/engines.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { createBudget } from "../../src/store/budget.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld, person, responder } from "../fakes/world.ts";
import { ask, quiet, useDatabase } from "./postgres.ts";

const database = useDatabase();
const [here, there] = ["111122223333", "444455556666"] as const;
const group = { region: "eu-central-1", name: "aws/cloudtrail/managementevents" };
const other = person("U0OTHER", "responder");
const clock = () => new Date();

const record = (eventID: string, recipientAccountId: string, minutesAgo = 30) => ({
  eventVersion: "1.08",
  eventID,
  eventTime: new Date(Math.floor(Date.now() / 1_000) * 1_000 - minutesAgo * 60_000).toISOString(),
  eventSource: "ec2.amazonaws.com",
  eventName: "DescribeInstances",
  awsRegion: "eu-central-1",
  recipientAccountId,
  eventType: "AwsApiCall",
  eventCategory: "Management",
  managementEvent: true,
  userIdentity: { type: "IAMUser", userName: "deploy", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
});

let account: Account;
const stops: (() => unknown)[] = [];

beforeEach(async () => {
  account = await startAccount({
    accountId: here,
    homeRegion: "eu-central-1",
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
    records: [record("a", here), record("both", here)],
    accounts: [{ id: there, records: [record("b", there), record("both", here)] }],
  });
  // No answer of another test is given again.
  await ask(database.url, "truncate budget; update run set question_key = null");
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await account.stop();
});

/** One process of Cairn: connections, clients and workers of its own. It works on what it rings for. */
async function startProcess({ perSecond = 10_000, insights = false } = {}) {
  const pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  stops.push(() => pool.end());
  const accounts = [here, there].map((id) => ({
    id,
    name: id === there ? "audit" : undefined,
    regions: ["eu-central-1", "us-east-1"],
    role: `arn:aws:iam::${id}:role/cairn`,
    logGroups: [group],
    eventHistory: !insights,
    insights,
  }));
  const file = settingsForm.parse({ slack: { channel: "C0INCIDENTS" }, accounts });
  const clients = createAwsClients({
    accounts: accounts.map(({ role, ...each }) => ({ ...each, roleArn: role })),
    region: "eu-central-1",
    endpoint: account.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    now: clock,
  });
  stops.push(() => clients.close());
  const working = new Set<Promise<unknown>>();
  const world = fakeWorld();
  world.setRoles("U0OTHER", "responder");
  const ports: Ports = {
    ...world.ports,
    settings: { ...world.ports.settings, accounts: file.accounts },
    store: createStore({ pool, newId: randomUUID, clock, destinations: ["slack"] }),
    clock,
    newId: randomUUID,
    enginesFor: createEngines(file, { clients, takeBudget: createBudget(pool, { perSecond }), now: clock }),
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
    doorbell: {
      ring: async (id) => {
        if (!rings) return;
        const work = executeRun(ports, id).catch(() => {});
        working.add(work);
      },
    },
  };
  let rings = true;
  stops.push(async () => {
    for (const work of working) await work;
  });
  return {
    ports,
    /** Nobody works on what this process asks. */
    silence() {
      rings = false;
    },
  };
}

type Process = Awaited<ReturnType<typeof startProcess>>;

const declare = ({ ports }: Process) =>
  declareIncident(ports, { title: "One", severity: "P3", channel: "C0INCIDENTS", actor: responder });
const key: TrailQuestion = { key: "AKIAIOSFODNN7EXAMPLE", last: "6h" };
const askIn = async (process: Process, question = key, actor = responder): Promise<Run> =>
  askTrail(process.ports, { incidentId: (await declare(process)).id, question, actor });
const ended = ({ ports }: Process, { id }: Run): Promise<Run> =>
  vi.waitFor(
    async () => {
      const run = await ports.store.run(id);
      if (!run || run.state === "queued" || run.state === "running") throw new Error(run?.state);
      return run;
    },
    { timeout: 10_000, interval: 20 },
  );
const calls = (operation: string) => account.report().calls[operation] ?? 0;

describe("the same question asked in two processes at once", () => {
  test("goes to AWS once, and both get the rows", async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    const asked = await Promise.all([askIn(one), askIn(two, key, other)]);
    const runs = [await ended(one, asked[0]), await ended(two, asked[1])];
    expect(runs.map(({ state, rowCount }) => [state, rowCount])).toEqual([
      ["done", 2],
      ["done", 2],
    ]);
    expect(runs[0]?.rowsHash).toBe(runs[1]?.rowsHash);
    expect(runs.filter(({ completeness }) => completeness?.reused)).toHaveLength(1);
    expect(calls("logs:FilterLogEvents") + calls("cloudtrail:LookupEvents")).toBe(
      runs[0]?.completeness?.pagesRead,
    );
    const joins = await ask(database.url, "select actor->>'id' as who from audit where action = 'run.join'");
    expect(joins).toHaveLength(1);
  });

  test("of which the first is cancelled is still answered for the second", async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    const lift = account.fault({ operation: "logs:*", how: "hang", times: "always" });
    const liftToo = account.fault({ operation: "cloudtrail:*", how: "hang", times: "always" });
    const first = await askIn(one);
    await vi.waitFor(async () => expect((await one.ports.store.run(first.id))?.state).toBe("running"));
    const second = await askIn(two, key, other);
    expect(second.sharedRun).toBe(first.id);
    lift();
    liftToo();
    await cancelRun(two.ports, { runId: first.id, actor: other });
    expect(await ended(two, second)).toMatchObject({ state: "done", rowCount: 2 });
    expect(await ended(one, first)).toMatchObject({ state: "cancelled" });
  });
});

test("all accounts are asked, and an event that two of them hold counts once", async () => {
  const cairn = await startProcess();
  const run = await ended(cairn, await askIn(cairn, { ...key, accounts: "all" }));
  expect(run).toMatchObject({ state: "done", rowCount: 3 });
  expect(run.completeness).toMatchObject({ accounts: [here, there], duplicatesDropped: 1, matched: 3 });
  expect(run.completeness?.legs?.every(({ state }) => state === "done")).toBe(true);
});

test("an account that denies is missing, with the reason, and the other answers", async () => {
  const cairn = await startProcess();
  account.fault({ operation: "logs:FilterLogEvents", account: there, how: "deny" });
  account.fault({ operation: "cloudtrail:LookupEvents", account: there, how: "deny" });
  const run = await ended(cairn, await askIn(cairn, { ...key, accounts: [here, "audit"] }));
  expect(run).toMatchObject({ state: "done", rowCount: 2 });
  const failed = run.completeness?.legs?.filter(({ state }) => state === "failed") ?? [];
  expect(new Set(failed.map((leg) => leg.account))).toEqual(new Set([there]));
  expect(failed[0]?.why).toMatch(
    /^AWS denied (logs:FilterLogEvents|cloudtrail:LookupEvents) in account 4444/,
  );
  expect(run.completeness?.truncated).toMatch(/missing: .*account 444455556666/);
});

test.each(["deny", "region-off"] as const)(
  "a Region with %s is missing, and the others answer",
  async (how) => {
    const cairn = await startProcess();
    account.fault({ operation: "cloudtrail:LookupEvents", region: "us-east-1", how });
    const run = await ended(cairn, await askIn(cairn, { ...key, engine: "event-history" }));
    expect(run).toMatchObject({ state: "done", rowCount: 2, completeness: { regions: ["eu-central-1"] } });
    expect(run.completeness?.legs).toMatchObject([
      { region: "eu-central-1", state: "done" },
      { region: "us-east-1", state: "failed" },
    ]);
  },
);

test("cairn query asks the accounts of cairn.yml, and says which part of it is missing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-query-"));
  stops.push(() => rmSync(folder, { recursive: true }));
  const settingsOf = (id: string, name: string) =>
    `  - { id: "${id}", name: ${name}, regions: [eu-central-1], role: "arn:aws:iam::${id}:role/cairn" }\n`;
  const settings = `slack: { channel: C0INCIDENTS }\naccounts:\n${settingsOf(here, "prod")}${settingsOf(there, "audit")}`;
  writeFileSync(join(folder, "cairn.yml"), settings);
  writeFileSync(join(folder, "names.yml"), "by: [eventName]\n");
  vi.stubEnv("CAIRN_CONFIG", join(folder, "cairn.yml"));
  vi.stubEnv("CAIRN_AWS_ENDPOINT", account.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
  stops.push(() => vi.unstubAllEnvs());
  const query = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const context = {
      stdout: (text: string) => void out.push(text),
      stderr: (text: string) => void err.push(text),
    };
    const code = await runQueryCommand(
      ["--file", join(folder, "names.yml"), "--last", "6h", ...args],
      context,
    );
    return { code, stdout: out.join(""), stderr: err.join("") };
  };
  const whole = await query("--account", "all", "--json");
  expect(whole).toMatchObject({ code: 0, stderr: expect.stringContaining("Asks 2 accounts side by side") });
  expect(JSON.parse(whole.stdout).rows).toMatchObject([{ eventName: "DescribeInstances", count: 3 }]);

  account.fault({ operation: "cloudtrail:LookupEvents", account: there, how: "deny" });
  const partly = await query("--account", "prod,audit", "--engine", "event-history");
  expect(partly.stdout).toMatch(
    /Missing: eu-central-1, account 444455556666\. AWS denied cloudtrail:LookupEvents/,
  );
  const refused = await query("--engine", "athena");
  expect(refused).toMatchObject({
    code: 2,
    stderr: "This account has no athena: it is not set up in cairn.yml.\n",
  });
});

describe("a run is cancelled by another process within two seconds", () => {
  async function cancelled(first: Process, run: Run): Promise<number> {
    const second = await startProcess();
    const began = performance.now();
    await cancelRun(second.ports, { runId: run.id, actor: other });
    expect(await ended(first, run)).toMatchObject({ state: "cancelled", cancelledBy: { id: "U0OTHER" } });
    return began;
  }

  /** Resolves once it is under way, to what ends with it. */
  async function begun(process: Process, run: Run): Promise<{ over: Promise<unknown> }> {
    const over = executeRun(process.ports, run.id).catch(() => {});
    await vi.waitFor(async () => expect((await process.ports.store.run(run.id))?.state).toBe("running"));
    return { over };
  }

  test("while it is queued: nobody asks AWS", async () => {
    const first = await startProcess();
    first.silence();
    const run = await askIn(first);
    await cancelled(first, run);
    await executeRun(first.ports, run.id);
    expect(calls("logs:FilterLogEvents") + calls("cloudtrail:LookupEvents")).toBe(0);
  });

  test("while it waits for the budget: no call is made after it", async () => {
    const first = await startProcess({ perSecond: 0.01 });
    first.silence();
    const waiting = await askIn(first, { ...key, engine: "event-history" });
    await ask(
      database.url,
      `insert into budget values ('${here}', 'eu-central-1', 'LookupEvents', now() + interval '1 hour'),
        ('${here}', 'us-east-1', 'LookupEvents', now() + interval '1 hour')`,
    );
    const { over } = await begun(first, waiting);
    await vi.waitFor(
      async () =>
        expect((await first.ports.store.run(waiting.id))?.progress?.legs).toMatchObject([
          { state: "waiting", waitSeconds: expect.any(Number) },
          { state: "waiting", waitSeconds: expect.any(Number) },
        ]),
      { timeout: 5_000 },
    );
    const began = await cancelled(first, waiting);
    await over;
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(calls("cloudtrail:LookupEvents")).toBe(0);
  });

  test("while AWS does not answer", async () => {
    const first = await startProcess();
    first.silence();
    account.fault({ operation: "*", how: "hang", times: "always" });
    const run = await askIn(first, { ...key, engine: "event-history" });
    const { over } = await begun(first, run);
    const began = await cancelled(first, run);
    await over;
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test("while Logs Insights works on it, which is stopped", async () => {
    const first = await startProcess({ insights: true });
    first.silence();
    account.fault({ operation: "logs:GetQueryResults", how: "hang", times: "always" });
    const run = await askIn(first, { ...key, engine: "insights" });
    const { over } = await begun(first, run);
    await vi.waitFor(() => expect(calls("logs:GetQueryResults")).toBeGreaterThan(0), { timeout: 5_000 });
    const began = await cancelled(first, run);
    await over;
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(calls("logs:StopQuery")).toBe(1);
  });
});

test("runs that nobody works on are told where they stand, once", async () => {
  const cairn = await startProcess();
  cairn.silence();
  const windows = ["1h", "2h", "3h"].map((last) => ({ ...key, last }));
  const runs: Run[] = [];
  for (const question of windows) runs.push(await askIn(cairn, question));
  expect(runs.map(({ place }) => place?.position)).toEqual([1, 2, 3]);
  await ask(database.url, "update run set place = null");
  await ask(database.url, "update outbox set state = 'sent'");
  await showPlaces(cairn.ports);
  const kept = await Promise.all(runs.map(({ id }) => cairn.ports.store.run(id)));
  expect(kept.map((run) => run?.place?.position)).toEqual([1, 2, 3]);
  const told = "select count(*)::int as n from outbox where state = 'pending'";
  expect(await ask(database.url, told)).toEqual([{ n: 3 }]);
  await ask(database.url, "update outbox set state = 'sent'");
  await showPlaces(cairn.ports);
  expect(await ask(database.url, told)).toEqual([{ n: 0 }]);
});
