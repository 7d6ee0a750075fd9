import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Corpus, corpusOf, writeCorpus } from "./corpus.ts";
import { measure, median, type Run } from "./measure.ts";
import { hour, type Question, questions } from "./questions.ts";
import {
  type Asked,
  buildSides,
  cairnSide,
  duckdbSide,
  hasDuckdb,
  hasJq,
  jqSide,
  naiveSide,
  type Side,
} from "./sides.ts";

const usage = `npm run bench -- archive [options]

Writes a seeded archive of CloudTrail files, asks five questions of it with Cairn, DuckDB, jq and naive Node, compares the
answers, then the times: in turns, medians, as ratios. 72 hours are 2.3 million records and 3.4 GB inflated.

  --hours 12        of two accounts in three Regions, a file every five minutes
  --rounds 5        of every question and side
  --slow-rounds 1   of the sides that are many times slower: jq and naive Node
  --seed 1
  --folder DIR      where the archive is written; default: in memory (/dev/shm) where there is such a place
  --keep            leaves the archive there, for another time
`;

type Name = "cairn" | "duckdb" | "naive" | "jq";
const labels: Record<Name, string> = {
  cairn: "Cairn",
  duckdb: "DuckDB",
  naive: "naive Node",
  jq: "zcat, jq",
};

/** Resolves to the exit code: 1 when two sides answer differently. */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      hours: { type: "string", default: "12" },
      rounds: { type: "string", default: "5" },
      "slow-rounds": { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      folder: { type: "string" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const parent = values.folder ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
  const size = { seed: Number(values.seed), hours: Number(values.hours), recordsPerFile: 400 };
  const archive = join(parent, `cairn-bench-${size.seed}-${size.hours}h`);
  const work = mkdtempSync(join(parent, "cairn-bench-work-"));
  try {
    const corpus = corpusOf(archive) ?? writeCorpus(archive, size);
    say(machine(), load(), corpusLine(corpus), "");
    buildSides(work);
    const sides = sidesHere(work);
    const rounds = { quick: Number(values.rounds), slow: Number(values["slow-rounds"]) };
    const whole: Asked = { archive, list: listOf(archive, work, false), window: false };
    const window: Asked = { archive, list: listOf(archive, work, true), window: true };
    const found = [
      await compare("The whole archive", questions, whole, { sides, rounds, work }),
      await compare(
        "One hour of it: peers are given its files, Cairn finds them by their names",
        questions,
        window,
        { sides, rounds, work },
      ),
    ];
    say(load());
    return found.every((same) => same) ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
    if (!values.keep) rmSync(archive, { recursive: true, force: true });
  }
}

function sidesHere(work: string): Map<Name, Side> {
  const sides = new Map<Name, Side>([["cairn", cairnSide(work)]]);
  if (hasDuckdb()) sides.set("duckdb", duckdbSide(work));
  else say("DuckDB is left out: @duckdb/node-api is not installed.");
  sides.set("naive", naiveSide(work));
  if (hasJq()) sides.set("jq", jqSide(work));
  else say("jq is left out: it is not installed.");
  return sides;
}

/** All files, or those that may hold records of the hour: delivered in it or within the hour after, as Cairn opens them. */
function listOf(archive: string, work: string, window: boolean): string {
  const files = readdirSync(archive, { recursive: true, encoding: "utf8" }).filter((file) => {
    const [, date = "", time = ""] = /_(\d{8})T(\d{4})Z_/.exec(file) ?? [];
    const at = Date.parse(
      `${date.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)/, "$1:$2")}:00Z`,
    );
    const near = at >= Date.parse(hour.from) - 5 * 60_000 && at <= Date.parse(hour.to) + 60 * 60_000;
    return file.endsWith(".json.gz") && (!window || near);
  });
  const list = join(work, window ? "hour.txt" : "all.txt");
  writeFileSync(
    list,
    files
      .map((file) => join(archive, file))
      .sort()
      .join("\n"),
  );
  return list;
}

interface Way {
  sides: Map<Name, Side>;
  rounds: { quick: number; slow: number };
  work: string;
}

async function compare(
  title: string,
  asked: readonly Question[],
  files: Asked,
  { sides, rounds, work }: Way,
): Promise<boolean> {
  const runs = new Map<string, Run[]>();
  const runsOf = (question: Question, name: Name) => runs.get(`${question.id} ${name}`) ?? [];
  let same = true;
  // The first, unmeasured round warms the file cache and compares the answers.
  for (let round = 0; round <= rounds.quick; round += 1) {
    for (const question of asked) {
      let expected: string | undefined;
      for (const [name, side] of sides) {
        const slow = name === "jq" || name === "naive";
        if (slow && round > rounds.slow) continue;
        const one = await measure(side(question, files), work);
        const answer = JSON.stringify(one.rows);
        expected ??= answer;
        if (answer !== expected) {
          same = false;
          say(
            `${question.id}: ${labels[name]} answers otherwise: ${answer.slice(0, 300)} … and not ${expected.slice(0, 300)} …`,
          );
        }
        if (round > 0) runs.set(`${question.id} ${name}`, [...runsOf(question, name), one]);
      }
    }
    if (round === 0) say(`${title}: all sides give the same answers: ${same ? "yes" : "NO"}`);
  }
  const names = [...sides.keys()];
  say(
    "",
    `| ${title} | rows | ${names.map((name) => `${labels[name]} s (cpu s, MB)`).join(" | ")} | ${names
      .slice(1)
      .map((name) => `Cairn : ${labels[name]}, wall (cpu)`)
      .join(" | ")} |`,
  );
  say(`|---|${"---|".repeat(names.length * 2)}`);
  for (const question of asked) {
    const cairn = runsOf(question, "cairn");
    const cells = names.map((name) => timesOf(runsOf(question, name)));
    const ratios = names.slice(1).map((name) => ratioOf(cairn, runsOf(question, name)));
    say(
      `| ${question.id} ${question.title} | ${cairn[0]?.rows.length} | ${cells.join(" | ")} | ${ratios.join(" | ")} |`,
    );
  }
  say("");
  return same;
}

function timesOf(runs: readonly Run[]): string {
  const wall = median(runs.map(({ wallSeconds }) => wallSeconds)).toFixed(2);
  const cpu = runs.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  const peak = runs.flatMap(({ peakMegabytes }) => peakMegabytes ?? []);
  return cpu.length === 0 ? wall : `${wall} (${median(cpu).toFixed(2)}, ${Math.max(...peak).toFixed(0)})`;
}

/** The median of what each round gave: both sides of a round met the same noise. */
function ratioOf(ours: readonly Run[], theirs: readonly Run[]): string {
  const pairs = theirs.flatMap((their, at) => (ours[at] ? [{ their, our: ours[at] }] : []));
  const wall = median(pairs.map(({ our, their }) => our.wallSeconds / their.wallSeconds)).toFixed(2);
  const cpu = pairs.flatMap(({ our, their }) =>
    our.cpuSeconds && their.cpuSeconds ? [our.cpuSeconds / their.cpuSeconds] : [],
  );
  return cpu.length === 0 ? wall : `${wall} (${median(cpu).toFixed(2)})`;
}

function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB.`;
}

/** On a busy machine the ratios of CPU time say more than those of wall time. */
function load(): string {
  return `Load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(", ")}: processes that want a core, over 1, 5 and 15 minutes.`;
}

function corpusLine({ files, records, rawBytes, zippedBytes }: Corpus): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return `${records} records in ${files} files, ${megabytes(zippedBytes)}, inflated ${megabytes(rawBytes)}.`;
}

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
