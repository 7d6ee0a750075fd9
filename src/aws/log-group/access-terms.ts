import { conditionInWords } from "../../domain/query/condition-words.ts";
import { topConditions } from "../../domain/query/conditions.ts";
import type { Condition, Literal } from "../../domain/query/query.ts";
import { accessRank } from "./access-rank.ts";

export interface AccessTerms {
  pattern: string;
  pushedDown: string[];
  /** Of the most selective condition. */
  rank: number;
}

/** What stands in a line, in every format, letter by letter as it is read from there. */
const verbatim = new Set([
  ...["ip", "clientIp", "forwardedFor", "requestId", "key", "keyId", "consumer", "subject", "principal"],
  ...["actor", "path", "route", "host", "userAgent", "status", "method"],
]);

interface Said {
  condition: Condition;
  words: string[];
  rank: number;
}

/**
 * Words that a line must hold to be among a query's, for logs that are not JSON or whose keys nobody knows.
 * Undefined when there are none.
 */
export function accessTerms(where: Condition, maxLength: number): AccessTerms | undefined {
  const said = topConditions(where)
    .map(wordsOf)
    .filter((each) => each !== undefined)
    .sort((one, two) => one.rank - two.rank);
  const single = said.filter(({ words }) => words.length === 1);
  const [either] = said.filter(({ words }) => words.length > 1);
  // Next to required words AWS ignores the `?` ones.
  const chosen = single.length > 0 ? single : either ? [either] : [];
  const [best] = chosen;
  if (!best) return undefined;
  const terms = [...new Set(chosen.flatMap(({ words }) => words.map((word) => `"${word}"`)))];
  const pattern = single.length > 0 ? terms.join(" ") : terms.map((term) => `?${term}`).join(" ");
  if (pattern.length > maxLength) return undefined;
  return { pattern, pushedDown: chosen.map(({ condition }) => conditionInWords(condition)), rank: best.rank };
}

function wordsOf(condition: Condition): Said | undefined {
  if (!("path" in condition) || !verbatim.has(condition.path)) return undefined;
  const { path, test } = condition;
  if (test.op !== "equals" && test.op !== "contains") return undefined;
  const words = test.values.map((literal) => wordIn(path, literal)).filter((word) => word !== undefined);
  if (words.length === 0 || words.length < test.values.length) return undefined;
  return { condition, words, rank: accessRank(path) };
}

/** The longest piece that no JSON writer escapes; a slash is one that some do. */
function wordIn(path: string, literal: Literal): string | undefined {
  if (literal.type === "number") return shortest(String(literal.number));
  if (literal.type !== "text") return undefined;
  // A role's ARN is read from that of its session.
  if ((path === "principal" || path === "actor") && literal.text.includes(":")) return undefined;
  const pieces = literal.text.match(/[A-Za-z0-9._:-]+/g) ?? [];
  return shortest(pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), ""));
}

/** A shorter one hardly leaves a line out. */
function shortest(word: string): string | undefined {
  return word.length >= 3 && word.length <= 256 && /^[A-Za-z0-9._:-]+$/.test(word) ? word : undefined;
}
