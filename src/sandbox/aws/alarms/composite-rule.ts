import { AwsError } from "../wire/aws-error.ts";
import type { AlarmState } from "./alarms.ts";

export type CompositeRule =
  | { kind: "and" | "or"; parts: CompositeRule[] }
  | { kind: "not"; part: CompositeRule }
  | { kind: "state"; state: AlarmState; alarm: string }
  | { kind: "constant"; value: boolean };

const TOKEN = /\s*(?:([()])|"((?:[^"\\]|\\.)*)"|([^\s()"]+))/y;

/** `ALARM(a) AND NOT (OK("b") OR TRUE)`: NOT binds before AND, AND before OR. Throws ValidationError. */
export function parseCompositeRule(text: string): CompositeRule {
  const tokens = readTokens(text);
  let at = 0;
  const peek = () => tokens[at];
  const take = (wanted: string) => {
    const token = peek();
    if (token === undefined || token.quoted || token.text !== wanted) return false;
    at += 1;
    return true;
  };
  const expect = (wanted: string) => {
    if (!take(wanted)) throw invalidRule(`'${wanted}' expected at '${peek()?.text ?? "the end"}'`);
  };
  const chain = (kind: "and" | "or", word: string, next: () => CompositeRule): CompositeRule => {
    const first = next();
    const parts = [first];
    while (take(word)) parts.push(next());
    return parts.length === 1 ? first : { kind, parts };
  };
  const readOr = (): CompositeRule => chain("or", "OR", () => chain("and", "AND", readNot));
  const readNot = (): CompositeRule => (take("NOT") ? { kind: "not", part: readNot() } : readPrimary());
  const readPrimary = (): CompositeRule => {
    if (take("(")) {
      const inner = readOr();
      expect(")");
      return inner;
    }
    if (take("TRUE")) return { kind: "constant", value: true };
    if (take("FALSE")) return { kind: "constant", value: false };
    for (const state of ["ALARM", "OK", "INSUFFICIENT_DATA"] as const) {
      if (!take(state)) continue;
      expect("(");
      const alarm = tokens[at];
      if (alarm === undefined || (!alarm.quoted && /^[()]$/.test(alarm.text))) {
        throw invalidRule(`${state} needs the name of an alarm`);
      }
      at += 1;
      expect(")");
      return { kind: "state", state, alarm: alarm.text };
    }
    throw invalidRule(`unexpected ${peek() ? `'${peek()?.text}'` : "end"}`);
  };
  const rule = readOr();
  if (at < tokens.length) throw invalidRule(`unexpected '${peek()?.text}'`);
  return rule;
}

/** Names or ARNs of all alarms that the rule asks about. */
export function alarmsOf(rule: CompositeRule): string[] {
  switch (rule.kind) {
    case "state":
      return [rule.alarm];
    case "constant":
      return [];
    case "not":
      return alarmsOf(rule.part);
    default:
      return [...new Set(rule.parts.flatMap(alarmsOf))];
  }
}

export function holds(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "constant":
      return rule.value;
    case "not":
      return !holds(rule.part, stateOf);
    case "and":
      return rule.parts.every((part) => holds(part, stateOf));
    case "or":
      return rule.parts.some((part) => holds(part, stateOf));
  }
}

function readTokens(text: string): { text: string; quoted: boolean }[] {
  const tokens: { text: string; quoted: boolean }[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw invalidRule(`unexpected '${text.slice(from).trim()}'`);
    const [, sign, quoted, word] = found;
    tokens.push({
      text: sign ?? quoted?.replace(/\\(.)/g, "$1") ?? word ?? "",
      quoted: quoted !== undefined,
    });
  }
  return tokens;
}

function invalidRule(why: string): AwsError {
  return new AwsError("ValidationError", `AlarmRule is not valid: ${why}.`);
}
