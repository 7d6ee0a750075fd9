import Handlebars from "handlebars";
import { InputError } from "../errors.ts";
import type { FilledLeaf } from "../query/bind.ts";
import { author, inserted, type Segment } from "../text/text.ts";
import { type Facts, type FactValue, factValue, isWindow } from "./facts.ts";

export type TemplatePart = { text: string } | { path: string };

export type Known = Exclude<FactValue, null>;

/** Finds a value by its path; undefined when it is not known. */
export type Lookup = (path: string) => Known | undefined;

export const lookupIn =
  (facts: Facts): Lookup =>
  (path) =>
    factValue(facts, path);

const longestTemplate = 10_000;
const longestText = 500;
const longestLeaf = 4_096;

// Templates are only read with Handlebars, never compiled or run: what is not text or a plain path is refused
// here, so there are no helpers, no prototypes and no generated code that an inserted value could reach.
const { parse } = Handlebars.create();

/** The author's words and the paths between them. Throws InputError for anything but text and `{{path}}`. */
export function parseTemplate(template: unknown): TemplatePart[] {
  // Handlebars takes a ready-made syntax tree too (CVE-2026-33937): only text may come this far.
  if (typeof template !== "string") throw new InputError("A template must be text.");
  if (template.length > longestTemplate)
    throw new InputError(
      `A template may have ${longestTemplate} characters; this one has ${template.length}.`,
    );
  return template.split(column).flatMap((piece, at): TemplatePart[] =>
    // What the pattern caught stands at every other place.
    at % 2 === 1 ? [{ path: piece }] : plainParts(piece, template),
  );
}

/** Columns such as `distinct(ip)` or `resources[0].ARN`, whose brackets Handlebars does not read as part of a name. */
const column =
  /(?<![\\{])\{\{\s*((?:distinct|values|top|first|last|sum|max|min)\.(?=[^{}]*[([])[A-Za-z_](?:[\w.:-]|\[\d+\]|\([\w.:-]+\))*)\s*\}\}(?!\})/;

function plainParts(piece: string, template: string): TemplatePart[] {
  return syntaxOf(piece, template).flatMap((statement): TemplatePart[] => {
    if (statement.type === "ContentStatement") {
      const { value } = statement as hbs.AST.ContentStatement;
      if (value.includes("{{"))
        throw new InputError(`\`${template}\` escapes its braces: leave out the backslash.`);
      return value === "" ? [] : [{ text: value }];
    }
    if (statement.type !== "MustacheStatement")
      throw new InputError(
        `\`${template}\` uses ${names[statement.type] ?? statement.type}: only {{name}} is allowed.`,
      );
    return [{ path: pathOf(statement as hbs.AST.MustacheStatement, template) }];
  });
}

const names: Record<string, string> = {
  BlockStatement: "a block helper",
  PartialStatement: "a partial",
  PartialBlockStatement: "a partial block",
  CommentStatement: "a comment",
  Decorator: "a decorator",
  DecoratorBlock: "a decorator",
};

function syntaxOf(piece: string, template: string): hbs.AST.Statement[] {
  try {
    return parse(piece).body;
  } catch (cause) {
    throw new InputError(`\`${template}\` is not closed or not a name: write {{name}}.`, { cause });
  }
}

function pathOf(mustache: hbs.AST.MustacheStatement, template: string): string {
  const refuse = (why: string): InputError =>
    new InputError(`\`${template}\` ${why}: only {{name}} is allowed.`);
  if (!mustache.escaped) throw refuse("uses triple braces or {{&");
  if (mustache.strip.open || mustache.strip.close) throw refuse("uses ~");
  if (mustache.params.length > 0 || mustache.hash) throw refuse("calls a helper");
  const path = mustache.path as hbs.AST.PathExpression;
  if (mustache.path.type !== "PathExpression") throw refuse("holds a value where a name belongs");
  if (path.data || path.depth > 0 || path.original !== path.parts.join("."))
    throw refuse("leaves the facts (@, .., / or this)");
  if (path.parts.some((part) => ["__proto__", "constructor", "prototype"].includes(part)))
    throw refuse("asks for a prototype");
  return path.original;
}

export function pathsInTemplate(template: string): string[] {
  return parseTemplate(template).flatMap((part) => ("path" in part ? [part.path] : []));
}

/** A sentence with its inserted values apart. What is not known is said so. */
export function fillText(template: string, lookUp: Lookup): Segment[] {
  return parseTemplate(template).map((part) => {
    if ("text" in part) return author(part.text);
    const value = lookUp(part.path);
    return value === undefined ? author("(not known)") : inserted(clip(textOf(value)));
  });
}

/** A leaf that is exactly `{{path}}` takes the typed value. Throws InputError when a value is not known. */
export function fillLeaf(template: string, lookUp: Lookup): FilledLeaf {
  const parts = parseTemplate(template);
  const [only] = parts;
  if (parts.length === 1 && only && "path" in only) {
    const value = knownValue(only.path, lookUp);
    if (isWindow(value))
      throw new InputError(`\`${only.path}\` is a window: use ${only.path}.from or ${only.path}.to.`);
    if (typeof value === "string") requireShort(value, only.path);
    return { value };
  }
  return {
    segments: parts.map((part) => {
      if ("text" in part) return author(part.text);
      const value = knownValue(part.path, lookUp);
      if (typeof value === "object" && !(value instanceof Date))
        throw new InputError(`\`${part.path}\` is a list: it must stand alone, as "{{${part.path}}}".`);
      const text = value instanceof Date ? value.toISOString() : String(value);
      return inserted(requireShort(text, part.path));
    }),
  };
}

function knownValue(path: string, lookUp: Lookup): Known {
  const value = lookUp(path);
  if (value === undefined) throw new InputError(`\`${path}\` is not known: no earlier step found it.`);
  return value;
}

function requireShort(text: string, path: string): string {
  if (text.length > longestLeaf)
    throw new InputError(`\`${path}\` is too long to ask about (${text.length} characters).`);
  return text;
}

/** A value in words: times in UTC, lists up to ten elements. */
export function textOf(value: Known): string {
  if (value instanceof Date) return `${value.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  if (isWindow(value)) return `${textOf(value.from)} to ${textOf(value.to)}`;
  if (!Array.isArray(value)) return String(value);
  const more = value.length > 10 ? ` and ${value.length - 10} more` : "";
  return value.length === 0 ? "(none)" : value.slice(0, 10).join(", ") + more;
}

const clip = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
