import { author, inserted, type Segment } from "../text/text.ts";
import type { EntryBody, Json, TimelineAction } from "./timeline.ts";

/** For each action of these nouns: the rest of a sentence that begins with who did it. */
export type Sentences<Noun extends string> = Record<
  Extract<TimelineAction, `${Noun}.${string}`>,
  (body: EntryBody) => Segment[]
>;

export const text = (value: Json | undefined): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

/** A sentence around one value of the body, and what follows when there is more. */
export function said(before: string, value: Json | undefined, after = "."): Segment[] {
  return [author(before), inserted(text(value)), author(after)];
}

export const because = (why: Json | undefined): Segment[] =>
  why === undefined ? [] : [author(" "), inserted(text(why))];

/** A time as people read it; whatever else stands there stays. */
export const inMinutes = (value: Json | undefined): Json | undefined =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*Z$/.test(value)
    ? `${value.slice(0, 10)} ${value.slice(11, 16)} UTC`
    : value;

export const counted = (count: Json | undefined, noun: string): string =>
  `${text(count)} ${noun}${count === 1 ? "" : "s"}`;
