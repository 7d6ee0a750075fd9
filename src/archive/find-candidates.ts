import { byteCounts, type FindText, textFinder } from "./find-text.ts";
import type { Needle } from "./needles.ts";
import { recordStart } from "./plain-layout.ts";

export interface CandidateFinder {
  /** Positions within the records that may match, in order; absent when looking for them does not pay. */
  find?: (raw: Buffer) => number[];
  /** An escaped slash would hide what is looked for. */
  slashMatters: boolean;
}

// Microseconds a record, measured: they only need to be right in relation to one another.
const [searchCost, keyCost, parseCost] = [0.1, 0.3, 6];
const maxRemembered = 60_000;

/** Tries every needle on a first file and keeps the one that leaves the least to do. */
export function candidateFinder(needles: readonly Needle[], raw: Buffer, records: number): CandidateFinder {
  const counts = byteCounts(raw);
  const tried = needles.map((needle) => {
    const { find, lookups } = searchFor(needle, counts);
    const found = find(raw).length;
    const cost =
      ("texts" in needle ? needle.texts.length : 1) * searchCost * records +
      lookups() * keyCost +
      found * parseCost;
    return { find, cost, slashMatters: slashMatters(needle) };
  });
  const best = tried.sort((a, b) => a.cost - b.cost)[0];
  return best !== undefined && best.cost < parseCost * records ? best : { slashMatters: false };
}

export function slashMatters(needle: Needle): boolean {
  return "texts" in needle && needle.texts.some((text) => text.includes("/"));
}

export function searchFor(needle: Needle, counts: Uint32Array): Search {
  return "texts" in needle ? textSearch(needle, counts) : keySearch(needle, counts);
}

interface Search {
  find(raw: Buffer): number[];
  /** Values looked at so far. */
  lookups(): number;
}

function textSearch({ texts }: { texts: string[] }, counts: Uint32Array): Search {
  const finders = texts.map((text) => textFinder(text, counts));
  return {
    find(raw) {
      const positions = finders.flatMap((find) => onePerRecord(raw, find));
      return finders.length > 1 ? positions.sort((a, b) => a - b) : positions;
    },
    lookups: () => 0,
  };
}

function onePerRecord(raw: Buffer, find: FindText): number[] {
  const positions: number[] = [];
  let at = find(raw, 0);
  while (at !== -1) {
    positions.push(at);
    const next = raw.indexOf(recordStart, at);
    at = next === -1 ? -1 : find(raw, next);
  }
  return positions;
}

const [quote, colon, backslash] = [0x22, 0x3a, 0x5c];
// The first letters of what a value can be besides a text.
const [ofNull, ofTrue, ofFalse] = [0x6e, 0x74, 0x66];

function keySearch({ key, passes }: Extract<Needle, { key: string }>, counts: Uint32Array): Search {
  const find = textFinder(`"${key}"`, counts);
  const remembered = new Map<string | boolean, boolean>();
  let lookups = 0;
  const passesOnce = (value: string | boolean): boolean => {
    const known = remembered.get(value);
    if (known !== undefined) return known;
    if (remembered.size >= maxRemembered) remembered.clear();
    const passed = passes(value);
    remembered.set(value, passed);
    return passed;
  };
  /** Whether the value behind a key may pass. */
  const mayPass = (raw: Buffer, at: number): boolean => {
    // Not a key, or one that is written apart from its value.
    if (raw[at] !== colon) return raw[at] !== 0x2c && raw[at] !== 0x7d && raw[at] !== 0x5d;
    lookups += 1;
    const first = raw[at + 1];
    if (first === ofNull) return false;
    if (first === ofTrue || first === ofFalse) return passesOnce(first === ofTrue);
    if (first !== quote) return true;
    const start = at + 2;
    let end = start;
    while (isPlainLetter(raw[end])) end += 1;
    return raw[end] !== quote || passesOnce(raw.toString("latin1", start, end));
  };
  return {
    find(raw) {
      const positions: number[] = [];
      for (let at = find(raw, 0); at !== -1; at = find(raw, at + key.length)) {
        if (mayPass(raw, at + key.length + 2)) positions.push(at);
      }
      return positions;
    },
    lookups: () => lookups,
  };
}

/** ASCII that ends no text and begins no escape. */
function isPlainLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte !== quote && byte !== backslash && byte >= 0x20 && byte < 0x80;
}
