import { answerRows } from "../domain/query/answer-rows.ts";
import { completenessOf } from "../domain/query/completeness.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import type { Answer, Leg, QueryEngineName, QueryProgress } from "../domain/query/query.ts";
import { isRecord, type TrailRecord } from "../domain/query/record.ts";
import { parseTime } from "../domain/query/time.ts";
import type { Asking, QueryRequest } from "../flows/ports.ts";

export interface Reading {
  /** Takes a page of records, each as JSON text, and says how far we are. Gives the times (ms) of those that match. */
  addPage(texts: readonly (string | undefined)[]): number[];
  /** The same with records that are read already; undefined is one that could not be. */
  addRecords(records: Iterable<TrailRecord | undefined>): number[];
  /** Says how far a search is whose records are not certain yet: they are shown, and not counted. */
  glimpse(sight: { scanned: number; texts: readonly (string | undefined)[] }): void;
  /** Counts pages that were read only to see what they are like. */
  passOver(pages: number): void;
  answer(reach: {
    engine: QueryEngineName;
    regions: string[];
    truncated: string[];
    notes: string[];
    legs?: Leg[];
    now: Date;
  }): Answer;
}

/** What several Regions' pages add up to. */
export function createReading(
  request: QueryRequest,
  { progress, evaluate = createEvaluation }: Pick<Asking, "progress" | "evaluate">,
): Reading {
  const evaluation = evaluate(request.query, request.window);
  let [pagesRead, scanned, matched, unreadable] = [0, 0, 0, 0];
  let newest = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;

  const reach = (): QueryProgress => ({
    pagesRead,
    scanned,
    matched,
    newestEvent: Number.isFinite(newest) ? new Date(newest) : undefined,
    oldestEvent: Number.isFinite(oldest) ? new Date(oldest) : undefined,
  });

  const addRecords = (records: Iterable<TrailRecord | undefined>): number[] => {
    pagesRead += 1;
    const matches: number[] = [];
    for (const record of records) {
      if (!record) {
        unreadable += 1;
        continue;
      }
      scanned += 1;
      const at = parseTime(record.eventTime)?.getTime();
      const outcome = evaluation.add(record);
      if (at === undefined) continue;
      newest = Math.max(newest, at);
      oldest = Math.min(oldest, at);
      if (outcome === "matched") matches.push(at);
    }
    matched += matches.length;
    progress(reach(), () => evaluation.result());
    return matches;
  };

  return {
    addPage: (texts) => addRecords(parsed(texts)),
    addRecords,
    glimpse(sight) {
      const glimpsed = createEvaluation(request.query, request.window);
      for (const text of sight.texts) glimpsed.add(parseRecord(text));
      const seen = glimpsed.progress();
      const sofar = { ...reach(), scanned: scanned + sight.scanned, matched: matched + seen.matched };
      // What is certain by now is worth more than a glimpse.
      progress(sofar, () => (matched > 0 ? evaluation : glimpsed).result());
    },
    passOver(pages) {
      pagesRead += pages;
    },
    answer({ engine, regions, truncated, notes, legs, now }) {
      const found = evaluation.result();
      return {
        ...answerRows(found),
        completeness: completenessOf({
          engine,
          accounts: [request.account],
          regions,
          window: request.window,
          pagesRead,
          evaluation: found,
          truncated: truncated.length > 0 ? truncated.join("; ") : undefined,
          notes:
            unreadable > 0
              ? [...notes, `Left out: ${unreadable} that could not be read as CloudTrail records.`]
              : notes,
          legs,
          now,
        }),
      };
    },
  };
}

/** One by one: a page may hold ten thousand. */
function* parsed(texts: readonly (string | undefined)[]): Generator<TrailRecord | undefined> {
  for (const text of texts) yield parseRecord(text);
}

/** Undefined for what is not a JSON object. */
function parseRecord(text: string | undefined): TrailRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}
