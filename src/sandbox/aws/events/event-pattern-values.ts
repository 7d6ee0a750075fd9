import { BlockList, isIP } from "node:net";
import { AwsError } from "../wire/aws-error.ts";

/** A scalar of an event. */
export type Leaf = string | number | boolean | null;

/** `absent` tests match a field that is not there; all others need a value. */
export interface ValueTest {
  absent?: true;
  matches: (value: Leaf) => boolean;
}

/** One element of a pattern's list: a plain value or `{ operator: operand }`. */
export function compileValueTest(element: unknown): ValueTest {
  if (element === null || typeof element !== "object") return { matches: (value) => value === element };
  const [[operator, operand] = ["", undefined], ...others] = Object.entries(element);
  if (others.length > 0) throw invalidEventPattern("Only one key allowed in match expression");
  switch (operator) {
    case "exists":
      if (typeof operand !== "boolean")
        throw invalidEventPattern("exists match pattern must be either true or false.");
      return operand ? { matches: () => true } : { absent: true, matches: () => false };
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
    case "wildcard":
      return { matches: compileText(operator, operand) };
    case "numeric":
      return { matches: compileNumeric(operand) };
    case "cidr":
      return { matches: compileCidr(operand) };
    case "anything-but":
      return { matches: compileAnythingBut(operand) };
    default:
      throw invalidEventPattern(`Unrecognized match type ${operator}`);
  }
}

type Matches = ValueTest["matches"];

function compileText(operator: string, operand: unknown): Matches {
  if ((operator === "prefix" || operator === "suffix") && typeof operand === "object" && operand !== null) {
    const folded = (operand as Record<string, unknown>)["equals-ignore-case"];
    if (typeof folded !== "string") throw invalidEventPattern(`${operator} match pattern must be a string`);
    const test = compileText(operator, folded.toLowerCase());
    return (value) => typeof value === "string" && test(value.toLowerCase());
  }
  if (typeof operand !== "string") throw invalidEventPattern(`${operator} match pattern must be a string`);
  switch (operator) {
    case "prefix":
      return (value) => typeof value === "string" && value.startsWith(operand);
    case "suffix":
      return (value) => typeof value === "string" && value.endsWith(operand);
    case "equals-ignore-case":
      return (value) => typeof value === "string" && value.toLowerCase() === operand.toLowerCase();
    default:
      return compileWildcard(operand);
  }
}

const MAX_STARS = 5;

function compileWildcard(text: string): Matches {
  const parts = text.match(/\\[\s\S]|\*+|[^\\*]+/g) ?? [];
  if (parts.some((part) => part.startsWith("**"))) {
    throw invalidEventPattern("Consecutive wildcard characters at pos is not allowed");
  }
  if (parts.filter((part) => part === "*").length > MAX_STARS) {
    throw invalidEventPattern(
      "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences",
    );
  }
  // Pieces are looked for one after the other: no backtracking, whatever the text.
  const pieces = [""];
  for (const part of parts) {
    if (part === "*") pieces.push("");
    else pieces[pieces.length - 1] += part.startsWith("\\") ? part.slice(1) : part;
  }
  return (value) => typeof value === "string" && fits(value, pieces);
}

function fits(value: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return value === first;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last))
    return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function compileNumeric(operand: unknown): Matches {
  if (!Array.isArray(operand)) throw invalidEventPattern("Value of numeric must be an array.");
  const bounds: { sign: string; bound: number }[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const [sign, bound] = operand.slice(at, at + 2);
    if (typeof sign !== "string" || !Object.hasOwn(COMPARISONS, sign)) {
      throw invalidEventPattern(`Unrecognized numeric range operator: ${sign}`);
    }
    if (typeof bound !== "number") throw invalidEventPattern(`Value of ${sign} must be numeric`);
    bounds.push({ sign, bound });
  }
  const [first, second, ...more] = bounds;
  if (first === undefined) throw invalidEventPattern("Invalid member in numeric match");
  if (second !== undefined) {
    const range = first.sign.startsWith(">") && second.sign.startsWith("<") && first.bound < second.bound;
    if (!range || more.length > 0) throw invalidEventPattern("Bottom must be less than top");
  }
  return (value) =>
    typeof value === "number" &&
    bounds.every(({ sign, bound }) => COMPARISONS[sign]?.(value, bound) === true);
}

function compileCidr(operand: unknown): Matches {
  if (typeof operand !== "string") throw invalidEventPattern("prefix match pattern must be a string");
  const [address = "", bits = ""] = operand.split("/");
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw invalidEventPattern("Malformed CIDR, one '/' required");
  }
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return (value) =>
    typeof value === "string" && isIP(value) === family && range.check(value, family === 4 ? "ipv4" : "ipv6");
}

const BUT_OPERATORS = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

function compileAnythingBut(operand: unknown): Matches {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [[operator, content] = ["", undefined], ...others] = Object.entries(operand);
    if (others.length > 0 || !BUT_OPERATORS.includes(operator)) {
      throw invalidEventPattern(`Unsupported anything-but pattern: ${operator}`);
    }
    const texts: unknown[] = Array.isArray(content) ? content : [content];
    const emptyAllowed = operator === "equals-ignore-case" || operator === "wildcard";
    if (
      texts.length === 0 ||
      texts.some((text) => typeof text !== "string" || (text === "" && !emptyAllowed))
    ) {
      throw invalidEventPattern(`Value of ${operator} must be a string or a list of strings`);
    }
    const tests = texts.map((text) => compileText(operator, text));
    return (value) => !tests.some((test) => test(value));
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  const kinds = new Set(values.map((value) => typeof value));
  if (values.length === 0 || kinds.size > 1 || !(kinds.has("string") || kinds.has("number"))) {
    throw invalidEventPattern("Value of anything-but must be a string or number, or a list of either");
  }
  return (value) => !values.includes(value);
}

export function invalidEventPattern(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
