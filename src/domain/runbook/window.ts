import { formatDuration, parseDuration } from "../duration.ts";
import { InputError } from "../errors.ts";
import type { Window } from "../query/query.ts";
import { timeAsWritten } from "../query/time.ts";
import { type Facts, factValue, isWindow } from "./facts.ts";

/** A point in time: an anchor, moved. The anchor is `now`, a time, or the name of a fact that is a time. */
export interface Point {
  anchor: { fact: string } | { at: Date } | "now";
  offsetSeconds: number;
}

export type WindowExpression = { fact: string } | { from: Point; to: Point; maxSeconds?: number };

/** As far back as CloudTrail's event history reaches: no window is longer. */
export const longestWindowSeconds = 90 * 86_400;

const grammar =
  'write "24h before incident.start until now", "last 24h", or "2026-11-01T08:00Z until 2026-11-01T09:00Z" (UTC)';

/** Reads a window as authors and responders write it. Throws InputError that shows the grammar. */
export function parseWindow(text: string): WindowExpression {
  const words = text.trim().replaceAll(/\s+/g, " ");
  const last = /^last (\S+)$/.exec(words);
  if (last?.[1] !== undefined) return parseWindow(`${last[1]} before now until now`);
  if (/^[A-Za-z]\w*$/.test(words) && words !== "now") return { fact: words };
  const [from, to, more] = words.split(" until ");
  if (from === undefined || to === undefined || more !== undefined)
    throw new InputError(`"${text}" is not a window: ${grammar}.`);
  return { from: parsePoint(from, text), to: parsePoint(to, text) };
}

function parsePoint(words: string, whole: string): Point {
  const moved = /^(\S+) (before|after) (.+)$/.exec(words);
  const seconds = moved?.[1] === undefined ? 0 : parseDuration(moved[1]);
  const anchor = parseAnchor(moved?.[3] ?? words);
  if (seconds === undefined || anchor === undefined)
    throw new InputError(`"${words}" in "${whole}" is not a point in time: ${grammar}.`);
  return { anchor, offsetSeconds: moved?.[2] === "before" ? -seconds : seconds };
}

function parseAnchor(word: string): Point["anchor"] | undefined {
  if (word === "now") return "now";
  const at = timeAsWritten(word);
  if (at) return { at };
  return /^[A-Za-z][\w-]*(?:\.[\w-]+)*$/.test(word) ? { fact: word } : undefined;
}

/** Names of the facts a window is made from. */
export function factsOfWindow(window: WindowExpression): string[] {
  if ("fact" in window) return [window.fact];
  return [window.from, window.to].flatMap(({ anchor }) =>
    typeof anchor === "object" && "fact" in anchor ? [anchor.fact] : [],
  );
}

/** True when the length is certain before anything is known: both ends hang on the same anchor. */
export function isBounded(window: WindowExpression): boolean {
  if ("fact" in window || window.maxSeconds !== undefined) return true;
  const [from, to] = [window.from.anchor, window.to.anchor].map((anchor) => JSON.stringify(anchor));
  return from === to;
}

/**
 * The window as two times. `cut` says that it was longer than allowed and now ends earlier: what led to the
 * incident lies at its beginning. Throws InputError when a fact is missing or it ends before it begins.
 */
export function resolveWindow(
  window: WindowExpression,
  facts: Facts,
  now: Date,
): { window: Window; cut?: string } {
  if ("fact" in window) {
    const value = factValue(facts, window.fact);
    if (!isWindow(value)) throw new InputError(`The window \`${window.fact}\` is not known yet.`);
    return { window: value };
  }
  const from = resolvePoint(window.from, facts, now);
  const end = resolvePoint(window.to, facts, now);
  const to = end < now ? end : now;
  if (from >= to)
    throw new InputError(`The window ends (${to.toISOString()}) before it begins (${from.toISOString()}).`);
  const maxSeconds = window.maxSeconds ?? longestWindowSeconds;
  const latest = new Date(from.getTime() + maxSeconds * 1000);
  if (to <= latest) return { window: { from, to, ...(end >= now && { open: true }) } };
  return {
    window: { from, to: latest },
    cut: `The window was cut to ${formatDuration(maxSeconds)} and ends at ${latest.toISOString()}.`,
  };
}

function resolvePoint(point: Point, facts: Facts, now: Date): Date {
  const base = anchorTime(point.anchor, facts, now);
  return new Date(base.getTime() + point.offsetSeconds * 1000);
}

function anchorTime(anchor: Point["anchor"], facts: Facts, now: Date): Date {
  if (anchor === "now") return now;
  if ("at" in anchor) return anchor.at;
  const value = factValue(facts, anchor.fact);
  const at = typeof value === "string" ? timeAsWritten(value) : value;
  if (!(at instanceof Date)) throw new InputError(`The time \`${anchor.fact}\` is not known yet.`);
  return at;
}
