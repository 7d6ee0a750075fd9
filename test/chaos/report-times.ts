import type { RunRecord } from "./run-record.ts";

/** What a person would wait for, and how long at most. By scenario and what was measured. */
const aims: Record<string, { aimMs: number; words?: string }> = {
  "recovery: worker killed to its answer": { aimMs: 25_000 },
  "recovery: PostgreSQL killed to shown": { aimMs: 10_000 },
  "recovery: database line silent to shown": { aimMs: 20_000 },
  "recovery: Redis line silent to shown": { aimMs: 20_000 },
  "recovery: everything there to up": { aimMs: 15_000 },
  "storm: accept p99": { aimMs: 250 },
  "storm: first message": { aimMs: 5_000 },
};

const mostMb = 350;

/** Times of all plays, those with an aim first, and the memory that a storm took. */
export function timesTable(records: readonly RunRecord[]): string[] {
  const all = new Map<string, number[]>();
  for (const { scenario, outcome } of records)
    for (const [what, times] of Object.entries(outcome.figures.times)) {
      const key = `${scenario}: ${what}`;
      all.set(key, [...(all.get(key) ?? []), ...times]);
    }
  const order = [...Object.keys(aims), ...[...all.keys()].filter((what) => !(what in aims))];
  const memory = Math.max(0, ...records.map(({ outcome }) => outcome.figures.counts["most MB"] ?? 0));
  return [
    "| what | measured | median | worst | aim |",
    "|---|---|---|---|---|",
    ...order.flatMap((what) => {
      const times = all.get(what)?.toSorted((a, b) => a - b) ?? [];
      if (times.length === 0) return [];
      const worst = times.at(-1) ?? 0;
      const aim = aims[what]?.aimMs;
      const verdict = aim === undefined ? "" : `${words(aim)}${worst > aim ? ", **missed**" : ""}`;
      return [
        `| ${what} | ${times.length} | ${words(times[Math.floor(times.length / 2)] ?? 0)} | ${words(worst)} | ${verdict} |`,
      ];
    }),
    ...(memory > 0
      ? [`| storm: memory | | | ${memory} MB | ${mostMb} MB${memory > mostMb ? ", **missed**" : ""} |`]
      : []),
    "",
  ];
}

const words = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
