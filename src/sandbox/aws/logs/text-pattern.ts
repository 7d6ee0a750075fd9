import type { FilterPattern } from "./pattern-terms.ts";
import { invalidPattern, readRegex, requireFewRegexes, type Term } from "./pattern-terms.ts";

interface TextTerm {
  sign: "" | "-" | "?";
  term: Term;
}

const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\[\s\S])*)"|%([^%]*)%|([\p{L}\d_*]+))(?=\s|$)/uy;

/** Plain words: all must occur, `-` ones must not, and `?` ones count only when there are no plain words. */
export function compileTextPattern(pattern: string): FilterPattern {
  const terms = readTerms(pattern);
  requireFewRegexes(terms.map(({ term }) => term));
  const required = terms.filter((term) => term.sign === "");
  const excluded = terms.filter((term) => term.sign === "-");
  const either = terms.filter((term) => term.sign === "?");
  return (message) => {
    if (excluded.some(({ term }) => occurs(term, message))) return undefined;
    if (!required.every(({ term }) => occurs(term, message))) return undefined;
    const needsOne = required.length === 0 && either.length > 0;
    return needsOne && !either.some(({ term }) => occurs(term, message)) ? undefined : { extracted: {} };
  };
}

function readTerms(pattern: string): TextTerm[] {
  const terms: TextTerm[] = [];
  let at = 0;
  while (at < pattern.length) {
    TERM.lastIndex = at;
    const found = TERM.exec(pattern);
    if (found === null) throw invalidPattern(`Invalid character(s) in term '${pattern.slice(at).trim()}'`);
    at += found[0].length;
    const [, sign = "", phrase, regex, word] = found;
    const quoted = phrase?.replace(/\\(["\\])/g, "$1");
    const term: Term =
      regex === undefined
        ? { kind: "text", text: quoted ?? word ?? "", quoted: phrase !== undefined }
        : readRegex(regex);
    terms.push({ sign: sign as TextTerm["sign"], term });
  }
  return terms;
}

function occurs(term: Term, message: string): boolean {
  if (term.kind === "regex") return term.regex.test(message);
  // A lone space is the documented way to say "everything".
  return term.text.trim() === "" || message.includes(term.text);
}
