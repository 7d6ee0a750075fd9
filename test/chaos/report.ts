import { invariants } from "./invariants/judge.ts";
import type { NaiveFigure } from "./naive.ts";
import type { Mutant } from "./play-mutations.ts";
import { promises } from "./promises.ts";
import { timesTable } from "./report-times.ts";
import type { RunRecord } from "./run-record.ts";
import { backends } from "./world.ts";

export interface Whole {
  records: readonly RunRecord[];
  naive: NaiveFigure | undefined;
  /** Mechanisms that were taken out, and whether that was seen. */
  mutants: readonly Mutant[];
  at: Date;
  minutes: number;
  machine: string;
  /** The command line that plays the same again. */
  command: string;
}

/** What a full run is for: each is reached, or the page says that it was not. */
const aims: [what: string, count: string, atLeast: number][] = [
  ["processes killed with SIGKILL", "kills", 1_000],
  ["alarms accepted", "alarms", 100_000],
  ["messages under Slack's faults", "messages under Slack faults", 10_000],
];

const injected =
  /^(kills|(?!messages).* faults|clock jumps|queues lost|deliveries disturbed|freezes|.* restarts)$/;

/** RELIABILITY.md, from one run. */
export function renderReport(whole: Whole): string {
  const { records, naive, mutants } = whole;
  return [
    "# Reliability",
    "",
    "What Cairn promises, how each promise is tried, and what came of it. Written by `npm run chaos -- --full --report`, not by hand; [test/chaos](test/chaos/README.md) says how it works and how to play it again.",
    "",
    ...summary(whole),
    ...failures(records),
    "## Promises",
    "",
    "| | promise | scope | tried by |",
    "|---|---|---|---|",
    ...Object.entries(promises).map(([id, { promise, scope, elsewhere }]) => {
      const by = [
        ...new Set(records.filter((each) => each.promises.includes(id)).map(({ scenario }) => scenario)),
      ];
      const drills = mutants.filter(({ promise: of }) => of === id).length;
      const tried = [
        ...by,
        ...(drills > 0 ? [drills === 1 ? "a drill" : `${drills} drills`] : []),
        ...(elsewhere ? [elsewhere] : []),
      ];
      return `| ${id} | ${promise} | ${scope} | ${tried.join(", ")} |`;
    }),
    "",
    "## What was done to it",
    "",
    "| fault | times |",
    "|---|---|",
    ...countsOf(records, injected).map(([what, count]) => `| ${what} | ${figure(count)} |`),
    "",
    "## Scenarios",
    "",
    "Each on both of BullMQ's backends, PostgreSQL and Redis, unless it says otherwise.",
    "",
    "| scenario | what | on | runs | kills | alarms | messages | lost | doubled | out of order |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...scenarioRows(records),
    "",
    "## How fast it recovers",
    "",
    ...timesTable(records),
    ...(naive ? besideTheSdk(naive, records) : []),
    ...(mutants.length > 0 ? takenOut(mutants) : []),
    "## What is checked after each scenario",
    "",
    ...Object.entries(invariants).map(([number, words]) => `- **${number}** ${words}.`),
    "",
    "## Not promised",
    "",
    "A Slack outage delays messages. A question to AWS may be asked twice after a crash; its answer shows once. CloudTrail has its own delay. Loss of the database needs your backups. The youngest part of the record is protected against tampering only once its digest is kept elsewhere. Files and asides to one person come at least once.",
    "",
  ].join("\n");
}

const figure = (count: number): string => Math.round(count).toLocaleString("en-GB");

const sumOf = (records: readonly RunRecord[], name: string): number =>
  records.reduce((sum, { outcome }) => sum + (outcome.figures.counts[name] ?? 0), 0);

function countsOf(records: readonly RunRecord[], which: RegExp): [string, number][] {
  const names = new Set(records.flatMap(({ outcome }) => Object.keys(outcome.figures.counts)));
  return [...names].filter((name) => which.test(name)).map((name) => [name, sumOf(records, name)]);
}

