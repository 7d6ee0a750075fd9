import { author, inserted, type Segment } from "../text/text.ts";
import type { TranscriptRun } from "./document.ts";
import { type Layout, type Line, timeSays, whoSays } from "./summary.ts";

type Finding = TranscriptRun["findings"][number];

/** What is to be told of one question beside its rows. An empty name is a remark of its own. */
export function runLines(run: TranscriptRun, layout: Layout): Line[] {
  const ended = run.endedAt === null ? "" : ` at ${timeSays(run.endedAt, layout)}`;
  return [
    {
      name: "Asked by",
      say: [
        ...whoSays(run.requestedBy),
        author(` at ${timeSays(run.requestedAt, layout)}; ${run.state}${ended}`),
      ],
    },
    ...run.targets.map(({ account, regions }) => ({
      name: "Account",
      say: [inserted(account), author(", Regions "), ...listed(regions)],
    })),
    {
      name: "Window",
      say: [author(`${timeSays(run.window.from, layout)} to ${timeSays(run.window.to, layout)}`)],
    },
    ...(run.engine === null ? [] : [{ name: "Engine", say: [author(run.engine)] }]),
    ...run.remarks.map((say) => ({ name: "", say })),
    ...(run.error === null ? [] : [{ name: "Error", say: [inserted(run.error)] }]),
    ...run.reach.map((text) => ({ name: "", say: [inserted(text)] })),
    ...run.mend.map(({ say, command }) => ({
      name: "To mend it",
      say: [inserted(say), ...(command === null ? [] : [author(": "), inserted(command)])],
    })),
  ];
}

/** A finding, and the records by which anybody finds what is behind it. */
export function findingSays({ say, eventIds, requestIds }: Finding): Segment[] {
  const named = [["events", eventIds] as const, ["requests", requestIds] as const].filter(
    ([, ids]) => ids.length > 0,
  );
  return [
    ...say,
    ...named.flatMap(([name, ids], at): Segment[] => [
      author(`${at === 0 ? " Behind it:" : ";"} ${name} `),
      ...listed(ids.slice(0, idsShown)),
      author(ids.length > idsShown ? ` and ${ids.length - idsShown} more` : ""),
    ]),
    ...(named.length > 0 ? [author(".")] : []),
  ];
}

const idsShown = 5;

const listed = (values: readonly string[]): Segment[] =>
  values.flatMap((value, at) => [author(at === 0 ? "" : ", "), inserted(value)]);

/** Rows that are shown; all are in the JSON and CSV exports. */
export const rowsShown = 500;

export const rowsLeftOut = ({ rows }: Pick<TranscriptRun, "rows">): string | undefined =>
  rows.length > rowsShown
    ? `${rows.length - rowsShown} more rows are in the JSON and CSV exports.`
    : undefined;

export const rowsCounted = ({ rowCount }: Pick<TranscriptRun, "rowCount">): string =>
  `${rowCount ?? 0} ${rowCount === 1 ? "row" : "rows"}`;
