import { parseTime } from "../domain/query/time.ts";
import type { FindText } from "./find-text.ts";

export interface Times {
  records: number;
  /** Milliseconds since 1970, of the times up to the window's end. */
  newest: number;
  oldest: number;
  /** Where the times that are asked about stand, in order. */
  inWindow: number[];
}

export const timeKey = '"eventTime"';
const timeLength = "2026-05-04T08:15:00Z".length;
const dateLength = "2026-05-04T".length;
const [textBegins, textEnds, vent, sour] = ['":"', '","e', "vent", "Sour"].map((text) =>
  Buffer.from(text.padStart(4, "\0")).readUInt32BE(),
);

/**
 * The times of all records of a plain file, without parsing any. Undefined when one is not written as CloudTrail writes
 * it (to the second, followed by the event's source), or when two are so far apart that a record between may be too large.
 */
export function readTimes(
  raw: Buffer,
  find: FindText,
  {
    from,
    to,
    within = { from, to },
    recordBytes,
  }: {
    from: number;
    to: number;
    within?: { from: number; to: number };
    recordBytes: number;
  },
): Times | undefined {
  const inWindow: number[] = [];
  let [records, newest, oldest] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const timeAt = clockReader(raw, view);
  const farthest = recordBytes / 2;
  const lastStart = raw.length - timeLength * 2;
  let last = 0;
  for (let at = find(raw, 0); at !== -1; at = find(raw, at + timeKey.length)) {
    const quote = at + timeKey.length - 1;
    if (isValue(raw, quote)) continue;
    const start = quote + 3;
    if (start > lastStart || at - last > farthest) return undefined;
    const end = start + timeLength;
    // `":"` before; `","eventSour` behind, four bytes at a time.
    const isField =
      (view.getUint32(quote - 1) & 0xffffff) === textBegins &&
      view.getUint32(end) === textEnds &&
      view.getUint32(end + 4) === vent &&
      view.getUint32(end + 8) === sour;
    const time = isField ? timeAt(start) : Number.NaN;
    if (Number.isNaN(time)) return undefined;
    last = at;
    records += 1;
    if (time > to) continue;
    if (time > newest) newest = time;
    if (time < oldest) oldest = time;
    if (time >= within.from && time <= within.to) inWindow.push(at);
  }
  return raw.length - last > farthest ? undefined : { records, newest, oldest, inWindow };
}

/** A text that merely reads like the key. */
function isValue(raw: Buffer, quote: number): boolean {
  const next = raw[quote + 1];
  return next === 0x2c || next === 0x5d || next === 0x7d;
}

/** Reads `2026-05-04T08:15:00Z`; NaN for anything else. Neighbours share their date, so that is read once. */
function clockReader(raw: Buffer, view: DataView): (at: number) => number {
  let [year, month, day, dateAt] = [0, 0, 0, Number.NaN];
  const pair = (at: number): number => {
    const tens = (raw[at] ?? 0) - 0x30;
    const ones = (raw[at + 1] ?? 0) - 0x30;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  };
  return (at) => {
    // `2026`, `-05-`, `-04T`.
    const [years, months, days] = [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 7)];
    if (years !== year || months !== month || days !== day) {
      [year, month, day] = [years, months, days];
      const date = raw.toString("latin1", at, at + dateLength);
      dateAt = parseTime(`${date}00:00:00Z`)?.getTime() ?? Number.NaN;
    }
    const clock = at + dateLength;
    const [hour, minute, second] = [pair(clock), pair(clock + 3), pair(clock + 6)];
    const isClock =
      raw[clock + 2] === 0x3a &&
      raw[clock + 5] === 0x3a &&
      raw[clock + 8] === 0x5a &&
      hour < 24 &&
      minute < 60 &&
      second < 60;
    return isClock ? dateAt + ((hour * 60 + minute) * 60 + second) * 1_000 : Number.NaN;
  };
}
