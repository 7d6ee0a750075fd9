import { execFile, spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import { compileJq } from "../../src/domain/query/jq.ts";
import type { QueryEngineName } from "../../src/domain/query/query.ts";
import { trailEngines } from "../../src/parts/trail-engines.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import {
  account as accountId,
  now,
  regions,
  trailRecords,
  wholeWindow,
  windows,
} from "./equivalence-records.ts";

const found = (process.env.PATH ?? "")
  .split(":")
  .map((folder) => join(folder, "aws"))
  .filter(existsSync);
// /bin is often /usr/bin under another name.
const CLIS = [...new Set(found.map((path) => realpathSync(path)))];
const hasJq = spawnSync("jq", ["--version"]).status === 0;

type TrailRecord = Record<string, unknown>;
const group = "aws/cloudtrail/managementevents";
const started: { sandbox: Account; clients: AwsClients; folder: string }[] = [];

/** An account with these records, and every engine over it. */
async function start(records: TrailRecord[]) {
  const sandbox = await startAccount({
    accountId,
    clock: () => now,
    lookupRatePerSecond: 1e6,
    filterRatePerSecond: 1e6,
    homeRegion: "eu-central-1",
    dataEvents: true,
    records,
  });
  const clients = createAwsClients({
    accounts: [{ id: accountId, regions }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const folder = await mkdtemp(join(tmpdir(), "cli lines-"));
  await writeFile(join(folder, "trail's file.json"), JSON.stringify({ Records: records }));
  started.push({ sandbox, clients, folder });
  const settings = {
    id: accountId,
    regions,
    logGroups: [{ region: "eu-central-1", name: group }],
    eventHistory: true,
    insights: true,
    athena: { database: "default", table: "cloudtrail_logs", workgroup: "cairn", maxBytes: 1e12 },
    archive: folder,
  };
  const parts = { clients, takeBudget: async () => {}, now: () => now };
  const engines = trailEngines(settings, parts);
  const bucket = trailEngines({ ...settings, archive: `s3://cloudtrail-logs-${accountId}` }, parts).archive;
  return { sandbox, engines, bucket, folder };
}

/** Runs lines as somebody would who pasted them, but for the address of the account and the waits. */
async function paste(lines: string, cli: string, { sandbox, folder }: { sandbox: Account; folder: string }) {
  const script = [
    `aws() { ${cli} --endpoint-url ${sandbox.url} "$@"; }`,
    "sleep() { :; }",
    "cairn() { cat > /dev/null; }",
    lines,
  ].join("\n");
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_PAGER: "",
  };
  const { stdout, stderr } = await promisify(execFile)("/bin/sh", ["-c", script], {
    env,
    cwd: folder,
    maxBuffer: 1e8,
  });
  expect(stderr).toBe("");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): TrailRecord => JSON.parse(line));
}

const names: QueryEngineName[] = ["event-history", "log-group", "insights", "athena", "archive"];
const ids = (rows: readonly { [column: string]: unknown }[]) =>
  [...new Set(rows.map(({ eventID }) => eventID))].sort();
const hostileSource = `x,y'; $(touch pwned) \u202e"\\ file://z`;
const hostile = `$(touch pwned)\`touch pwned\`'; touch pwned; "\\" ! ~ *`;

