import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../integration/line.ts";
import { testServer } from "../integration/postgres.ts";
import { buildChild } from "./children.ts";
import { type MutationName, mutations } from "./mutations.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import type { Outcome, Scenario, Stage } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";
import { seeded } from "./seeded.ts";
import { type Backend, backends, openWorld } from "./world.ts";

const usage = `npm run chaos [-- options]
  --full            with larger numbers, again and again with new seeds
  --minutes N       how long a full run goes on (30)
  --seed N          begin with this seed; a failure says which one to use
  --only NAMES      scenarios, separated by commas: ${scenarios.map(({ name }) => name).join(", ")}
  --backend NAME    postgres or redis; both unless told
  --mutation NAME   take this mechanism out: the run must fail
  --report          write RELIABILITY.md from this run
`;

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    minutes: { type: "string", default: "30" },
    seed: { type: "string" },
    only: { type: "string" },
    backend: { type: "string" },
    mutation: { type: "string" },
    report: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

export interface RunRecord {
  scenario: Scenario;
  backend: Backend;
  seed: number;
  outcome: Outcome;
  seconds: number;
}

const folder = await mkdtemp(join(tmpdir(), "cairn-chaos-"));
const say = (line: string) => process.stdout.write(`${line}\n`);

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
process.env.AWS_ACCESS_KEY_ID ||= "sandbox";
process.env.AWS_SECRET_ACCESS_KEY ||= "sandbox";
const program = await buildChild();
const server = await testServer();
const redis: TestRedis = await startRedis(join(folder, "redis"), await freePort());

async function play(
  scenario: Scenario,
  backend: Backend,
  seed: number,
  scale: number,
  mutation?: MutationName,
): Promise<RunRecord> {
  const began = performance.now();
  const stage: Stage = {
    ...{ backend, scale, random: seeded(seed), order: mutation ? { mutation } : {} },
    ...(mutation && { mutation }),
    open: (wish = {}) =>
      openWorld({
        ...{ backend, redis, program, serverUrl: server.url },
        folder: join(folder, `${scenario.name}-${backend}-${seed}`),
        ...{ speed: 20, channels: 3, ...wish },
      }),
  };
  const outcome = await scenario.run(stage).catch((error: unknown): Outcome => {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { faults: [`The scenario did not come to its end: ${why}`], figures: { counts: {}, times: {} } };
  });
  return { scenario, backend, seed, outcome, seconds: (performance.now() - began) / 1000 };
}

function tell({ scenario, backend, seed, outcome, seconds }: RunRecord): void {
  const { counts, times } = outcome.figures;
  const figures = [
    ...Object.entries(counts).map(([name, count]) => `${name} ${count}`),
    ...Object.entries(times).flatMap(([name, all]) =>
      all.length === 0 ? [] : [`${name} at most ${(Math.max(...all) / 1000).toFixed(1)} s`],
    ),
  ];
  const verdict = outcome.faults.length === 0 ? "ok" : "FAILED";
  say(
    `${verdict}  ${scenario.name} on ${backend}, seed ${seed}, ${seconds.toFixed(0)} s: ${figures.join(", ")}`,
  );
  for (const fault of outcome.faults) say(`    ${fault}`);
}

const chosen = scenarios.filter(({ name }) => !values.only || values.only.split(",").includes(name));
const wanted = backends.filter((each) => values.backend === undefined || each === values.backend);
if (values.mutation !== undefined && !Object.hasOwn(mutations, values.mutation)) {
  process.stderr.write(`There is no mutation ${values.mutation}: ${Object.keys(mutations).join(", ")}\n`);
  process.exit(2);
}
const mutation = values.mutation as MutationName | undefined;
let seed = Number(values.seed ?? Date.now() % 1_000_000);
say(`Seed ${seed}. Any failure comes again with --seed and --only as told beside it.`);

const records: RunRecord[] = [];
const until = performance.now() + Number(values.minutes) * 60_000;
try {
  do {
    for (const scenario of chosen)
      for (const backend of wanted) {
        const record = await play(scenario, backend, seed, values.full ? 4 : 1, mutation);
        records.push(record);
        tell(record);
      }
    seed += 1;
  } while (values.full && performance.now() < until);
} finally {
  await redis.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
const failed = records.filter(({ outcome }) => outcome.faults.length > 0).length;
say(`${records.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && records.length > 0 ? 0 : 1;
