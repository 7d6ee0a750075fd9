import { invalidPattern, readRegex, readWord, requireFewRegexes, type Term } from "./pattern-terms.ts";

export type Step = { property: string } | { index: number } | { every: "element" | "property" };

export interface Selector {
  text: string;
  steps: Step[];
}

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Expression =
  | { kind: "or" | "and"; parts: Expression[] }
  | { kind: "compare"; selector: Selector; operator: Comparison; term: Term }
  | { kind: "is"; selector: Selector; value: null | boolean }
  | { kind: "missing"; selector: Selector };

const MAX_WILDCARDS = 3;

/** The grammar of JSON filter patterns: parentheses bind before `&&`, `&&` before `||`. */
export function parseJsonPattern(pattern: string): { expression: Expression; selectors: Selector[] } {
  const reader = createReader(pattern);
  reader.expect("{");
  const expression = readOr(reader);
  reader.expect("}");
  if (!reader.ended()) throw invalidPattern("Unexpected text after the closing brace");
  const conditions = conditionsOf(expression);
  const selectors = conditions.map((condition) => condition.selector);
  const wildcards = selectors.map(({ steps }) => steps.filter((step) => "every" in step).length);
  if (wildcards.some((count) => count > 1))
    throw invalidPattern("Only one wildcard is allowed in a selector");
  if (wildcards.filter((count) => count > 0).length > MAX_WILDCARDS) {
    throw invalidPattern(`At most ${MAX_WILDCARDS} wildcard selectors are allowed`);
  }
  requireFewRegexes(conditions.flatMap((condition) => ("term" in condition ? [condition.term] : [])));
  return { expression, selectors };
}

type Condition = Exclude<Expression, { kind: "or" | "and" }>;

function conditionsOf(expression: Expression): Condition[] {
  return "parts" in expression ? expression.parts.flatMap(conditionsOf) : [expression];
}

interface Reader {
  /** Takes the text if it comes next, white space before it skipped. */
  take: (text: string) => boolean;
  match: (sticky: RegExp) => RegExpExecArray | undefined;
  expect: (text: string) => void;
  ended: () => boolean;
  fail: () => Error;
}

function createReader(pattern: string): Reader {
  let at = 0;
  const skip = () => {
    while (/\s/.test(pattern[at] ?? "")) at += 1;
  };
  const fail = () => {
    const found = pattern.slice(at, at + 12);
    return invalidPattern(found === "" ? "Unexpected end" : `Invalid character(s) in term '${found}'`);
  };
  const take = (text: string) => {
    skip();
    if (!pattern.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  return {
    take,
    match(sticky) {
      sticky.lastIndex = at;
      const found = sticky.exec(pattern) ?? undefined;
      if (found !== undefined) at += found[0].length;
      return found;
    },
    expect(text) {
      if (!take(text)) throw fail();
    },
    ended() {
      skip();
      return at === pattern.length;
    },
    fail,
  };
}

function readOr(reader: Reader): Expression {
  return readChain(reader, "or", "||", () => readChain(reader, "and", "&&", () => readPrimary(reader)));
}

function readChain(reader: Reader, kind: "or" | "and", sign: string, next: () => Expression): Expression {
  const first = next();
  const parts = [first];
  while (reader.take(sign)) parts.push(next());
  return parts.length === 1 ? first : { kind, parts };
}

function readPrimary(reader: Reader): Expression {
  if (!reader.take("(")) return readCondition(reader);
  const inner = readOr(reader);
  reader.expect(")");
  return inner;
}

function readCondition(reader: Reader): Expression {
  const selector = readSelector(reader);
  if (reader.match(/\s*IS\s+/y)) {
    const word = reader.match(/NULL|TRUE|FALSE/y)?.[0];
    if (word === undefined) throw reader.fail();
    return { kind: "is", selector, value: word === "NULL" ? null : word === "TRUE" };
  }
  if (reader.match(/\s*NOT\s+EXISTS/y)) return { kind: "missing", selector };
  const operator = reader.match(/\s*(!=|<=|>=|=|<|>)/y)?.[1] as Comparison | undefined;
  if (operator === undefined) throw reader.fail();
  const term = readTerm(reader);
  if (operator !== "=" && operator !== "!=" && term.kind !== "number") {
    throw invalidPattern(`Invalid character(s) in term '${term.kind === "text" ? term.text : "%"}'`);
  }
  return { kind: "compare", selector, operator, term };
}

function readTerm(reader: Reader): Term {
  const quoted = reader.match(/\s*"((?:[^"\\]|\\[\s\S])*)"/y);
  if (quoted) return { kind: "text", text: (quoted[1] ?? "").replace(/\\(["\\])/g, "$1"), quoted: true };
  const regex = reader.match(/\s*%([^%]*)%/y);
  if (regex) return readRegex(regex[1] ?? "");
  const word = reader.match(/\s*([^\s()&|}"%][^\s()&|}"]*)/y);
  if (!word) throw reader.fail();
  return readWord(word[1] ?? "");
}

function readSelector(reader: Reader): Selector {
  const steps: Step[] = [];
  let text = "$";
  reader.expect("$");
  for (;;) {
    const found = reader.match(/\.\['([^']+)'\]|\["([^"]+)"\]|\.(\*)|\.([\p{L}\d_-]+)|\[(\d+)\]|\[(\*)\]/uy);
    if (found === undefined) break;
    const [whole, odd, quoted, everyProperty, name, index] = found;
    text += whole;
    const property = odd ?? quoted ?? name;
    if (property !== undefined) steps.push({ property });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ every: everyProperty === undefined ? "element" : "property" });
  }
  if (steps.length === 0) throw reader.fail();
  return { text, steps };
}
