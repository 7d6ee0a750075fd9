import { parseDuration } from "../../domain/duration.ts";
import { InputError } from "../../domain/errors.ts";
import { describeFirstSeen } from "../../domain/query/describe-first-seen.ts";
import { type FirstSeen, newIn } from "../../domain/query/first-seen.ts";
import type { Answer, Query, Row, Window } from "../../domain/query/query.ts";
import { plainText } from "../../domain/text/text.ts";
import type { QueryEngine } from "../../flows/ports.ts";
import { findFirstSeen } from "../../flows/runs/mark-first-seen.ts";

/** What of an archive's answer its principals did not do in the time before; throws InputError without a window. */
export async function compareArchive(
  baseline: string,
  asked: { query: Query; window: Window | undefined; account: string; regions: string[] },
  answer: Answer,
  { engine, now, signal }: { engine: QueryEngine; now: () => Date; signal: AbortSignal },
): Promise<FirstSeen | undefined> {
  const baselineSeconds = parseDuration(baseline);
  if (baselineSeconds === undefined)
    throw new InputError(`--baseline takes a length such as 14d, not "${baseline}".`);
  const { window } = asked;
  if (window === undefined)
    throw new InputError(
      "--baseline compares a window with the time before it: give --last, or --from and --to.",
    );
  const every = (ms: number, work: () => void) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  };
  return findFirstSeen(
    { clock: now, every, enginesFor: () => [engine], settings: { baselineSeconds } },
    { ...asked, window, requestedBy: { kind: "system" }, incidentId: "" },
    answer,
    signal,
  );
}

/** The rows with "new" beside what was never seen before, and the sentences about it. */
export function markedRows({ rows, columns, firstSeen }: Answer): { rows: Row[]; lines: string[] } {
  if (firstSeen === undefined) return { rows, lines: [] };
  const marked = rows.map((row) => {
    const fresh = newIn(firstSeen, row);
    return Object.fromEntries(
      columns.map((column) => [
        column,
        fresh.includes(column) ? `${row[column]} · new` : (row[column] ?? null),
      ]),
    );
  });
  return { rows: marked, lines: describeFirstSeen(firstSeen).map(plainText) };
}
