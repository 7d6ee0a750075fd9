import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createArchiveEngine } from "../../src/archive/archive-engine.ts";
import { createAthena } from "../../src/aws/athena/athena.ts";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { createEventHistory } from "../../src/aws/event-history/event-history.ts";
import { createInsights } from "../../src/aws/insights/insights.ts";
import { createLogGroup } from "../../src/aws/log-group/log-group.ts";
import type { QueryEngineName } from "../../src/domain/query/query.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { createAgenda } from "../../src/sandbox/aws/agenda.ts";
import { startAccount } from "../../src/sandbox/aws/index.ts";
import { createOneAccount } from "../../src/sandbox/aws/one-account.ts";
import { createReport } from "../../src/sandbox/aws/report.ts";
import { createBuckets } from "../../src/sandbox/aws/s3/buckets.ts";
import type { World } from "../../src/sandbox/aws/world.ts";
import { account, now, regions } from "./equivalence-records.ts";

export type TrailRecord = Record<string, unknown>;

export interface EnginesUp {
  engines: QueryEngine[];
  stop(): Promise<void>;
}

type Clients = Pick<AwsClients, "cloudtrail" | "logs" | "athena" | "forget">;

const partsOf = (clients: Clients) => ({
  clients,
  takeBudget: async () => {},
  wait: async () => {},
  now: () => now,
});
const groups = [{ account, region: "eu-central-1", group: "aws/cloudtrail/managementevents" }];

/** Every engine over the same records. */
async function enginesOver(clients: Clients, records: readonly TrailRecord[]) {
  const folder = await mkdtemp(join(tmpdir(), "equivalence-"));
  await writeFile(join(folder, "trail.json"), JSON.stringify({ Records: records }));
  const parts = partsOf(clients);
  const table = { account, region: "eu-central-1", database: "default", table: "cloudtrail_logs" };
  const engines: Record<QueryEngineName, QueryEngine> = {
    "event-history": createEventHistory({ ...parts, pageCap: 1_000 }),
    "log-group": createLogGroup({ ...parts, groups, pageCap: 10_000 }),
    insights: createInsights({ ...parts, groups }),
    athena: createAthena({ ...parts, table: { ...table, workgroup: "cairn" } }),
    archive: createArchiveEngine({ folder, now: () => now }),
  };
  return { engines: Object.values(engines), removeFolder: () => rm(folder, { recursive: true }) };
}

/** Against a sandbox account of their own, by the real SDK. */
export async function enginesByHttp(records: readonly TrailRecord[], seed: number): Promise<EnginesUp> {
  const sandbox = await startAccount({
    accountId: account,
    clock: () => now,
    lookupRatePerSecond: 1e6,
    filterRatePerSecond: 1e6,
    homeRegion: "eu-central-1",
    dataEvents: true,
    records,
    seed,
  });
  const clients = createAwsClients({
    accounts: [{ id: account, regions }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const { engines, removeFolder } = await enginesOver(clients, records);
  return {
    engines,
    async stop() {
      clients.close();
      await sandbox.stop();
      await removeFolder();
    },
  };
}

/** The same account without SDK and network, several times faster: each call goes straight to its operation. */
export async function enginesInProcess(records: readonly TrailRecord[], seed: number): Promise<EnginesUp> {
  const agenda = createAgenda(() => now);
  const world: World = {
    accountId: account,
    homeRegion: "eu-central-1",
    clock: agenda.clock,
    agenda,
    seed,
    report: createReport(),
    queueByArn: () => undefined,
    publish: () => undefined,
    url: () => "",
    changed() {},
  };
  const options = { lookupRatePerSecond: 1e6, filterRatePerSecond: 1e6, dataEvents: true };
  // Nobody asks for identities or signatures here.
  const shared = { buckets: createBuckets() } as never;
  const { services, begin } = createOneAccount(world, shared, options);
  begin(records);
  const client = (service: string, region: string, told = (input: object) => input) => ({
    async send(command: { input: object }): Promise<object> {
      const operation = command.constructor.name.replace(/Command$/, "");
      const perform = services[service]?.[operation];
      if (!perform) throw new Error(`The sandbox has no ${service}:${operation}.`);
      return perform({ service, operation, region, input: onTheWire(told(command.input)) } as never);
    },
  });
  const clients: Clients = {
    cloudtrail: (_, region) => client("cloudtrail", region) as never,
    logs: (_, region) => client("logs", region) as never,
    athena: (_, region) => client("athena", region) as never,
    forget() {},
  };
  const { engines, removeFolder } = await enginesOver(clients, records);
  const otherReading = createInsights({
    ...partsOf({ ...clients, logs: (_, region) => client("logs", region, absentIsNeverDifferent) as never }),
    groups,
  });
  return {
    engines: [...engines, otherReading],
    async stop() {
      agenda.stop();
      await removeFolder();
    },
  };
}

/**
 * That Insights takes an absent field as different from everything was reported, not documented: a query must find
 * the same where it does not.
 */
function absentIsNeverDifferent(input: object): object {
  if (!("queryString" in input) || typeof input.queryString !== "string") return input;
  const said = /([A-Za-z.]+) (!=|not like) ("[^"]*"|\/[^/]*\/)/g;
  return { ...input, queryString: input.queryString.replace(said, "(ispresent($1) and $1 $2 $3)") };
}

/** Times are seconds there. */
function onTheWire(input: object): unknown {
  const seconds = (key: string, value: unknown) =>
    key === "StartTime" || key === "EndTime" ? Date.parse(String(value)) / 1_000 : value;
  return JSON.parse(JSON.stringify(input, seconds));
}
