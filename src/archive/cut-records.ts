import { standsAt } from "./find-text.ts";
import { firstRecordAt, recordStart } from "./plain-layout.ts";

/** From a record's first byte to behind its last. */
export interface Cut {
  start: number;
  end: number;
}

const [comma, quote, colon, backslash, openBracket, closeBracket, openBrace, closeBrace] = [
  0x2c, 0x22, 0x3a, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];
const closingLength = "]}".length;
/** Longer arrays exist, but then the file is rather read in full. */
const longestArray = 256 * 1024;

/**
 * The records around some positions of a plain file, given in order; each record once. Undefined when a position
 * cannot be told to lie in one record alone: an object within a record may begin like one.
 */
export function cutRecords(raw: Buffer, positions: readonly number[]): Cut[] | undefined {
  const cuts: Cut[] = [];
  let end = firstRecordAt - 1;
  for (const at of positions) {
    if (at < end) continue;
    let start = end + 1;
    let next = raw.indexOf(recordStart, start + 1);
    if (next !== -1 && next <= at) {
      start = raw.lastIndexOf(recordStart, at);
      next = raw.indexOf(recordStart, at);
    }
    end = next === -1 ? raw.length - closingLength : next - 1;
    if (!followsRecord(raw, start) || (next !== -1 && !followsRecord(raw, next))) return undefined;
    cuts.push({ start, end });
  }
  return recordsAreApart(raw, end) ? cuts : undefined;
}

function followsRecord(raw: Buffer, start: number): boolean {
  return start === firstRecordAt || (raw[start - 1] === comma && raw[start - 2] === closeBrace);
}

/**
 * True when no array before `end`, other than that of the records, holds an object that begins like a record: then
 * whatever follows a comma and begins like a record is one. Looks at arrays alone, which is far less than all bytes.
 */
function recordsAreApart(raw: Buffer, end: number): boolean {
  for (
    let at = raw.indexOf(openBracket, firstRecordAt);
    at !== -1 && at < end;
    at = raw.indexOf(openBracket, at + 1)
  ) {
    if (mayOpenArray(raw, at) && !closesPlainly(raw, at)) return false;
  }
  return true;
}

/** False for a bracket that must be within a text, because no array can begin after what stands before it. */
function mayOpenArray(raw: Buffer, at: number): boolean {
  let before = at - 1;
  while ((raw[before] ?? 0xff) <= 0x20) before -= 1;
  if (raw[before] === comma || raw[before] === openBracket) return true;
  if (raw[before] !== colon) return false;
  if (raw[before - 1] !== quote) return true;
  // An escaped quote is itself within a text.
  let slashes = 0;
  while (raw[before - 2 - slashes] === backslash) slashes += 1;
  return slashes % 2 === 0;
}

/** Reads an array to its end as JSON. Of a bracket that was within a text after all, nothing needed to be shown. */
function closesPlainly(raw: Buffer, opened: number): boolean {
  const limit = Math.min(raw.length, opened + longestArray);
  let open = 1;
  for (let at = opened + 1; at < limit; at += 1) {
    const byte = raw[at];
    if (byte === quote) {
      at += 1;
      while (at < limit && raw[at] !== quote) at += raw[at] === backslash ? 2 : 1;
    } else if (byte === openBrace) {
      if (standsAt(raw, at, recordStart)) return false;
    } else if (byte === openBracket) open += 1;
    else if (byte === closeBracket) {
      open -= 1;
      if (open === 0) return true;
    }
  }
  return false;
}
