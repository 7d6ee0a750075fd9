import type { Row } from "./event-fields.ts";
import { FUNCTIONS } from "./functions.ts";
import type { QueryReader } from "./query-reader.ts";
import { binEnd, binStart, PERIOD, readPeriod } from "./time-bin.ts";
import { asNumber, asText, compareValues, isTrue, type Value } from "./value.ts";

export type Expression = (row: Row) => Value;

/** `or` binds last, then `and`, `not`, comparisons, `+ -`, `* / %`, `^`. */
export function readExpression(reader: QueryReader): Expression {
  return readChain(reader, "or", () => readChain(reader, "and", () => readNot(reader)));
}

function readChain(reader: QueryReader, word: "and" | "or", next: () => Expression): Expression {
  const parts = [next()];
  while (reader.word(word)) parts.push(next());
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) return first;
  return word === "and"
    ? (row) => truth(parts.every((part) => isTrue(part(row))))
    : (row) => truth(parts.some((part) => isTrue(part(row))));
}

function readNot(reader: QueryReader): Expression {
  if (!reader.word("not")) return readComparison(reader);
  const part = readNot(reader);
  return (row) => truth(!isTrue(part(row)));
}

function readComparison(reader: QueryReader): Expression {
  const left = readSum(reader);
  const negated = reader.peek(/not\s+(like|in)\b/iy) && reader.word("not");
  if (reader.word("like") || reader.sign("=~")) return readLike(reader, left, negated);
  if (reader.word("in")) return readIn(reader, left, negated);
  const operator = reader.match(/!=|<=|>=|=|<|>/y)?.[0];
  if (operator === undefined) return left;
  const right = readSum(reader);
  return (row) => truth(compares(left(row), operator, right(row)));
}

/** A field that is not there is unlike everything: `!=` is true, the others are false. */
function compares(left: Value, operator: string, right: Value): boolean {
  if (left === undefined || right === undefined) return operator === "!=";
  const order = compareValues(left, right);
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

function readLike(reader: QueryReader, left: Expression, negated: boolean): Expression {
  const regex = reader.regex();
  const text = regex ? undefined : reader.text();
  if (regex === undefined && text === undefined) throw reader.fail();
  return (row) => {
    const value = left(row);
    const written = value === undefined ? undefined : asText(value);
    const like = written !== undefined && (regex ? regex.test(written) : written.includes(text ?? ""));
    return truth(like !== negated);
  };
}

function readIn(reader: QueryReader, left: Expression, negated: boolean): Expression {
  reader.expectSign("[");
  const members: Expression[] = [];
  while (!reader.sign("]")) {
    if (members.length > 0) reader.expectSign(",");
    members.push(readSum(reader));
  }
  return (row) => {
    const value = left(row);
    return truth(members.some((member) => compares(value, "=", member(row))) !== negated);
  };
}

const SUM: Record<string, (one: number, other: number) => number> = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
};
const PRODUCT: Record<string, (one: number, other: number) => number> = {
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
  "%": (one, other) => one % other,
};
const POWER = { "^": (one: number, other: number) => one ** other };

function readSum(reader: QueryReader): Expression {
  return readArithmetic(reader, SUM, /[+-]/y, () =>
    readArithmetic(reader, PRODUCT, /[*/%]/y, () =>
      readArithmetic(reader, POWER, /\^/y, () => readPrimary(reader)),
    ),
  );
}

function readArithmetic(
  reader: QueryReader,
  acts: Record<string, (one: number, other: number) => number>,
  signs: RegExp,
  next: () => Expression,
): Expression {
  let left = next();
  for (let sign = reader.match(signs)?.[0]; sign !== undefined; sign = reader.match(signs)?.[0]) {
    const [one, other, act] = [left, next(), acts[sign]];
    left = (row) => {
      const [first, second] = [asNumber(one(row)), asNumber(other(row))];
      const result = first === undefined || second === undefined ? undefined : act?.(first, second);
      return result === undefined || !Number.isFinite(result) ? undefined : result;
    };
  }
  return left;
}

/** A field, a number, a text, a call, or something in parentheses. */
export function readPrimary(reader: QueryReader): Expression {
  if (reader.sign("(")) {
    const inner = readExpression(reader);
    reader.expectSign(")");
    return inner;
  }
  const number = reader.match(/-?\d+(\.\d+)?(?![\w.])/y)?.[0];
  if (number !== undefined) return () => Number(number);
  const text = reader.text();
  if (text !== undefined) return () => text;
  const from = reader.place();
  const name = reader.name();
  if (name === undefined) throw reader.fail();
  if (reader.sign("(")) return readCall(reader, name, from);
  if (/^(true|false)$/i.test(name)) return () => truth(name.toLowerCase() === "true");
  return (row) => row.read(name);
}

function readCall(reader: QueryReader, name: string, from: number): Expression {
  const known = name.toLowerCase();
  if (known === "bin" || known === "datefloor" || known === "dateceil") return readBin(reader, known);
  if (known === "now") {
    reader.expectSign(")");
    return (row) => row.read("@now");
  }
  const called = Object.hasOwn(FUNCTIONS, known) ? FUNCTIONS[known] : undefined;
  if (called === undefined) throw reader.fail(`Invalid function name: ${name}`, from);
  const parts: Expression[] = [];
  while (!reader.sign(")")) {
    if (parts.length > 0) reader.expectSign(",");
    parts.push(readExpression(reader));
  }
  if (parts.length < called.least || parts.length > called.most) {
    throw reader.fail(`Invalid number of arguments for ${name}`, from);
  }
  return (row) => called.apply(...parts.map((part) => part(row)));
}

/** `bin(5m)` is about @timestamp; `datefloor(field, 1h)` and `dateceil` about a field. */
function readBin(reader: QueryReader, name: string): Expression {
  let moment: Expression = (row) => row.read("@timestamp");
  if (name !== "bin" || !reader.peek(PERIOD)) {
    moment = readExpression(reader);
    reader.expectSign(",");
  }
  const found = reader.match(PERIOD);
  if (found === undefined) throw reader.fail();
  reader.expectSign(")");
  const period = readPeriod(found[1] ?? "", found[2] ?? "");
  const bound = name === "dateceil" ? binEnd : binStart;
  return (row) => {
    const at = asNumber(moment(row));
    return at === undefined ? undefined : { instant: bound(at, period) };
  };
}

function truth(value: boolean): number {
  return value ? 1 : 0;
}
