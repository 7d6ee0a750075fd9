import { AwsError } from "../wire/aws-error.ts";

/** What a pattern made of a message; undefined when it does not match. Values are what TestMetricFilter returns. */
export type FilterPattern = (message: string) => { extracted: Record<string, string> } | undefined;

/** A value as written in a pattern. */
export type Term =
  | { kind: "text"; text: string; quoted: boolean }
  | { kind: "number"; value: number; text: string }
  | { kind: "regex"; regex: RegExp };

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const REGEX_TEXT = /^(?:\\[\x20-\x7e]|[A-Za-z0-9:_#=@/;,\-^$?[\]{}|*+. ])+$/;

export function invalidPattern(why: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid filter pattern: ${why}`);
}

export function readWord(word: string): Term {
  if (NUMBER.test(word)) return { kind: "number", value: Number(word), text: word };
  return { kind: "text", text: word, quoted: false };
}

/** The documented subset: no groups, so no nested quantifiers; no `!`; nothing multi-byte. */
export function readRegex(source: string): Term {
  if (source.length === 0 || !REGEX_TEXT.test(source) || /\\(?![dDsSwWx\W_])/.test(source)) {
    throw invalidPattern(`Invalid character(s) in regular expression '%${source}%'`);
  }
  try {
    return { kind: "regex", regex: new RegExp(source) };
  } catch {
    throw invalidPattern(`Malformed regular expression '%${source}%'`);
  }
}

const MAX_REGEXES = 2;

export function requireFewRegexes(terms: readonly Term[]): void {
  if (terms.filter((term) => term.kind === "regex").length > MAX_REGEXES) {
    throw invalidPattern(`At most ${MAX_REGEXES} regular expressions are allowed`);
  }
}

/**
 * Compares text with a term's text: `*` at either end is a wildcard, elsewhere it is a star. A leading wildcard
 * looks for the first occurrence of what follows, so `*11.1` does not find `11.11.1`.
 */
export function matchesWildcard(pattern: string, value: string): boolean {
  if (pattern === "*" || pattern === "**") return true;
  const open = pattern.startsWith("*");
  const close = pattern.endsWith("*");
  const wanted = pattern.slice(open ? 1 : 0, close ? -1 : undefined);
  if (open && close) return value.includes(wanted);
  if (open) return value.includes(wanted) && value.indexOf(wanted) + wanted.length === value.length;
  return close ? value.startsWith(wanted) : value === wanted;
}
