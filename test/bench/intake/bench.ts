import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { testServer } from "../../integration/postgres.ts";
import { median } from "../archive/measure.ts";
import { bundle } from "../process.ts";
import { alertmanagerSide, findAlertmanager } from "./alertmanager-side.ts";
import { cairnSide } from "./cairn-side.ts";
import {
  type Case,
  idle,
  killed,
  killedWhileSlackIsDown,
  paced,
  type Result,
  refused,
  stormOf,
} from "./cases.ts";
import type { OpenSide } from "./side.ts";
import { startSlackStub } from "./slack-stub.ts";

const cases = [
  idle,
  stormOf(1_000),
  stormOf(10_000),
  paced,
  refused(429),
  refused(500),
  killed,
  killedWhileSlackIsDown,
];

const usage = `npm run bench -- intake [options]

The same storms through Cairn and through Prometheus' Alertmanager (where it is on the PATH: on Debian,
apt-get install prometheus-alertmanager), into the same Slack, in turns. Prints a table of medians for each case.

  --rounds 3        of the quick cases; those that wait for Slack run once
  --only a,b        of ${cases.map(({ id }) => id).join(", ")}
  --side cairn      or alertmanager: this one alone
`;

const quick = new Set(["idle", "storm-1000", "storm-10000", "kill"]);

/** Resolves to the exit code: 1 when Cairn lost an alarm. */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: "string", default: "3" },
      only: { type: "string" },
      side: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const only = values.only?.split(",");
  const asked = cases.filter(({ id }) => only === undefined || only.includes(id));
  const program = await bundle(join(import.meta.dirname, "../../../src/main.ts"), "cairn");
  const server = await testServer();
  const slack = await startSlackStub();
  try {
    const sides = new Map<string, OpenSide>([["Cairn", cairnSide(program, server.url, slack)]]);
    const found = findAlertmanager();
    if (found) sides.set(`Alertmanager ${found.version}`, alertmanagerSide(found.command, slack));
    else
      say(
        "Alertmanager is left out: it is not on the PATH. On Debian: apt-get install prometheus-alertmanager",
      );
    for (const name of sides.keys())
      if (values.side && !name.toLowerCase().startsWith(values.side.toLowerCase())) sides.delete(name);
    say(machine(), load());
    let lost = 0;
    for (const each of asked) {
      const results = await inTurns(each, sides, slack, quick.has(each.id) ? Number(values.rounds) : 1);
      say("", ...table(each, results));
      lost += Math.max(0, ...(results.get("Cairn") ?? []).map(({ figures }) => figures.lost ?? 0));
    }
    say("", load());
    if (lost > 0) say(`Cairn lost ${lost} alarms.`);
    return lost > 0 ? 1 : 0;
  } finally {
    await slack.stop();
    await server.stop();
  }
}

async function inTurns(
  each: Case,
  sides: ReadonlyMap<string, OpenSide>,
  slack: Awaited<ReturnType<typeof startSlackStub>>,
  rounds: number,
): Promise<Map<string, Result[]>> {
  const results = new Map<string, Result[]>();
  for (let round = 0; round < rounds; round++)
    for (const [name, open] of sides)
      results.set(name, [...(results.get(name) ?? []), await each.run(open, slack)]);
  return results;
}

/** As it goes into README.md. */
function table({ title, columns }: Case, results: ReadonlyMap<string, readonly Result[]>): string[] {
  const rounds = Math.max(...[...results.values()].map(({ length }) => length));
  const rows = [...results].map(([name, runs]) => {
    const cells = Object.keys(columns).map((key) =>
      shown(
        key,
        runs.map(({ figures }) => figures[key]),
      ),
    );
    return `| ${name} | ${cells.join(" | ")} |`;
  });
  const times = rounds > 1 ? `, ${rounds} rounds` : "";
  return [
    `| ${title}${times} | ${Object.values(columns).join(" | ")} |`,
    `|---|${"---|".repeat(Object.keys(columns).length)}`,
    ...rows,
  ];
}

/** The median; of what must not be lost, the worst. */
function shown(key: string, figures: readonly (number | undefined)[]): string {
  const known = figures.filter((each) => each !== undefined && !Number.isNaN(each)) as number[];
  if (known.length === 0) return "never";
  if (key === "lost") return String(Math.max(...known));
  const value = median(known);
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(2);
}

const machine = (): string =>
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}); PostgreSQL 18 with fsync; client, Slack and both sides share the cores.`;

const load = (): string =>
  `Load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(", ")}: processes that want a core, over 1, 5 and 15 minutes.`;

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
