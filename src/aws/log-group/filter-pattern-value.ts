import type { Literal } from "../../domain/query/query.ts";

export interface PatternValue {
  /** Quoted, wildcards in place. */
  quoted: string;
  /** False when it lets more texts through than the literal does. */
  exact: boolean;
}

// Plain ASCII but for `"`, `\` and `*`: AWS's escapes are not documented well enough to lean on, and a star means
// itself in a literal. The evaluator checks the rest.
const writable = /^[\x20\x21\x23-\x29\x2b-\x5b\x5d-\x7e]{1,256}$/;

/** A literal as a filter pattern compares texts with it; undefined for one that is left to the evaluator. */
export function patternValue(literal: Literal): PatternValue | undefined {
  if (literal.type === "time") return undefined;
  if (literal.type === "number") return numberValue(literal.number);
  if (literal.type === "boolean") return { quoted: `"${literal.boolean}"`, exact: true };
  const { text, openStart, openEnd } = literal;
  if (text === "" && openStart && openEnd) return { quoted: '"*"', exact: true };
  if (!writable.test(text)) return undefined;
  // AWS does not find "*11.1" in "11.11.1": the first occurrence decides. With both ends open it cannot go wrong.
  if (openStart) return { quoted: `"*${text}*"`, exact: openEnd };
  return { quoted: openEnd ? `"${text}*"` : `"${text}"`, exact: true };
}

/** Texts that hold a number are compared by their text; how a pattern writes large and small numbers is left alone. */
function numberValue(number: number): PatternValue | undefined {
  const text = String(number);
  return /^-?\d{1,15}$/.test(text) ? { quoted: `"${text}"`, exact: true } : undefined;
}
