import type { TrailRecord } from "../domain/query/record.ts";
import type { Cut } from "./cut-records.ts";
import { standsAt } from "./find-text.ts";

/** Reads some fields of a record; undefined for what is not written plainly, which JSON.parse has to judge. */
export type PickFields = (raw: Buffer, cut: Cut) => TrailRecord | undefined;

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Steps over a record's fields one by one and reads the wanted ones alone. Measured: two thirds of the time of JSON.parse
 * for a handful of texts, about the same when the caller's identity is wanted too, less the larger the parameters.
 */
export function fieldPicker(wanted: ReadonlySet<string>): PickFields {
  const names = [...wanted].map((name) => ({ name, bytes: Buffer.from(name) }));
  const byLength: ((typeof names)[number][] | undefined)[] = [];
  for (const each of names) byLength[each.bytes.length] = [...(byLength[each.bytes.length] ?? []), each];
  const nameAt = (raw: Buffer, start: number, end: number): string | undefined =>
    byLength[end - start]?.find(({ bytes }) => standsAt(raw, start, bytes))?.name;

  return (raw, { start, end }) => {
    const record: Record<string, unknown> = {};
    const last = end - 1;
    if (raw[start] !== openBrace || raw[last] !== closeBrace) return undefined;
    let at = start + 1;
    for (;;) {
      if (raw[at] !== quote) return undefined;
      const nameEnd = stringEnd(raw, at, last);
      // What is behind an escape may be a wanted name, too.
      if (raw[nameEnd + 1] !== colon || hasEscape(raw, at, nameEnd)) return undefined;
      const valueStart = nameEnd + 2;
      const valueEnd = endOfValue(raw, valueStart, last);
      if (valueEnd === undefined) return undefined;
      const name = nameAt(raw, at + 1, nameEnd);
      if (name !== undefined) record[name] = valueAt(raw, valueStart, valueEnd);
      if (valueEnd === last) return record;
      if (raw[valueEnd] !== comma) return undefined;
      at = valueEnd + 1;
    }
  };
}

/** Where the quote stands that ends a text; `limit` or beyond when there is none before. */
function stringEnd(raw: Buffer, opened: number, limit: number): number {
  for (let at = opened + 1; at < limit; at += 1) {
    const byte = raw[at];
    if (byte === quote) return at;
    if (byte === backslash) at += 1;
  }
  return limit;
}

function hasEscape(raw: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (raw[at] === backslash) return true;
  return false;
}

/** Behind its last byte. */
function endOfValue(raw: Buffer, start: number, limit: number): number | undefined {
  const first = raw[start];
  if (first === quote) {
    const end = stringEnd(raw, start, limit);
    return end < limit ? end + 1 : undefined;
  }
  if (first !== openBrace && first !== openBracket) {
    let at = start;
    while (at < limit && raw[at] !== comma) at += 1;
    return at > start ? at : undefined;
  }
  let open = 0;
  for (let at = start; at < limit; at += 1) {
    const byte = raw[at] ?? 0;
    if (byte === quote) at = stringEnd(raw, at, limit);
    // Nearly all else: digits, commas, colons and words.
    else if (byte < openBracket) continue;
    else if (byte === openBrace || byte === openBracket) open += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      open -= 1;
      if (open === 0) return at + 1;
    }
  }
  return undefined;
}

/** Throws SyntaxError for what is no JSON. */
function valueAt(raw: Buffer, start: number, end: number): unknown {
  if (raw[start] !== quote || hasEscape(raw, start, end)) return JSON.parse(raw.toString("utf8", start, end));
  return raw.toString("utf8", start + 1, end - 1);
}