function summary({ records, mutants, at, minutes, machine, command }: Whole): string[] {
  const total = (name: string) => sumOf(records, name);
  const failed = records.filter(({ outcome }) => outcome.faults.length > 0).length;
  const storms = backends.flatMap((backend) => {
    const of = records.filter((each) => each.scenario === "storm" && each.backend === backend);
    const alarms = of.map(({ outcome }) => outcome.figures.counts.alarms ?? 0);
    return of.length > 0 ? [`${figure(Math.max(...alarms))} on ${backend}`] : [];
  });
  const noticed = mutants.filter(({ seen }) => seen).length;
  return [
    `**${figure(total("lost"))} lost, ${figure(total("doubled"))} doubled, ${figure(total("out of order"))} out of order.** ${records.length - failed} of ${records.length} plays held every invariant${mutants.length > 0 ? `, and ${noticed} of ${mutants.length} mechanisms were missed when they were taken out` : ""}.`,
    "",
    "| | this run | aim |",
    "|---|---|---|",
    ...aims.map(
      ([what, count, atLeast]) =>
        `| ${what} | ${figure(total(count))}${total(count) < atLeast ? " (aim missed)" : ""} | ${figure(atLeast)} |`,
    ),
    `| largest storm | ${storms.join(", ") || "none"} | 10,000 on both |`,
    "",
    `Run of ${at.toISOString().slice(0, 10)}, ${minutes.toFixed(0)} minutes on ${machine}, by \`${command}\`. Real processes, a real PostgreSQL and Redis; Slack and AWS are the sandbox, which reads both protocols on its own. Leases, graces and sweeps are about an eighth of production's, and Slack's clock runs 20 to 120 times faster; storms run at Slack's own pace. Aims of recovery are production's, unshortened.`,
    "",
  ];
}

function failures(records: readonly RunRecord[]): string[] {
  const failed = records.filter(({ outcome }) => outcome.faults.length > 0);
  if (failed.length === 0) return [];
  return [
    "**What did not hold:**",
    "",
    ...failed.map(
      ({ scenario, backend, seed, outcome }) =>
        `- ${scenario} on ${backend}, seed ${seed}: ${outcome.faults[0]?.split("\n")[0]}`,
    ),
    "",
  ];
}

function scenarioRows(records: readonly RunRecord[]): string[] {
  return [...new Set(records.map(({ scenario }) => scenario))].map((name) => {
    const of = records.filter(({ scenario }) => scenario === name);
    const on = [...new Set(of.map(({ backend }) => backend))];
    const cells = ["kills", "alarms", "messages", "lost", "doubled", "out of order"].map((count) =>
      figure(sumOf(of, count)),
    );
    return `| ${name} | ${of[0]?.what ?? ""} | ${on.length === 2 ? "both" : on[0]} | ${of.length} | ${cells.join(" | ")} |`;
  });
}

function besideTheSdk(
  { posted, doubled, lost, failed }: NaiveFigure,
  records: readonly RunRecord[],
): string[] {
  const ours = records.filter(({ outcome }) => outcome.figures.counts["messages under Slack faults"]);
  const cairn = [sumOf(ours, "messages under Slack faults"), sumOf(ours, "doubled"), sumOf(ours, "lost")];
  return [
    "## Beside the Slack SDK's own retries",
    "",
    "The same mix of Slack's faults; the SDK as it is, with its waits shortened, nobody killed. Cairn's processes were killed and frozen meanwhile.",
    "",
    "| | messages | doubled | lost | given up with an error |",
    "|---|---|---|---|---|",
    `| \`WebClient\` with its default retries | ${figure(posted)} | **${figure(doubled)}** | ${figure(lost)} | ${figure(failed)} |`,
    `| Cairn | ${cairn.map(figure).join(" | ")} | 0 |`,
    "",
  ];
}

const takenOut = (mutants: readonly Mutant[]): string[] => [
  "## Mechanisms taken out",
  "",
  "Each is taken out alone. A drill that passes with it must fail without: a mechanism that nobody misses is none.",
  "",
  "| mechanism | for | noticed | by |",
  "|---|---|---|---|",
  ...mutants.map(
    ({ name, promise, seen, fault }) =>
      `| ${name} | ${promise} | ${seen ? "yes" : "**no**"} | ${seen ? (fault.split(":")[0] ?? "") : ""} |`,
  ),
  "",
];
