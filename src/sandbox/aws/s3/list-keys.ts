import { compareKeys } from "./buckets.ts";

export interface KeyPage {
  keys: string[];
  /** Up to and with the delimiter, each once. */
  prefixes: string[];
  /** Behind which the next page begins; absent on the last. */
  next?: KeyPlace;
}

/** Behind one key, or behind all keys that begin so. */
export interface KeyPlace {
  after: string;
  andBelow: boolean;
}

/** A page of sorted keys, in which those that go on behind a delimiter are told once. */
export function listKeys(
  sorted: readonly string[],
  asked: { prefix: string; delimiter: string; place?: KeyPlace; limit: number },
): KeyPage {
  const { prefix, delimiter, place, limit } = asked;
  const page: KeyPage = { keys: [], prefixes: [] };
  let last = place;
  for (let at = firstAtOrBehind(sorted, prefix, place); at < sorted.length; at += 1) {
    const key = sorted[at] ?? "";
    if (!key.startsWith(prefix)) break;
    if (last?.andBelow && key.startsWith(last.after)) continue;
    if (page.keys.length + page.prefixes.length >= limit) return limit === 0 ? page : { ...page, next: last };
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      page.keys.push(key);
      last = { after: key, andBelow: false };
    } else {
      const folder = key.slice(0, end + delimiter.length);
      page.prefixes.push(folder);
      last = { after: folder, andBelow: true };
    }
  }
  return page;
}

function firstAtOrBehind(sorted: readonly string[], prefix: string, place: KeyPlace | undefined): number {
  const isBefore = (key: string) =>
    compareKeys(key, prefix) < 0 || (place !== undefined && compareKeys(key, place.after) <= 0);
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle] ?? "")) low = middle + 1;
    else high = middle;
  }
  return low;
}
