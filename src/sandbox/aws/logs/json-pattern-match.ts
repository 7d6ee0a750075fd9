import type { Comparison, Expression, Step } from "./json-pattern-parser.ts";
import { matchesWildcard, type Term } from "./pattern-terms.ts";

export interface JsonMessage {
  plain: unknown;
  /** The same with every number as `{ [NUMBER_TEXT]: "45.0" }`: a quoted term is compared with what was written. */
  exact: () => unknown;
}

const NUMBER_TEXT = "\u0000number";
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Undefined when the text is not a JSON object or array. */
export function createJsonMessage(text: string): JsonMessage | undefined {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof plain !== "object" || plain === null) return undefined;
  let exact: unknown;
  return {
    plain,
    exact: () => {
      exact ??= JSON.parse(
        text.replace(STRING_OR_NUMBER, (found) =>
          found.startsWith('"') ? found : JSON.stringify({ [NUMBER_TEXT]: found }),
        ),
      );
      return exact;
    },
  };
}

export function matchesExpression(expression: Expression, message: JsonMessage): boolean {
  switch (expression.kind) {
    case "or":
      return expression.parts.some((part) => matchesExpression(part, message));
    case "and":
      return expression.parts.every((part) => matchesExpression(part, message));
    case "is":
      return selectNodes(message.plain, expression.selector.steps).includes(expression.value);
    case "missing":
      return selectNodes(message.plain, expression.selector.steps).length === 0;
    case "compare": {
      const { selector, operator, term } = expression;
      const nodes = selectNodes(message.plain, selector.steps);
      if (term.kind === "number") return nodes.some((node) => comparesNumber(node, operator, term));
      const written = nodes.some((node) => typeof node === "number")
        ? selectNodes(message.exact(), selector.steps)
        : nodes;
      return written.some((node) => comparesText(node, operator, term));
    }
  }
}

/** Everything the selector reaches; a wildcard reaches many, a missing field nothing. */
export function selectNodes(root: unknown, steps: readonly Step[]): unknown[] {
  let nodes: unknown[] = [root];
  for (const step of steps) nodes = nodes.flatMap((node) => children(node, step));
  return nodes;
}

function children(node: unknown, step: Step): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) {
    if ("index" in step) return step.index < node.length ? [node[step.index]] : [];
    return "every" in step ? node : [];
  }
  if (Object.hasOwn(node, NUMBER_TEXT)) return [];
  if ("property" in step) {
    return Object.hasOwn(node, step.property) ? [(node as Record<string, unknown>)[step.property]] : [];
  }
  return "every" in step && step.every === "property" ? Object.values(node) : [];
}

function comparesNumber(node: unknown, operator: Comparison, { value }: { value: number }): boolean {
  if (typeof node !== "number") return operator === "!=" && typeof node === "string";
  switch (operator) {
    case "=":
      return node === value;
    case "!=":
      return node !== value;
    case "<":
      return node < value;
    case "<=":
      return node <= value;
    case ">":
      return node > value;
    case ">=":
      return node >= value;
  }
}

/** Objects, arrays, booleans and nulls are neither equal nor unequal to a text. */
function comparesText(node: unknown, operator: Comparison, term: Exclude<Term, { kind: "number" }>): boolean {
  const text = typeof node === "string" ? node : numberText(node);
  if (text === undefined) return false;
  const equal = term.kind === "regex" ? term.regex.test(text) : matchesWildcard(term.text, text);
  return operator === "=" ? equal : !equal;
}

function numberText(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, NUMBER_TEXT)) return undefined;
  return String((node as Record<string, unknown>)[NUMBER_TEXT]);
}
