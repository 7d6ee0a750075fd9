import type { SqlExpression } from "./sql-parser.ts";

/** null is SQL's NULL; a struct is an object, a list an array. */
export type SqlValue = string | number | boolean | null | SqlValue[] | { [field: string]: SqlValue };

/** A fault that Athena finds only after it took the statement, in its words. */
export class SqlSemanticError extends Error {}

type Row = { [column: string]: SqlValue };
type Read = (row: Row) => SqlValue;

/** Columns and their fields: null for what holds a value, an array of one shape for a list. */
export type SqlShape = null | [SqlShape] | { [field: string]: SqlShape };

/** Reads an expression once, so that unknown columns are found before the first row. */
export function compileSql(expression: SqlExpression, shape: { [column: string]: SqlShape }): Read {
  const compile = (part: SqlExpression) => compileSql(part, shape);
  switch (expression.kind) {
    case "value":
      return () => expression.value;
    case "path":
      return pathReader(expression, shape);
    case "and":
    case "or": {
      const parts = expression.parts.map(compile);
      const decisive = expression.kind === "or";
      return (row) => {
        const values = parts.map((part) => part(row));
        if (values.includes(decisive)) return decisive;
        return values.includes(null) ? null : !decisive;
      };
    }
    case "not": {
      const of = compile(expression.of);
      return (row) => strict([of(row)], ([value]) => value !== true);
    }
    case "compare": {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      const holds = comparisons[expression.sign];
      return (row) =>
        strict([left(row), right(row)], ([a = null, b = null]) => holds?.(sameKind(a, b), b) ?? null);
    }
    case "null": {
      const of = compile(expression.of);
      return (row) => of(row) === null;
    }
    case "in": {
      const of = compile(expression.of);
      const values = expression.values.map(compile);
      return (row) => strict([of(row)], ([value]) => values.some((each) => each(row) === value));
    }
    case "between": {
      const [of, low, high] = [expression.of, expression.low, expression.high].map(compile);
      return (row) =>
        strict([of?.(row) ?? null, low?.(row) ?? null, high?.(row) ?? null], ([a, b, c]) => {
          return String(a) >= String(b) && String(a) <= String(c);
        });
    }
    case "like": {
      const of = compile(expression.of);
      const [pattern, escapeSign] = [expression.pattern, expression.escape].map((each) =>
        each?.kind === "value" ? String(each.value) : undefined,
      );
      const regex = likeRegex(pattern ?? "", escapeSign);
      return (row) => strict([of(row)], ([value]) => regex.test(String(value)));
    }
    case "cast": {
      const of = compile(expression.of);
      if (expression.to === "JSON") return of;
      return (row) => strict([of(row)], ([value]) => String(value));
    }
    case "lambda":
      throw new SqlSemanticError("SYNTAX_ERROR: Lambda expression should always be used inside a function");
    case "call":
      return compileCall(expression, shape);
  }
}

const comparisons: Record<string, (a: SqlValue, b: SqlValue) => boolean> = {
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => String(a) < String(b),
  ">": (a, b) => String(a) > String(b),
  "<=": (a, b) => String(a) <= String(b),
  ">=": (a, b) => String(a) >= String(b),
};

/** Trino compares nothing of different types. */
function sameKind(a: SqlValue, b: SqlValue): SqlValue {
  if (typeof a !== typeof b) {
    throw new SqlSemanticError(`TYPE_MISMATCH: Cannot apply operator: ${typeof a} = ${typeof b}`);
  }
  return a;
}

/** NULL when one of the values is. */
function strict(values: SqlValue[], compute: (values: SqlValue[]) => boolean | string | null): SqlValue {
  return values.includes(null) ? null : compute(values);
}

function likeRegex(pattern: string, escapeSign: string | undefined): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    let character = pattern[at] ?? "";
    if (character === escapeSign) {
      at += 1;
      character = pattern[at] ?? "";
      if (character !== "%" && character !== "_" && character !== escapeSign) {
        throw new SqlSemanticError(
          "INVALID_FUNCTION_ARGUMENT: Escape character must be followed by '%', '_' or the escape character itself",
        );
      }
      source += literal(character);
    } else if (character === "%") source += ".*";
    else if (character === "_") source += ".";
    else source += literal(character);
  }
  return new RegExp(`^${source}$`, "su");
}

const literal = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function compileCall(
  { name, args, at }: SqlExpression & { kind: "call" },
  shape: { [column: string]: SqlShape },
): Read {
  const [first, second] = args;
  if (first === undefined) throw new SqlSemanticError(`${at}: Unexpected parameters () for function ${name}`);
  if (name === "transform" || name === "any_match") {
    if (second?.kind !== "lambda") {
      throw new SqlSemanticError(`FUNCTION_NOT_FOUND: ${at}: Unexpected parameters for function ${name}`);
    }
    const list = compileSql(first, shape);
    const element = shapeOf(first, shape);
    const inner = { ...shape, [second.parameter]: Array.isArray(element) ? element[0] : null };
    const body = compileSql(second.body, inner);
    return (row) => {
      const values = list(row);
      if (!Array.isArray(values)) return null;
      const results = values.map((value) => body({ ...row, [second.parameter]: value }));
      if (name === "transform") return results;
      return results.includes(true) ? true : results.includes(null) ? null : false;
    };
  }
  const values = args.map((each) => compileSql(each, shape));
  switch (name) {
    case "json_format":
      return (row) => {
        const value = values[0]?.(row) ?? null;
        return value === null ? null : JSON.stringify(value);
      };
    case "regexp_like":
      return (row) =>
        strict(
          values.map((value) => value(row)),
          ([text, pattern]) => new RegExp(String(pattern), "u").test(String(text)),
        );
    default:
      throw new SqlSemanticError(`FUNCTION_NOT_FOUND: ${at}: Function '${name}' not registered`);
  }
}

function shapeOf(expression: SqlExpression, shape: { [column: string]: SqlShape }): SqlShape | undefined {
  if (expression.kind !== "path") return undefined;
  return expression.names.reduce<SqlShape | undefined>((inner, name) => {
    if (inner === null || inner === undefined || Array.isArray(inner)) return undefined;
    return Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, shape);
}

function pathReader(
  expression: SqlExpression & { kind: "path" },
  shape: { [column: string]: SqlShape },
): Read {
  const { names, at } = expression;
  if (shapeOf(expression, shape) === undefined) {
    throw new SqlSemanticError(`COLUMN_NOT_FOUND: ${at}: Column '${names.join(".")}' cannot be resolved`);
  }
  return (row) => {
    let value: SqlValue = row;
    for (const name of names) {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
      value = value[name] ?? null;
    }
    return value;
  };
}
