import { InputError } from "../errors.ts";
import { type WhereForm, whereForm } from "../query/where-form.ts";
import type { Expression, Operand } from "./expression.ts";
import type { Prose } from "./prose.ts";
import type { ConcludeRule, Condition } from "./schema.ts";

/** What a runbook gives a shared step, by the names under which the shared step speaks of it. */
export type WithValues = Readonly<Record<string, string | readonly string[]>>;

const alone = /^\{\{\s*([A-Za-z]\w*)\s*\}\}$/;
const inside = /\{\{\s*([A-Za-z]\w*)\s*\}\}/g;

/** A text of a shared step as it stands in the runbook that uses it. Throws InputError for a list inside a text. */
export function textWith(text: string, given: WithValues): string {
  return text.replace(inside, (written, name: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) return written;
    if (typeof value === "string") return value;
    throw new InputError(`"with: ${name}" is a list, and the shared step puts it into the text \`${text}\`.`);
  });
}

/** The same for what YAML holds; a value that is nothing but a name may become a list. */
export function yamlWith(value: unknown, given: WithValues): unknown {
  if (typeof value === "string") {
    const name = alone.exec(value)?.[1];
    const whole = name !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
    return whole === undefined || typeof whole === "string" ? textWith(value, given) : [...whole];
  }
  if (Array.isArray(value))
    return value.flatMap((element: unknown) => {
      const made = yamlWith(element, given);
      return Array.isArray(made) && !Array.isArray(element) ? made : [made];
    });
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, yamlWith(inner, given)]));
}

export function proseWith(prose: Prose, given: WithValues): Prose {
  return {
    markdown: textWith(prose.markdown, given),
    blocks: prose.blocks.map((block) => ({
      ...block,
      text: block.text.map((piece) => ({ ...piece, text: textWith(piece.text, given) })),
    })),
  };
}

export function ruleWith(rule: ConcludeRule, given: WithValues): ConcludeRule {
  const { among, when, say, set } = rule;
  return {
    ...rule,
    ...(among && { among: whereWith(among, given) }),
    ...(when && { when: conditionWith(when, given) }),
    ...(say !== undefined && { say: textWith(say, given) }),
    set: Object.fromEntries(Object.entries(set).map(([name, path]) => [name, pathWith(path, given)])),
  };
}

function whereWith(where: WhereForm, given: WithValues): WhereForm {
  const made = whereForm.safeParse(yamlWith(where, given));
  if (made.success) return made.data;
  throw new InputError(`A rule of the shared step cannot take this: ${made.error.issues[0]?.message ?? ""}`);
}

export const conditionWith = (when: Condition, given: WithValues): Condition =>
  when.op === "otherwise" ? when : expressionWith(when, given);

export function expressionWith(expression: Expression, given: WithValues): Expression {
  if (expression.op === "not") return { op: "not", of: expressionWith(expression.of, given) };
  if (expression.op === "known") return { op: "known", path: pathWith(expression.path, given) };
  if (expression.op !== "compare")
    return { op: expression.op, of: expression.of.map((part) => expressionWith(part, given)) };
  const { left, right } = expression;
  return { ...expression, left: operandWith(left, given), right: operandWith(right, given) };
}

/** A name of the runbook's stays a name; words become text to compare with. */
function operandWith(operand: Operand, given: WithValues): Operand {
  if ("list" in operand) return { list: operand.list.map((each) => operandWith(each, given)) };
  if ("of" in operand) {
    const [left, right] = operand.of;
    return { op: operand.op, of: [operandWith(left, given), operandWith(right, given)] };
  }
  if (!("path" in operand) || !Object.hasOwn(given, operand.path)) return operand;
  const value = given[operand.path] ?? "";
  if (typeof value !== "string") return { list: value.map((literal) => ({ literal })) };
  const name = alone.exec(value)?.[1];
  return name === undefined ? { literal: value } : { path: name };
}

function pathWith(path: string, given: WithValues): string {
  const value = Object.hasOwn(given, path) ? given[path] : undefined;
  const name = typeof value === "string" ? alone.exec(value)?.[1] : undefined;
  if (value === undefined || name !== undefined) return name ?? path;
  throw new InputError(`"with: ${path}" must be one name, "{{name}}": the shared step keeps it as a fact.`);
}
