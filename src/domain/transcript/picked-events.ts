import type { Finding } from "../finding.ts";
import { author, inserted, type Segment } from "../text/text.ts";
import type { TranscriptRun } from "./document.ts";
import type { Moment } from "./moment.ts";

const telling: readonly Finding["level"][] = ["note", "warning", "critical"];
/** Of one question; the rest is in its rows. */
const mostOfOne = 20;
const cellsShown = 6;

/** The events that findings rest on, each at its own time: what an answer's rows say when they say when. */
export function eventsBehind(runs: readonly TranscriptRun[]): Moment[] {
  const told = new Set<string>();
  return runs.flatMap((run) =>
    rowsBehind(run)
      .slice(0, mostOfOne)
      .flatMap((at): Moment[] => {
        const row = run.rows[at] ?? {};
        const when = timeOf(row.eventTime) ?? timeOf(row.first);
        if (when === undefined) return [];
        const say = inWords(run, at);
        const key = `${when} ${run.evidence?.[at]?.eventIds[0] ?? JSON.stringify(row)}`;
        // The same event is often behind the findings of several steps.
        if (told.has(key)) return [];
        told.add(key);
        const moment = { at: when, stream: "cloudtrail", who: null, say } as const;
        return [{ ...moment, say, seq: null, supersededBy: null, permalink: null }];
      }),
  );
}

function rowsBehind({ findings, rows, evidence }: TranscriptRun): number[] {
  const all = rows.map((_, at) => at);
  const behind = findings
    .filter(({ level }) => telling.includes(level))
    .flatMap((finding) => {
      if (finding.rows) return finding.rows;
      if (!evidence || finding.eventIds.length === 0) return all;
      const ids = new Set(finding.eventIds);
      return all.filter((at) => evidence[at]?.eventIds.some((id) => ids.has(id)));
    });
  return [...new Set(behind)].sort((a, b) => a - b);
}

function inWords({ title, columns, rows, evidence }: TranscriptRun, at: number): Segment[] {
  const row = rows[at] ?? {};
  const cells = columns
    .filter((name) => !["eventTime", "first", "last", "count"].includes(name))
    .filter((name) => row[name] !== null && row[name] !== undefined && row[name] !== "")
    .slice(0, cellsShown);
  const count = typeof row.count === "number" && row.count > 1 ? `first of ${row.count} calls: ` : "";
  const [eventId] = evidence?.[at]?.eventIds ?? [];
  return [
    author(count),
    ...cells.flatMap((name, index): Segment[] => [
      author(index === 0 ? "" : ", "),
      inserted(String(row[name])),
    ]),
    author(" (behind “"),
    inserted(title),
    author("”"),
    ...(eventId === undefined ? [] : [author(", event "), inserted(eventId)]),
    author(")"),
  ];
}

/** An ISO time as everything else has it; undefined for what is none. */
function timeOf(cell: unknown): string | undefined {
  if (typeof cell !== "string") return undefined;
  const at = Date.parse(cell);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
