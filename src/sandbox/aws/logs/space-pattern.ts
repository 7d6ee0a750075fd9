import type { Comparison } from "./json-pattern-parser.ts";
import type { FilterPattern } from "./pattern-terms.ts";
import {
  invalidPattern,
  matchesWildcard,
  readRegex,
  readWord,
  requireFewRegexes,
  type Term,
} from "./pattern-terms.ts";

interface Field {
  /** `$name`, or `$3` for the third field when it has no name. */
  name: string;
  terms: Term[];
  matches: (value: string) => boolean;
}

/** `[ip, user, ..., status = 4*, bytes > 1000]`: one condition per column, `...` for any number of columns. */
export function compileSpacePattern(pattern: string): FilterPattern {
  if (!pattern.endsWith("]")) throw invalidPattern("The closing bracket is missing");
  const columns = splitOutside(pattern.slice(1, -1), /,/y);
  const gaps = columns.filter((column) => column.trim() === "...").length;
  if (gaps > 1) throw invalidPattern("Only one ellipsis is allowed");
  const gapAt = gaps === 0 ? columns.length : columns.findIndex((column) => column.trim() === "...");
  const fields = columns.filter((column) => column.trim() !== "...").map(readField);
  requireFewRegexes(fields.flatMap((field) => field.terms));
  const tail = fields.length - gapAt;
  return (message) => {
    const values = readColumns(message);
    if (gaps === 0 ? values.length !== fields.length : values.length < fields.length) return undefined;
    const aligned = [...values.slice(0, gapAt), ...(tail > 0 ? values.slice(-tail) : [])];
    if (!fields.every((field, at) => field.matches(aligned[at] ?? ""))) return undefined;
    return { extracted: Object.fromEntries(fields.map((field, at) => [field.name, aligned[at] ?? ""])) };
  };
}

/** Columns of a message: quotes and brackets hold one together and are not part of it. */
function readColumns(message: string): string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? "",
  );
}

function readField(column: string, at: number): Field {
  let name = "";
  const terms: Term[] = [];
  const alternatives = splitOutside(column, /\|\|/y).map((part) =>
    splitOutside(part, /&&/y).map((text) => {
      const condition = readCondition(text);
      name ||= condition.name;
      terms.push(...condition.terms);
      if (condition.name !== name) throw invalidPattern(`Different names in field '${column.trim()}'`);
      return condition.matches;
    }),
  );
  return {
    name: `$${name || at + 1}`,
    terms,
    matches: (value) => alternatives.some((all) => all.every((matches) => matches(value))),
  };
}

const CONDITION =
  /^\s*([\p{L}\d_-]*)\s*(?:(!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\[\s\S])*"|%[^%]*%|[^\s"%]+)\s*)?$/u;

function readCondition(text: string): Field {
  const found = CONDITION.exec(text);
  if (found === null) throw invalidPattern(`Invalid character(s) in term '${text.trim()}'`);
  const [, name = "", operator, written] = found;
  if (operator === undefined || written === undefined) return { name, terms: [], matches: () => true };
  const term = readTerm(written);
  if (operator !== "=" && operator !== "!=" && term.kind !== "number") {
    throw invalidPattern(`Invalid character(s) in term '${written}'`);
  }
  return { name, terms: [term], matches: (value) => compares(value, operator as Comparison, term) };
}

function readTerm(written: string): Term {
  if (written.startsWith("%")) return readRegex(written.slice(1, -1));
  if (!written.startsWith('"')) return readWord(written);
  return { kind: "text", text: written.slice(1, -1).replace(/\\(["\\])/g, "$1"), quoted: true };
}

function compares(value: string, operator: Comparison, term: Term): boolean {
  if (operator === "=" || operator === "!=") {
    const equal =
      term.kind === "regex"
        ? term.regex.test(value)
        : term.kind === "number"
          ? value.trim() !== "" && Number(value) === term.value
          : matchesWildcard(term.text, value);
    return equal === (operator === "=");
  }
  if (term.kind !== "number") return false;
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (operator === "<") return number < term.value;
  if (operator === "<=") return number <= term.value;
  return operator === ">" ? number > term.value : number >= term.value;
}

/** Splits at the separator where it stands outside quotes and regular expressions. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts = [""];
  for (let at = 0; at < text.length; ) {
    separator.lastIndex = at;
    const cut = separator.exec(text);
    const kept = /"(?:[^"\\]|\\[\s\S])*"|%[^%]*%|[\s\S]/y;
    kept.lastIndex = at;
    const piece = cut?.[0] ?? kept.exec(text)?.[0] ?? "";
    if (cut) parts.push("");
    else parts[parts.length - 1] += piece;
    at += piece.length;
  }
  return parts;
}
