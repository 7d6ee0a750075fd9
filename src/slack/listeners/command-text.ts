import { parseShortId } from "../../domain/incident.ts";

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
    if (!/^inc-\d+(\s|$)/i.test(words)) return undefined;
    return parseShortId(take());
  };
  const before = takeNumber();
  const verb = take();
  const number = before ?? takeNumber();
  const said = { verb: verb.toLowerCase(), rest: words, words: `${verb} ${words}`.trim(), people };
  return number === undefined ? said : { ...said, number };
}

/** Mentions and links by their names, entities as characters. */
const readable = (text: string): string =>
  text
    .replace(/<([@#!]?)([^>|]*)(?:\|([^>]*))?>/g, (_, mark: string, id: string, name: string | undefined) =>
      mark === "" ? (name ?? id) : `${mark === "!" ? "" : mark}${name || id}`,
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

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
