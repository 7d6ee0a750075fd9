import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import { conditionTest } from "../../src/domain/query/condition.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import type { QueryEngineName } from "../../src/domain/query/query.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { enginesByHttp, enginesInProcess, type TrailRecord } from "./equivalence-engines.ts";
import { type Asked, everyGroup, everyOperator, everyText, questions } from "./equivalence-questions.ts";
import { account, regions, trailRecords, wholeWindow } from "./equivalence-records.ts";

/**
 * CAIRN_EQUIVALENCE_RUNS=20000 asks for more, CAIRN_EQUIVALENCE_SEED for others, CAIRN_EQUIVALENCE_ENGINES=athena,insights
 * for these engines alone.
 */
const questionsAsked = Number(process.env.CAIRN_EQUIVALENCE_RUNS ?? 1_000);
const seed = Number(process.env.CAIRN_EQUIVALENCE_SEED ?? 20_260_504);
const enginesAsked = process.env.CAIRN_EQUIVALENCE_ENGINES?.split(",") ?? [
  "event-history",
  "log-group",
  "insights",
  "athena",
  "archive",
];
const questionsPerTrail = 100;

function expected({ query, window }: Asked, records: readonly TrailRecord[]) {
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
async function compare(engine: QueryEngine, asked: Asked, records: TrailRecord[], tally: Tally) {
  const request = { ...asked, account, regions, askedBy: { name: "responder" } };
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
  const wanted = expected(asked, held);
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
  if (plan.checkedHere.length === 0 && asked.window === wholeWindow && engine.name !== "archive") {
    // Then the neighbour itself gave what fits and nothing else.
    const fits = conditionTest(asked.query.where, asked.query.from);
    expect(answer.completeness.scanned, about).toBe(held.filter(fits).length);
  }
}

async function askAll(engines: QueryEngine[], asked: Asked, records: TrailRecord[], tallies: Tallies) {
  await Promise.all(
    engines
      .filter(({ name }) => enginesAsked.includes(name))
      .map(async (engine) => {
        const tally = tallies.get(engine.name) ?? { asked: 0, refused: 0, matched: 0 };
        tallies.set(engine.name, tally);
        await compare(engine, asked, records, tally);
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

/** Trails whose records differ, so many questions of each. */
async function overTrails(
  count: number,
  start: typeof enginesInProcess,
  ask: (at: number, askOne: (asked: Asked) => Promise<void>) => Promise<void>,
) {
  const tallies: Tallies = new Map();
  const trails = Math.ceil(count / questionsPerTrail);
  for (const [at, records] of fc.sample(trailRecords, { seed, numRuns: trails }).entries()) {
    const { engines, stop } = await start(records, at);
    try {
      await ask(at, (asked) => askAll(engines, asked, records, tallies));
    } finally {
      await stop();
    }
  }
  requireWorth(tallies);
}

const timeLimit = Math.max(300_000, questionsAsked * 200);

test.each([
  ["operator on every field", everyOperator()],
  ["way to join conditions", everyGroup()],
  ["odd text on fields that may have it", everyText()],
])(
  "every engine gives exactly the evaluator's rows, for every %s",
  async (_, all) => {
    const trails = Math.ceil(all.length / questionsPerTrail);
    await overTrails(all.length, enginesInProcess, async (at, ask) => {
      // One in so many, so that each trail meets every field.
      for (const [index, asked] of all.entries()) if (index % trails === at) await ask(asked);
    });
  },
  timeLimit,
);

test.each([
  [`${questionsAsked} generated questions`, questionsAsked, enginesInProcess],
  ["generated questions over AWS's own SDK and HTTP", 60, enginesByHttp],
])(
  "every engine gives exactly the evaluator's rows, for %s",
  async (_, count, start) => {
    await overTrails(count, start, async (at, ask) => {
      const numRuns = Math.min(questionsPerTrail, count);
      await fc.assert(fc.asyncProperty(questions, ask), { seed: seed + at, numRuns });
    });
  },
  timeLimit,
);
