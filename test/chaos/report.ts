import type { NaiveFigure } from "./naive.ts";
import type { RunRecord } from "./run-record.ts";

export interface Whole {
  records: readonly RunRecord[];
  naive: NaiveFigure | undefined;
  /** Mechanisms that were taken out, and whether that was seen. */
  mutants: readonly { name: string; seen: boolean }[];
  at: Date;
  minutes: number;
  machine: string;
}

const promises: Record<string, [promise: string, scope: string]> = {
  G1: [
    "No accepted alarm is lost",
    "Accepted means: answered with 2xx, or deleted from the queue. Loss of PostgreSQL's disk is not covered.",
  ],
  G2: [
    "One alarm transition is one timeline entry in one incident",
    "However often, by whichever way and in whatever order it comes.",
  ],
  G3: [
    "Every message shows exactly once, in the order of its thread",
    "As long as Slack lets a message it took be read within the grace, and nobody removes it meanwhile. Files and asides to one person: at least once.",
  ],
  G5: [
    "A storm is stored whole and shown calmly",
    "Slack gets one message a second and channel at most; beyond a few new incidents a minute there is one for all.",
  ],
  G6: [
    "Recovery without anybody's help",
    "Killed workers, PostgreSQL restarts, half-open lines, any order of starting.",
  ],
  G9: ["Hostile text is inert", "Shown by the fuzz tests, not here."],
  G11: [
    "Never silent",
    "What Slack does not show is told in the log, on the event bus and by e-mail where set.",
  ],
};

/** RELIABILITY.md, from one run. */
export function renderReport({ records, naive, mutants, at, minutes, machine }: Whole): string {
  const total = (name: string) =>
    records.reduce((sum, { outcome }) => sum + (outcome.figures.counts[name] ?? 0), 0);
  const failed = records.filter(({ outcome }) => outcome.faults.length > 0);
  const seeds = [...new Set(records.map(({ seed }) => seed))];
  return [
    "# Reliability",
    "",
    "What Cairn promises, how each promise is tried, and what came of it. Written by `npm run chaos -- --report`; not by hand.",
    "",
    `Run of ${at.toISOString().slice(0, 10)}: ${minutes.toFixed(0)} minutes on ${machine}, seeds ${seeds[0]} to ${seeds.at(-1)}, both queue backends. Real processes, real PostgreSQL and Redis; Slack and AWS are the sandbox. Leases, graces and sweeps are about an eighth of production's, Slack's clock runs faster by the same or more; storms run at Slack's own pace.`,
    "",
    `${total("kills")} processes killed with SIGKILL, ${total("faults")} faults injected, ${total("alarms")} alarms accepted, ${total("messages")} messages: **${total("lost")} lost, ${total("doubled")} doubled, ${total("out of order")} out of order**. ${records.length - failed.length} of ${records.length} scenario runs held every invariant.`,
    ...(failed.length === 0
      ? []
      : [
          "",
          "Failed:",
          ...failed.map(
            ({ scenario, backend, seed, outcome }) =>
              `- ${scenario} on ${backend}, seed ${seed}: ${outcome.faults[0]}`,
          ),
        ]),
    "",
    "## Promises",
    "",
    "| | promise | scope | tried by |",
    "|---|---|---|---|",
    ...Object.entries(promises).map(([id, [promise, scope]]) => {
      const by = [
        ...new Set(records.filter((each) => each.promises.includes(id)).map(({ scenario }) => scenario)),
      ];
      return `| ${id} | ${promise} | ${scope} | ${by.length > 0 ? by.join(", ") : "test/fuzz"} |`;
    }),
    "",
    "## Scenarios",
    "",
    "| scenario | what | runs | kills | faults | alarms | messages | lost | doubled | out of order |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...[...new Set(records.map(({ scenario }) => scenario))].map((name) => {
      const of = records.filter(({ scenario }) => scenario === name);
      const sum = (count: string) =>
        of.reduce((all, { outcome }) => all + (outcome.figures.counts[count] ?? 0), 0);
      const cells = ["kills", "faults", "alarms", "messages", "lost", "doubled", "out of order"].map(sum);
      return `| ${name} | ${of[0]?.what ?? ""} | ${of.length} | ${cells.join(" | ")} |`;
    }),
    "",
    "## Times",
    "",
    "| what | runs | median | worst |",
    "|---|---|---|---|",
    ...timesOf(records),
    "",
    ...(naive
      ? [
          "## Beside the Slack SDK's own retries",
          "",
          `The same mix of Slack's faults, ${naive.posted} messages sent by \`WebClient\` with its default retries (waits shortened): **${naive.doubled} doubled, ${naive.lost} lost**, ${naive.failed} given up with an error.`,
          "",
        ]
      : []),
    ...(mutants.length > 0
      ? [
          "## Mechanisms taken out",
          "",
          "Each is taken out alone; the suite must notice.",
          "",
          "| mechanism | noticed |",
          "|---|---|",
          ...mutants.map(({ name, seen }) => `| ${name} | ${seen ? "yes" : "**no**"} |`),
          "",
        ]
      : []),
    "## Not promised",
    "",
    "A Slack outage delays messages. A question to AWS may be asked twice after a crash; its answer shows once. CloudTrail has its own delay. Loss of the database needs your backups. The youngest part of the record is protected against tampering only once its digest is kept elsewhere.",
    "",
  ].join("\n");
}

function timesOf(records: readonly RunRecord[]): string[] {
  const all = new Map<string, number[]>();
  for (const { scenario, outcome } of records)
    for (const [what, times] of Object.entries(outcome.figures.times))
      all.set(`${scenario}: ${what}`, [...(all.get(`${scenario}: ${what}`) ?? []), ...times]);
  return [...all].map(([what, times]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `| ${what} | ${sorted.length} | ${words(sorted[Math.floor(sorted.length / 2)])} | ${words(sorted.at(-1))} |`;
  });
}

const words = (ms: number | undefined): string =>
  ms === undefined ? "–" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
