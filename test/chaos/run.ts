import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { readArguments } from "./arguments.ts";
import { openGround, type Play } from "./ground.ts";
import { naiveFigure } from "./naive.ts";
import { filling, type Round, roundOf, shortRound } from "./plan.ts";
import { type Mutant, playMutations } from "./play-mutations.ts";
import { openProgress } from "./progress.ts";
import { renderReport } from "./report.ts";
import type { RunRecord } from "./run-record.ts";
import { scenarios } from "./scenarios/index.ts";
import { seeded } from "./seeded.ts";
import { backends } from "./world.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
process.env.AWS_ACCESS_KEY_ID ||= "sandbox";
process.env.AWS_SECRET_ACCESS_KEY ||= "sandbox";

const wish = readArguments();
const root = join(import.meta.dirname, "../..");
const kept = join(root, ".cairn/chaos", `full-${wish.seed}`);
const say = (line: string) => process.stdout.write(`${line}\n`);
if (wish.detach) goOnAlone();

const began = performance.now();
const progress = wish.full ? openProgress(`${kept}.jsonl`) : undefined;
/** Seconds, of earlier processes too. */
const sinceStart = () => (progress?.seconds ?? 0) + (performance.now() - began) / 1000;
const records: RunRecord[] = [];
let mutants: Mutant[] = [];
const ground = await openGround();
say(`Seed ${wish.seed}. What fails comes again with the --only, --backend and --seed told beside it.`);
try {
  if (wish.play) await playScenarios();
  if (wish.mutations.length > 0) mutants = await playMutations(ground, wish.mutations, wish.seed, say);
  if (wish.report) await writeReport();
} finally {
  await ground.close();
}
const failed = records.filter(({ outcome }) => outcome.faults.length > 0).length;
const missed = mutants.filter(({ seen }) => !seen).length;
const passed = records.length - failed + mutants.length - missed;
say(`${passed} passed, ${failed + missed} failed`);
// What a scenario that broke off left open must not keep us.
process.exit(failed + missed === 0 && passed > 0 ? 0 : 1);

async function playScenarios(): Promise<void> {
  const { seed, scale } = wish;
  const chosen = scenarios.filter(({ name }) => wish.only === undefined || wish.only.includes(name));
  const whole = wish.full || wish.only !== undefined || wish.on !== undefined;
  await playRound(
    whole ? roundOf(chosen, wish.on ?? backends, { seed, scale }) : shortRound(chosen, { seed, scale }),
  );
  if (!wish.full || wish.only !== undefined) return;
  // What was played before is part of the run, however long that has gone on.
  for (let nth = 0; ; nth++) {
    const next = filling(nth, { seed, scale });
    if (progress?.played(next) === undefined && sinceStart() > wish.minutes * 60) return;
    await play(next);
  }
}

async function playRound({ alone, lanes }: Round): Promise<void> {
  for (const each of alone) await play(each);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const each of lane) await play(each);
    }),
  );
}

async function play(wanted: Play): Promise<void> {
  const known = progress?.played(wanted);
  if (known) {
    records.push(known);
    return;
  }
  const { name } = wanted.scenario;
  const shown = wish.picture === undefined ? wanted : { ...wanted, picture: wish.picture };
  let record = await ground.play(shown);
  if (record.outcome.unfinished) {
    // Nothing was shown either way: that is the harness's fault, and said.
    say(`${name} on ${wanted.backend} broke off and is played once more: ${record.outcome.faults[0]}`);
    record = await ground.play(shown);
  }
  records.push(record);
  progress?.keep(record, sinceStart());
  tell(record);
}

async function writeReport(): Promise<void> {
  const world = await ground.open("naive", { channels: 1, speed: 60 });
  const naive = await naiveFigure(world, seeded(wish.seed), 300).finally(() => world.stop());
  const minutes = sinceStart() / 60;
  const command = `npm run chaos -- --full --minutes ${wish.minutes} --seed ${wish.seed} --report`;
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"})`;
  const whole = { records, naive, mutants, at: new Date(), minutes, machine, command };
  await writeFile(join(root, "RELIABILITY.md"), renderReport(whole));
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

/** The same again in a process of its own, which nobody has to wait for. */
function goOnAlone(): never {
  mkdirSync(join(root, ".cairn/chaos"), { recursive: true });
  const log = openSync(`${kept}.log`, "a");
  const given = process.argv.slice(2).filter((each) => each !== "--detach");
  const seed = given.includes("--seed") ? [] : ["--seed", String(wish.seed)];
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, ...given, ...seed], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  say(`Goes on alone as process ${child.pid}, seed ${wish.seed}; its output is in ${kept}.log`);
  process.exit(0);
}
