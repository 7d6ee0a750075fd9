import { failedLegs } from "../query/completeness.ts";
import type { Completeness, Query, Row, TimeShape, Window } from "../query/query.ts";
import { shortenKeys } from "../text/redact.ts";
import type { Chart, OverTime } from "./chart.ts";
import { groupsOf } from "./groups-of.ts";
import { overTimeOf } from "./over-time-of.ts";

export interface Charted {
  title: string;
  query: Query;
  window: Window;
  completeness: Pick<Completeness, "matched" | "truncated" | "legs"> | null;
  kept: { rows: readonly Row[]; rowsBeforeLimit?: number; shape?: TimeShape };
  mark: OverTime["mark"];
  /** When it happened is the question itself: a few are worth a picture, and the groups are told in words. */
  isWhatChanged?: boolean;
}

/** Below this a table says it all; with fewer bars there is no shape to see. */
const usual = { calls: 10, bars: 3 };
const ofChanges = { calls: 4, bars: 2 };
/** Groups, below calls over time and alone: a picture that is too high is shown small. */
const [fewBars, manyBars] = [4, 6];

/** What a picture of an answer would show; undefined where it would not help. */
export function chartOf(charted: Charted): Chart | undefined {
  const { query, window, completeness, isWhatChanged = false } = charted;
  const over = overTimeOf({ ...charted, fewest: isWhatChanged ? ofChanges : usual });
  const groups = isWhatChanged ? undefined : groupsOf(charted, over ? fewBars : manyBars);
  if (over === undefined && groups === undefined) return undefined;
  return {
    title: shortenKeys(charted.title),
    unit: query.from === "cloudtrail" ? "calls" : "requests",
    partial: completeness ? partialOf(completeness) : null,
    over: over ? { ...over, mark: withinReach(charted.mark, window) } : null,
    groups: groups ?? null,
  };
}

export const partialWords = "Partial: not all of it was read. There may be more.";

function partialOf({ truncated, legs = [] }: Pick<Completeness, "truncated" | "legs">): string | null {
  if (truncated === undefined) return null;
  const failed = failedLegs(legs).length;
  return failed > 0
    ? `Partial: ${failed} of ${legs.length} parts ${failed === 1 ? "is" : "are"} missing. There may be more.`
    : partialWords;
}

/** A mark far outside of what is shown would tell nothing. */
function withinReach(mark: OverTime["mark"], { from, to }: Window): OverTime["mark"] {
  return mark && mark.at >= from && mark.at <= to ? mark : null;
}
