import { isEventName, isScalarField, pathsBehind, withoutVersion } from "../../domain/query/field-names.ts";
import type { FieldTest, Literal } from "../../domain/query/query.ts";

// No encoder of JSON escapes these: whoever wrote the record, they stand in its text as they are.
const unescaped = /^[A-Za-z0-9 _.:@+,/-]{2,256}$/;
const partOfNumber = /^[0-9eE+-]*\.?[0-9eE+-]*$/;

/**
 * Texts of which at least one stands in the JSON text of every record that passes the test: a search for them in the
 * whole message loses nothing, whatever fields lists, nesting and the neighbour's limits do. Undefined when nothing is certain.
 */
export function textsInMessage(path: string, test: FieldTest): string[] | undefined {
  // JSON kept inside a text is escaped once more.
  if (path.startsWith("decode(")) return undefined;
  if (test.op !== "equals" && test.op !== "contains") return undefined;
  const texts = test.values.map((literal) => textInMessage(path, literal));
  const certain = texts.filter((text) => text !== undefined);
  return certain.length > 0 && certain.length === texts.length ? [...new Set(certain)] : undefined;
}

function textInMessage(path: string, literal: Literal): string | undefined {
  if (literal.type !== "text") return undefined;
  // Names are compared with and without their version.
  const text = isEventName(path) ? withoutVersion(literal.text) : literal.text;
  if (!unescaped.test(text)) return undefined;
  // Where a number may stand, it may be written in several ways.
  const isText = isScalarField(path) || pathsBehind(path) !== undefined;
  if (!isText && partOfNumber.test(text)) return undefined;
  // A person is "root" where the record says "Root".
  return path === "person" && "root".includes(text) ? undefined : text;
}

/** The name of the key that stands in the JSON text of every record that has something at the path. */
export function keyInMessage(path: string): string | undefined {
  if (path.startsWith("decode(")) return undefined;
  const name =
    path
      .replace(/(\[\d+\])+$/, "")
      .split(".")
      .at(-1) ?? "";
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? name : undefined;
}
