import { parseShortId } from "../../domain/incident/incident.ts";
import { readableText } from "../readable-text.ts";

/** What stands behind a command, as Slack escapes it (`should_escape`). */
export interface CommandText {
  /** The first word, lower case; empty when there is none. */
  verb: string;
  /** The incident it names: `INC-42` as the first word or right behind the verb. */
  number?: number;
  /** What follows the verb, as a person reads it. */
  rest: string;
  /** The same with the verb in front, in its own spelling. */
  words: string;
  /** People mentioned in it. */
  people: string[];
  /** The person (U…, W…), user group (S…) or channel (C…, G…) that `rest` begins with, as Slack wrote it, and what follows. */
  called?: { id: string; mention: string; rest: string };
}

export function parseCommandText(text: string): CommandText {
  const people = [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => id ?? []);
  let words = readable(text).trim();
  const take = (): string => {
    const [first = ""] = /^\S+/.exec(words) ?? [];
    words = words.slice(first.length).trim();
    return first;
  };
  const takeNumber = (): number | undefined => {
    if (!/^inc-?\d+(\s|$)/i.test(words)) return undefined;
    return parseShortId(take());
  };
  // No verb is a number, so a number in its place is an incident's.
  const before = takeNumber() ?? (/^\d{1,9}(\s|$)/.test(words) ? parseShortId(take()) : undefined);
  const verb = take();
  const number = before ?? takeNumber();
  const said = { verb: verb.toLowerCase(), rest: words, words: `${verb} ${words}`.trim(), people };
  const called = verb === "" ? undefined : calledFirst(text, words);
  return { ...said, ...(called ? { called } : {}), ...(number === undefined ? {} : { number }) };
}

/** Only what stands first is meant: who writes of a channel in a reason does not want all who are there. */
function calledFirst(text: string, rest: string): CommandText["called"] {
  for (const { 0: mention, 1: id = "", index } of text.matchAll(
    /<(?:@|#|!subteam\^)([UWSCG][A-Z0-9]+)(?:\|[^>]*)?>/g,
  ))
    if (readable(text.slice(index)).trim() === rest)
      return { id, mention, rest: readable(text.slice(index + mention.length)).trim() };
  return undefined;
}

/**
 * The same with an incident that is named in other ways: `ack 42` and `assign @somebody INC-42`. In free words only a
 * number that stands alone is one; behind a verb of steps it is a step's.
 */
export function withNumber(
  said: CommandText,
  { freeText, steps }: { freeText?: true; steps?: true },
): CommandText {
  if (said.number !== undefined) return said;
  const bareNumber = freeText ? /^(\d{1,9})()$/ : /^(\d{1,9})(?:\s+(.*))?$/s;
  const [, bare, after = ""] = (steps ? null : bareNumber.exec(said.rest)) ?? [];
  if (bare !== undefined) return { ...said, number: parseShortId(bare), rest: after };
  const [, front = "", last] = (freeText ? null : /^(.*)\s(inc-?\d{1,9})$/is.exec(said.rest)) ?? [];
  return last === undefined ? said : { ...said, number: parseShortId(last), rest: front.trim() };
}

/** Mentions and links by their names, entities as characters. */
export const readable = (text: string): string =>
  readableText(text, (inner, name) => {
    const [, mark = "", id = ""] = /^([@#!]?)(.*)$/s.exec(inner) ?? [];
    return mark === "" ? (name ?? id) : `${mark === "!" ? "" : mark}${name || id}`;
  });

/** `name=value` pairs of a text, and the words that are none. */
export function parsePairs(text: string): { pairs: Record<string, string>; words: string[] } {
  const pairs: Record<string, string> = {};
  const words: string[] = [];
  for (const [word, name, quoted, bare] of text.matchAll(/([A-Za-z][\w-]*)=(?:"([^"]*)"|(\S+))|\S+/g)) {
    if (name === undefined) words.push(word);
    else pairs[name] = quoted ?? bare ?? "";
  }
  return { pairs, words };
}
