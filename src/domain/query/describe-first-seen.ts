import { author, inserted, type Segment } from "../text/text.ts";
import type { FirstSeen } from "./first-seen.ts";
import { spanOf } from "./in-days.ts";

const mostRemarks = 6;

/** Sentences for the thread, the transcript and the terminal. */
export function describeFirstSeen(firstSeen: FirstSeen): Segment[][] {
  const { state, why = "", window, marks, strangers, notes } = firstSeen;
  if (state === "none") return [[author("First seen: "), inserted(why)]];
  const span = spanOf(window);
  const told = marks
    .slice(0, mostRemarks)
    .map(({ who, value }): Segment[] => [
      inserted(value),
      author(": first seen for "),
      inserted(shortName(who)),
      author(` in ${span}`),
    ]);
  const more = marks.length - told.length;
  const unknown = strangers
    .slice(0, mostRemarks)
    .map((who): Segment[] => [
      author("No call of "),
      inserted(shortName(who)),
      author(` was found in the ${span} before: either it is new, or those days are not recorded here.`),
    ]);
  const unknownMore = strangers.length - unknown.length;
  return [
    ...told,
    ...(more > 0 ? [[author(`and ${more} more new ${more === 1 ? "value" : "values"}`)]] : []),
    ...unknown,
    ...(unknownMore > 0 ? [[author(`nor of ${unknownMore} others`)]] : []),
    ...(marks.length === 0 && strangers.length === 0
      ? [[author(`Nothing new: all of it was seen in the ${span} before.`)]]
      : []),
    ...notes.map((note): Segment[] => [inserted(note)]),
  ];
}

/** `role/deploy` of an ARN. */
const shortName = (who: string): string =>
  who.startsWith("arn:") ? who.slice(who.lastIndexOf(":") + 1) : who;
