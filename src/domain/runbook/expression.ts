import { InputError } from "../errors.ts";
import { tokensOf } from "./expression-tokens.ts";

/** A fact's name, or a value of the step's own answer: `rows`, `matched`, `answer`, `choice`, `top.principal`. */
export type ValuePath = string;

export type Operand =
  | { path: ValuePath }
  | { literal: string | number | boolean }
  | { list: Operand[] }
  /** `bytes / usualBytes`, `3 * usual`: for ratios to a baseline. */
  | { op: "*" | "/"; of: [Operand, Operand] };

export const comparisons = ["==", "!=", ">=", "<=", ">", "<", "in", "not in", "contains"] as const;
export type Comparison = (typeof comparisons)[number];

export type Expression =
  | { op: "and" | "or"; of: Expression[] }
  | { op: "not"; of: Expression }
  /** Has the path a value at all? */
  | { op: "known"; path: ValuePath }
  | { op: "compare"; left: Operand; comparison: Comparison; right: Operand };

const maxDepth = 20;

/** Reads `rows > 0 and (answer == not-mine or errorCode contains "Denied")`. Throws InputError. */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;

  const peek = (): string | undefined => (tokens[at]?.kind === "symbol" ? tokens[at]?.text : undefined);
  const take = (symbol: string): boolean => {
    if (peek() !== symbol) return false;
    at += 1;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!take(symbol)) throw unexpected(`"${symbol}"`);
  };
  const unexpected = (wanted: string): InputError => {
    const found = tokens[at];
    return new InputError(
      `\`${text}\` cannot be read: expected ${wanted} ${found ? `at "${found.text}"` : "at the end"}.`,
    );
  };

  const joined = (word: "and" | "or", part: (depth: number) => Expression, depth: number): Expression => {
    const first = part(depth);
    const of = [first];
    while (take(word)) of.push(part(depth));
    return of.length === 1 ? first : { op: word, of };
  };
  const either = (depth: number): Expression => joined("or", both, depth);
  const both = (depth: number): Expression => joined("and", negated, depth);
  const negated = (depth: number): Expression => {
    if (depth > maxDepth)
      throw new InputError(`\`${text}\` is nested too deeply: split it into several rules.`);
    if (take("not")) return { op: "not", of: negated(depth + 1) };
    if (take("known")) return { op: "known", path: pathHere() };
    if (!take("(")) return compared();
    const inner = either(depth + 1);
    expect(")");
    return inner;
  };
  const compared = (): Expression => {
    const left = scaled(false);
    const comparison = comparisonHere();
    const isChoice = "path" in left && saidByPeople.includes(left.path);
    return { op: "compare", left, comparison, right: scaled(isChoice) };
  };
  const pathHere = (): ValuePath => {
    const token = tokens[at];
    if (token?.kind !== "word") throw unexpected("a name");
    at += 1;
    return token.text;
  };
  const comparisonHere = (): Comparison => {
    if (take("not")) {
      expect("in");
      return "not in";
    }
    const found = comparisons.find((each) => each === peek());
    if (!found) throw unexpected(`one of ${comparisons.join(" ")}`);
    at += 1;
    return found;
  };
  const scaled = (wordsAreText: boolean): Operand => {
    let made = operand(wordsAreText);
    for (let times = 0; times < maxDepth; times += 1) {
      const op = take("*") ? "*" : take("/") ? "/" : undefined;
      if (op === undefined) break;
      made = { op, of: [made, operand(false)] };
    }
    return made;
  };
  // After what people said a bare word is one of the options: `answer == not-mine`.
  const operand = (wordsAreText: boolean): Operand => {
    if (take("[")) {
      const list: Operand[] = [];
      while (!take("]")) {
        if (list.length > 0) expect(",");
        if (peek() === "[") throw unexpected("a value");
        list.push(operand(wordsAreText));
      }
      return { list };
    }
    const token = tokens[at];
    if (!token || token.kind === "symbol") throw unexpected("a value");
    at += 1;
    if (token.kind === "value") return { literal: token.value };
    return wordsAreText ? { literal: token.text } : { path: token.text };
  };

  const expression = either(0);
  if (at < tokens.length) throw unexpected("the end");
  return expression;
}

/** Every path the expression reads. */
export function pathsIn(expression: Expression): ValuePath[] {
  if (expression.op === "known") return [expression.path];
  if (expression.op === "compare") return [...pathsOf(expression.left), ...pathsOf(expression.right)];
  return (expression.op === "not" ? [expression.of] : expression.of).flatMap(pathsIn);
}

function pathsOf(operand: Operand): ValuePath[] {
  if ("list" in operand) return operand.list.flatMap(pathsOf);
  if ("of" in operand) return operand.of.flatMap(pathsOf);
  return "path" in operand ? [operand.path] : [];
}

const saidByPeople = ["answer", "choice", "approval", "result", "outcome"];

/** The words that what people said is compared with. */
export function optionsIn(expression: Expression): string[] {
  if (expression.op === "known") return [];
  if (expression.op !== "compare")
    return (expression.op === "not" ? [expression.of] : expression.of).flatMap(optionsIn);
  const { left, right } = expression;
  if (!("path" in left) || !saidByPeople.includes(left.path)) return [];
  return ("list" in right ? right.list : [right]).flatMap((each) =>
    "literal" in each ? [String(each.literal)] : [],
  );
}
