import { InputError } from "../../domain/errors.ts";
import type { RunbookCase } from "./runbook-test-file.ts";

/** A case with `{{answer.…}}` replaced by what its story knows. Throws InputError for what it does not know. */
export function filledIn(each: RunbookCase, answer: unknown): RunbookCase {
  return { ...each, ...(fill({ ...each, trail: undefined }, answer) as RunbookCase), trail: each.trail };
}

function fill(value: unknown, answer: unknown): unknown {
  if (typeof value === "string") return filledText(value, answer);
  if (Array.isArray(value)) return value.map((each) => fill(each, answer));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [filledName(key, answer), fill(inner, answer)]),
  );
}

function filledText(text: string, answer: unknown): unknown {
  const [, only] = /^\{\{answer\.([\w.]+)\}\}$/.exec(text) ?? [];
  return only === undefined ? filledName(text, answer) : valueAt(only, answer);
}

const filledName = (text: string, answer: unknown): string =>
  text.replace(/\{\{answer\.([\w.]+)\}\}/g, (_, path: string) => {
    const value = valueAt(path, answer);
    return Array.isArray(value) ? value.join(", ") : String(value);
  });

function valueAt(path: string, answer: unknown): unknown {
  const value = path
    .split(".")
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === "object" && inner !== null && Object.hasOwn(inner, name)
          ? (inner as Record<string, unknown>)[name]
          : undefined,
      answer,
    );
  if (value === undefined) throw new InputError(`The story's answer has no "${path}".`);
  return value;
}
