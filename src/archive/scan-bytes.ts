import { isRecord, type TrailRecord } from "../domain/query/record.ts";
import { type Cut, cutRecords } from "./cut-records.ts";
import { type CandidateFinder, candidateFinder, slashMatters } from "./find-candidates.ts";
import { byteCounts, type FindText, textFinder } from "./find-text.ts";
import type { Needle } from "./needles.ts";
import { fieldPicker, type PickFields } from "./pick-fields.ts";
import { firstRecordAt, isPlain } from "./plain-layout.ts";
import { readTimes, type Times, timeKey } from "./read-times.ts";

export interface ScanQuestion {
  needles: readonly Needle[];
  /** The whole condition, unless whoever gets the records asks it anyway; the window is checked besides. */
  matches?(record: TrailRecord): boolean;
  /** All that is wanted of a record; all there is when absent. */
  fields?: ReadonlySet<string>;
  /** Both ends inclusive, in milliseconds since 1970. */
  from: number;
  to: number;
  /** What the condition leaves of the window; records outside are counted, and looked at no closer. */
  within?: { from: number; to: number };
  /** Bytes of one record. */
  recordBytes: number;
}

/** What one file holds for a question, found without parsing what cannot belong to it. */
export interface Scan {
  /** Inflated. */
  bytes: number;
  /** Those that match and lie in the window, in the order of the file; as far as fields are wanted. */
  matches: TrailRecord[];
  /** All others, which were not looked at more closely than needed. */
  others: number;
  newest: number;
  oldest: number;
  /** The first record, when it was asked for: in a file of CloudTrail's own, all are of one account and Region. */
  first?: TrailRecord;
}

/** Scans one plain file after another; undefined for a file that has to be read record by record. */
export type ScanBytes = (raw: Buffer, wantsFirst: boolean) => Scan | undefined;

export function byteScanner(question: ScanQuestion): ScanBytes {
  const { needles, matches, fields, from, to } = question;
  const pick = fields && fieldPicker(fields);
  let findTime: FindText | undefined;
  let candidates: CandidateFinder | undefined;

  /** Every match is among these records. */
  const suspects = (raw: Buffer, times: Times): readonly number[] => {
    if (times.inWindow.length === 0) return [];
    candidates ??= candidateFinder(needles, raw, times.records);
    return candidates.find?.(raw) ?? times.inWindow;
  };

  return (raw, wantsFirst) => {
    if (!isPlain(raw, candidates?.slashMatters ?? needles.some(slashMatters))) return undefined;
    findTime ??= textFinder(timeKey, byteCounts(raw));
    const times = readTimes(raw, findTime, question);
    if (times === undefined || times.records === 0) return undefined;
    const cuts = cutRecords(raw, suspects(raw, times));
    const head = wantsFirst ? cutRecords(raw, [firstRecordAt])?.map((cut) => parsed(raw, cut))[0] : undefined;
    if (cuts === undefined || (wantsFirst && head === undefined)) return undefined;
    const found: TrailRecord[] = [];
    for (const cut of cuts) {
      const record = picked(raw, cut, pick) ?? parsed(raw, cut);
      if (record === undefined || typeof record.eventTime !== "string") return undefined;
      const at = Date.parse(record.eventTime);
      if (at >= from && at <= to && (matches === undefined || matches(record))) found.push(record);
    }
    const { newest, oldest, records } = times;
    return { bytes: raw.length, matches: found, others: records - found.length, newest, oldest, first: head };
  };
}

function picked(raw: Buffer, cut: Cut, pick: PickFields | undefined): TrailRecord | undefined {
  try {
    return pick?.(raw, cut);
  } catch {
    return undefined;
  }
}

function parsed(raw: Buffer, { start, end }: Cut): TrailRecord | undefined {
  try {
    const value: unknown = JSON.parse(raw.toString("utf8", start, end));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
