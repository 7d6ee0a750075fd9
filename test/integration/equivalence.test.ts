import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createArchiveEngine } from "../../src/archive/archive-engine.ts";
import { createAthena } from "../../src/aws/athena.ts";
import { createAwsClients } from "../../src/aws/clients.ts";
import { createEventHistory } from "../../src/aws/event-history.ts";
import { createInsights } from "../../src/aws/insights.ts";
import { createLogGroup } from "../../src/aws/log-group.ts";
import { InputError } from "../../src/domain/errors.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import type { Query, QueryEngineName } from "../../src/domain/query/query.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { startAccount } from "../../src/sandbox/aws/index.ts";
import { everyOperator, questions } from "./equivalence-questions.ts";
import { account, now, regions, trailRecords } from "./equivalence-records.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/**
 * CAIRN_EQUIVALENCE_RUNS=20000 asks for more, CAIRN_EQUIVALENCE_SEED for others, CAIRN_EQUIVALENCE_ENGINES=athena,insights
 * for these engines alone.
 */
const questionsAsked = Number(process.env.CAIRN_EQUIVALENCE_RUNS ?? 200);
const seed = Number(process.env.CAIRN_EQUIVALENCE_SEED ?? 20_260_504);
const enginesAsked = process.env.CAIRN_EQUIVALENCE_ENGINES?.split(",") ?? [
  "event-history",
  "log-group",
  "insights",
  "athena",
  "archive",
];
const questionsPerTrail = 60;
const window = { from: new Date("2026-05-02T22:00:00Z"), to: new Date("2026-05-03T11:30:00Z") };

type TrailRecord = Record<string, unknown>;

/** Every engine over the same records, against one account of its own. */
async function startEngines(records: TrailRecord[], accountSeed: number) {
  const sandbox = await startAccount({
    accountId: account,
    clock: () => now,
    lookupRatePerSecond: 1e6,
    filterRatePerSecond: 1e6,
    homeRegion: "eu-central-1",
    dataEvents: true,
    records,
    seed: accountSeed,
  });
  const clients = createAwsClients({
    accounts: [{ id: account, regions }],
    region: "eu-central-1",
    endpoint: sandbox.url,
    now: () => now,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const folder = await mkdtemp(join(tmpdir(), "equivalence-"));
  await writeFile(join(folder, "trail.json"), JSON.stringify({ Records: records }));
  const parts = { clients, takeBudget: async () => {}, wait: async () => {}, now: () => now };
  const groups = [{ account, region: "eu-central-1", group: "aws/cloudtrail/managementevents" }];
  const table = { account, region: "eu-central-1", database: "default", table: "cloudtrail_logs" };
  const engines: Record<QueryEngineName, QueryEngine> = {
    "event-history": createEventHistory({ ...parts, pageCap: 1_000 }),
    "log-group": createLogGroup({ ...parts, groups, pageCap: 10_000 }),
    insights: createInsights({ ...parts, groups }),
    athena: createAthena({ ...parts, table: { ...table, workgroup: "cairn" } }),
    archive: createArchiveEngine({ folder, now: () => now }),
  };
  return {
    engines: Object.values(engines).filter(({ name }) => enginesAsked.includes(name)),
    async stop() {
      clients.close();
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function expected(query: Query, records: readonly TrailRecord[]) {
  const evaluation = createEvaluation(query, window);
  for (const record of records) evaluation.add(record);
  return evaluation.result();
}

const isManagement = ({ eventCategory }: TrailRecord) => eventCategory === "Management";

interface Tally {
  asked: number;
  refused: number;
  matched: number;
}
type Tallies = Map<QueryEngineName, Tally>;

/** Asks one engine and compares; counts what the comparison was worth. */
async function compare(engine: QueryEngine, query: Query, records: TrailRecord[], tally: Tally) {
  const request = { query, window, account, regions, askedBy: { name: "responder" } };
  let plan: ReturnType<QueryEngine["plan"]>;
  try {
    plan = engine.plan(request);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tally.refused += 1;
    return;
  }
  const answer = await engine.ask(request, { signal: new AbortController().signal, progress() {} });
  const held = engine.name === "event-history" ? records.filter(isManagement) : records;
  const wanted = expected(query, held);
  tally.asked += 1;
  tally.matched += wanted.matched;
  const about = `${engine.name}: ${plan.text ?? plan.pushedDown.join(", ")}`;
  expect(answer.columns, about).toEqual(wanted.columns);
  expect(answer.rows, about).toEqual(wanted.rows);
  if (answer.completeness.truncated !== undefined) {
    // Only the newest rows were wanted, and the rest was not read.
    expect(answer.completeness.truncated).toContain("until the limit of");
    return;
  }
  const { rowsBeforeLimit, matched, duplicatesDropped, servicesHidden } = wanted;
  expect(answer.rowsBeforeLimit, about).toBe(rowsBeforeLimit);
  expect(answer.completeness, about).toMatchObject({ matched, duplicatesDropped, servicesHidden });
}

async function askAll(engines: QueryEngine[], query: Query, records: TrailRecord[], tallies: Tallies) {
  await Promise.all(
    engines.map(async (engine) => {
      const tally = tallies.get(engine.name) ?? { asked: 0, refused: 0, matched: 0 };
      tallies.set(engine.name, tally);
      await compare(engine, query, records, tally);
    }),
  );
}

/** The comparison is worth something only if engines answered and there was something to find. */
function requireWorth(tallies: Tallies) {
  expect([...tallies.keys()].sort()).toEqual([...enginesAsked].sort());
  for (const [name, { asked, refused, matched }] of tallies) {
    expect(asked, name).toBeGreaterThan(refused * 2);
    expect(matched, name).toBeGreaterThan(asked);
  }
}

const timeLimit = Math.max(300_000, questionsAsked * 500);

test(
  "every engine gives exactly the evaluator's rows, for every operator on every field",
  async () => {
    const tallies: Tallies = new Map();
    const all = everyOperator();
    const trails = Math.ceil(all.length / questionsPerTrail);
    for (const [at, records] of fc.sample(trailRecords, { seed, numRuns: trails }).entries()) {
      const { engines, stop } = await startEngines(records, at);
      try {
        // One in so many, so that each trail meets every field.
        for (const query of all.filter((_, index) => index % trails === at))
          await askAll(engines, query, records, tallies);
      } finally {
        await stop();
      }
    }
    requireWorth(tallies);
  },
  timeLimit,
);

test(
  `every engine gives exactly the evaluator's rows, for ${questionsAsked} generated questions`,
  async () => {
    const tallies: Tallies = new Map();
    const trails = Math.ceil(questionsAsked / questionsPerTrail);
    const staged = fc.sample(trailRecords, { seed, numRuns: trails });
    for (const [at, records] of staged.entries()) {
      const { engines, stop } = await startEngines(records, at);
      try {
        await fc.assert(
          fc.asyncProperty(questions, (query) => askAll(engines, query, records, tallies)),
          { seed: seed + at, numRuns: Math.min(questionsPerTrail, questionsAsked) },
        );
      } finally {
        await stop();
      }
    }
    requireWorth(tallies);
  },
  timeLimit,
);
