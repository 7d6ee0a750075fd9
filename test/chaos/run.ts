import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drillOf } from "./drills.ts";
import { openGround } from "./ground.ts";
import { type MutationName, mutations } from "./mutations.ts";
import { naiveFigure } from "./naive.ts";
import { renderReport } from "./report.ts";
import type { RunRecord } from "./run-record.ts";
import { scenarios, shortRun } from "./scenarios/index.ts";
import { seeded } from "./seeded.ts";
import { backends } from "./world.ts";

const names = Object.keys(mutations) as MutationName[];
const usage = `npm run chaos [-- options]
  --full            all scenarios on both backends with larger numbers, again and again with new seeds
  --minutes N       how long a full run goes on (30)
  --seed N          begin with this seed; a failure says which one to use
  --only NAMES      scenarios, separated by commas: ${scenarios.map(({ name }) => name).join(", ")}
  --backend NAME    postgres or redis
  --mutations       take out one mechanism after the other: every one must be noticed
  --mutation NAME   take out this one alone: ${names.join(", ")}
  --report          write RELIABILITY.md from this run
`;

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    minutes: { type: "string", default: "30" },
    seed: { type: "string" },
    only: { type: "string" },
    backend: { type: "string" },
    mutations: { type: "boolean", default: false },
    mutation: { type: "string" },
    report: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const wrong = [
  ...(values.only?.split(",") ?? []).filter((name) => !scenarios.some((each) => each.name === name)),
  ...(values.mutation === undefined || Object.hasOwn(mutations, values.mutation) ? [] : [values.mutation]),
  ...(values.backend === undefined || backends.some((each) => each === values.backend)
    ? []
    : [values.backend]),
];
if (wrong.length > 0) {
  process.stderr.write(`There is no ${wrong.join(", ")}.\n\n${usage}`);
  process.exit(2);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
process.env.AWS_ACCESS_KEY_ID ||= "sandbox";
process.env.AWS_SECRET_ACCESS_KEY ||= "sandbox";

const firstSeed = Number(values.seed ?? Date.now() % 1_000_000);
const began = performance.now();
const records: RunRecord[] = [];
const mutants: { name: string; seen: boolean }[] = [];
const ground = await openGround();
say(`Seed ${firstSeed}. What fails comes again with the --only, --backend and --seed told beside it.`);
try {
  if (!values.mutations && values.mutation === undefined) await playScenarios();
  if (values.mutations || values.mutation !== undefined || values.report) await playMutations();
  if (values.report) await writeReport();
} finally {
  await ground.close();
}
const failed = records.filter(({ outcome }) => outcome.faults.length > 0).length;
const missed = mutants.filter(({ seen }) => !seen).length;
const passed = records.length - failed + mutants.length - missed;
say(`${passed} passed, ${failed + missed} failed`);
process.exitCode = failed + missed === 0 && passed > 0 ? 0 : 1;

async function playScenarios(): Promise<void> {
  const until = began + Number(values.minutes) * 60_000;
  const whole = values.full || values.only !== undefined || values.backend !== undefined;
  const list = whole
    ? scenarios
        .filter(({ name }) => !values.only || values.only.split(",").includes(name))
        .flatMap((scenario) => backends.map((backend) => ({ scenario, backend })))
        .filter(({ backend }) => values.backend === undefined || values.backend === backend)
    : shortRun;
  let seed = firstSeed;
  do {
    for (const { scenario, backend } of list) {
      const wish = { scenario, backend, seed, scale: values.full ? 4 : 1 };
      let record = await ground.play(wish);
      if (record.outcome.unfinished) {
        // Nothing was shown either way: that is the harness's fault, and said.
        say(`${scenario.name} on ${backend} broke off and is played once more: ${record.outcome.faults[0]}`);
        record = await ground.play(wish);
      }
      records.push(record);
      tell(record);
      if (values.full && performance.now() > until) return;
    }
    seed += 1;
  } while (values.full);
}

/** The drill for each must pass with the mechanism in its place, and fail without it. */
async function playMutations(): Promise<void> {
  for (const name of names.filter((each) => values.mutation === undefined || values.mutation === each)) {
    const scenario = drillOf(name);
    const wish = { scenario, backend: "postgres", seed: firstSeed, scale: 1 } as const;
    const sound = await ground.play(wish);
    const broken = await ground.play({ ...wish, mutation: name });
    const holds = sound.outcome.faults.length === 0;
    const noticed = broken.outcome.faults.length > 0 && !broken.outcome.unfinished;
    mutants.push({ name, seen: holds && noticed });
    const seconds = (sound.seconds + broken.seconds).toFixed(0);
    say(
      `${holds && noticed ? "ok" : "FAILED"}  without ${name}, ${seconds} s: ${broken.outcome.faults[0] ?? "nobody noticed"}`,
    );
    for (const fault of sound.outcome.faults) say(`    with it in its place: ${fault}`);
    if (broken.outcome.unfinished) say("    it did not come to its end, which proves nothing");
  }
}

async function writeReport(): Promise<void> {
  const world = await ground.open("naive", { channels: 1, speed: 60 });
  const naive = await naiveFigure(world, seeded(firstSeed), 300).finally(() => world.stop());
  const whole = {
    ...{ records, naive, mutants, at: new Date(), minutes: (performance.now() - began) / 60_000 },
    machine: `${cpus().length} cores`,
  };
  const file = join(import.meta.dirname, "../../RELIABILITY.md");
  await writeFile(file, renderReport(whole));
  say(
    `RELIABILITY.md is written. The SDK's own retries doubled ${naive.doubled} of ${naive.posted} messages.`,
  );
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
  say(`${verdict}  ${scenario} on ${backend}, seed ${seed}, ${seconds.toFixed(0)} s: ${figures.join(", ")}`);
  for (const fault of outcome.faults) say(`    ${fault}`);
}