describe.skipIf(CLIS.length === 0 || !hasJq)("the command lines of a plan, pasted into a shell", () => {
  const records = fc
    .sample(trailRecords, { seed: 5, numRuns: 3 })
    .flatMap((trail, at) =>
      trail.map((record): TrailRecord => ({ ...record, eventID: `${at} ${record.eventID}` })),
    )
    .map((record, at) => (at % 9 === 0 ? { ...record, userAgent: hostile } : record))
    .concat({ ...manyRecord(0), eventSource: hostileSource });
  let world: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    world = await start(records);
  });
  afterAll(async () => {
    for (const { sandbox, clients, folder } of started) {
      clients.close();
      await sandbox.stop();
      await rm(folder, { recursive: true });
    }
  });

  const [, partSeconds] = windows;
  const questions: [string, object, boolean][] = [
    ["a key and what differs", { key: "AKIAIOSFODNN7EXAMPLE", errorCode: { not: "50%_!" } }, true],
    ["what an intruder wrote", { userAgent: [hostile, "it's", "x' OR '1'='1", '" or 1=1 | limit 1'] }, true],
    [
      "names with versions, and absence",
      { eventName: ["CreateFunction", "ConsoleLogin"], none: [{ errorCode: "a_b" }] },
      true,
    ],
    [
      "networks, which jq cannot say whole",
      { sourceIPAddress: { notInCidr: "192.0.2.0/24" }, principal: { exists: true } },
      false,
    ],
  ];

  async function same(
    name: QueryEngineName,
    where: object,
    cli: string,
    { engines, ...place }: Pick<Awaited<ReturnType<typeof start>>, "sandbox" | "engines" | "folder">,
  ) {
    const engine = engines[name];
    const query = bindQuery(queryForm.parse({ where, show: ["eventID"], limit: 1_000 }), literalFill);
    const window = partSeconds ?? { from: now, to: now };
    const request = { query, window, account: accountId, regions, askedBy: { name: "responder" } };
    if (engine === undefined) throw new Error(`There is no ${name}.`);
    const answer = await engine.ask(request, { signal: new AbortController().signal, progress() {} });
    const lines = engine.plan(request).command;
    const events = await paste(lines, cli, place);
    const exact = compileJq(query, window).left.length === 0;
    expect(answer.rows.length).toBeGreaterThan(2);
    if (exact) expect(ids(events)).toEqual(ids(answer.rows));
    else {
      expect(ids(events)).toEqual(expect.arrayContaining(ids(answer.rows)));
      expect(lines).toContain("Cairn also checks ");
    }
    expect(await readdir(place.folder)).not.toContain("pwned");
    return exact;
  }

  describe.each(CLIS)("%s", (cli) => {
    // What differs between CLIs is how they take words.
    const [, intruders] = questions;
    const asked = cli === CLIS[0] ? questions : intruders ? [intruders] : [];
    test.each(names.flatMap((name) => asked.map((question) => [name, ...question] as const)))(
      "%s: %s",
      async (name, _, where, exact) => {
        expect(await same(name, where, cli, world)).toBe(exact);
      },
    );

    test("of a bucket, whose files are copied first", async () => {
      const engines = { ...world.engines, archive: world.bucket };
      await same("archive", { key: "AKIAIOSFODNN7EXAMPLE" }, cli, { ...world, engines });
    });

    test("what Event history is asked for arrives as it is, whatever it holds", async () => {
      const where = { eventSource: hostileSource };
      const query = bindQuery(queryForm.parse({ where, services: "show" }), literalFill);
      const request = {
        query,
        window: wholeWindow,
        account: accountId,
        regions,
        askedBy: { name: "responder" },
      };
      const lines = world.engines["event-history"]?.plan(request).command ?? "";
      expect(lines).toMatch(/^[\x20-\x7e\n]*$/);
      expect((await paste(lines, cli, world)).map(({ eventSource }) => eventSource)).toEqual([hostileSource]);
      expect(await readdir(world.folder)).not.toContain("pwned");
    });
  });

  test("every page is fetched", { timeout: 120_000 }, async () => {
    const many = Array.from({ length: 10_050 }, (_, at) => manyRecord(at));
    const place = await start(many);
    for (const [name, where, count] of [
      ["event-history", { key: "AKIAIOSFODNN7EXAMPLE" }, 1_010],
      ["athena", { key: "AKIAIOSFODNN7EXAMPLE" }, 1_010],
      ["insights", { eventName: "ListUsers" }, 10_050],
    ] as const) {
      const cli = name === "insights" ? CLIS.find(knowsPages) : CLIS[0];
      if (cli === undefined) continue;
      const query = bindQuery(queryForm.parse({ where }), literalFill);
      const at = ["eu-central-1"];
      const request = {
        query,
        window: wholeWindow,
        account: accountId,
        regions: at,
        askedBy: { name: "responder" },
      };
      const events = await paste(place.engines[name]?.plan(request).command ?? "", cli, place);
      expect([name, ids(events).length]).toEqual([name, count]);
    }
  });
});

function manyRecord(at: number): TrailRecord {
  const eventTime = new Date(now.getTime() - 3_600_000 - (at % 3_000) * 1_000).toISOString();
  return {
    eventID: `m-${at}`,
    eventTime: eventTime.replace(".000Z", "Z"),
    eventName: "ListUsers",
    eventSource: "iam.amazonaws.com",
    eventCategory: "Management",
    awsRegion: "eu-central-1",
    recipientAccountId: accountId,
    userIdentity: {
      type: "IAMUser",
      accessKeyId: at < 1_010 ? "AKIAIOSFODNN7EXAMPLE" : "AKIAIOSFODNN7ANOTHER",
    },
  };
}

/** Older CLIs give the first 10,000 rows of Insights, and no more. */
function knowsPages(cli: string): boolean {
  const words = ["logs", "get-query-results", "--generate-cli-skeleton", "input"];
  return spawnSync(cli, words, { encoding: "utf8" }).stdout.includes("nextToken");
}
