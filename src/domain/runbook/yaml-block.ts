import { isAlias, isNode, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import type { z } from "zod";
import type { Fault } from "./fault.ts";
import { faultsOfIssues } from "./zod-faults.ts";

/** A piece of YAML in a runbook file; `line` is the file's line on which its text begins. */
export interface YamlText {
  text: string;
  line: number;
  file: string;
  /** What it is, for messages: `the front matter`, `a query block`. */
  what: string;
}

export interface YamlValue {
  value: unknown;
  /** The file's line of a key or element, or of the nearest thing around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

const deepest = 20;
const longestList = 50;

/** Reads YAML strictly: anchors, aliases, tags, repeated keys and warnings are faults. */
export function readYaml(source: YamlText, faults: Fault[]): YamlValue | undefined {
  const counter = new LineCounter();
  const lineAt = (offset: number): number => source.line + Math.max(0, counter.linePos(offset).line - 1);
  const before = faults.length;
  const lines = source.text.split("\n");
  const refuse = (line: number, message: string): void => {
    faults.push({ file: source.file, line, message });
  };

  try {
    const document = parseDocument(source.text, {
      lineCounter: counter,
      prettyErrors: false,
      stringKeys: true,
      schema: "core",
      version: "1.2",
    });
    for (const problem of [...document.errors, ...document.warnings])
      refuse(
        lineAt(problem.pos[0]),
        `${source.what} is not valid YAML: ${reason(problem.message, lines[counter.linePos(problem.pos[0]).line - 1])}`,
      );
    if (faults.length > before) return undefined;

    visit(document, (_key, node, path) => {
      const line = isNode(node) && node.range ? lineAt(node.range[0]) : source.line;
      if (isNode(node) && (isAlias(node) || ("anchor" in node && node.anchor)))
        refuse(
          line,
          "Anchors and aliases (&, *) are not allowed: write the value out, in quotes if it is text.",
        );
      else if (isNode(node) && node.tag !== undefined)
        refuse(line, `The tag ${node.tag} is not allowed: leave it out.`);
      else if (isScalar(node) && misread(node))
        refuse(line, `Quote ${node.source}: as a number it would be ${node.value}.`);
      if (path.length > deepest * 2) {
        refuse(line, `Nested more than ${deepest} levels deep: make it flatter.`);
        return visit.BREAK;
      }
      return undefined;
    });
    if (faults.length > before) return undefined;

    const nodeAt = (path: readonly PropertyKey[]): Node | undefined => {
      const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
      const key = path.at(-1);
      if (typeof parent === "object" && parent !== null && "items" in parent && Array.isArray(parent.items))
        for (const item of parent.items)
          if (isPair(item) && isNode(item.key) && String(item.key) === key) return item.key;
      const node = document.getIn(path, true);
      return isNode(node) ? node : undefined;
    };
    return {
      value: document.toJS({ maxAliasCount: 0 }),
      lineOf(path) {
        for (let length = path.length; length > 0; length--) {
          const node = nodeAt(path.slice(0, length));
          if (node?.range) return lineAt(node.range[0]);
        }
        return source.line;
      },
    };
  } catch (error) {
    refuse(
      source.line,
      `${source.what} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

/** Reads YAML and checks it; when it has faults they are added to `faults` and `raw` is what was read. */
export function readChecked<Schema extends z.ZodType>(
  source: YamlText,
  schema: Schema,
  faults: Fault[],
): { value: z.output<Schema>; lineOf: YamlValue["lineOf"] } | { raw: unknown } {
  const yaml = readYaml(source, faults);
  if (!yaml) return { raw: undefined };
  const checked = schema.safeParse(yaml.value);
  if (checked.success) return { value: checked.data, lineOf: yaml.lineOf };
  faults.push(...faultsOfIssues(checked.error.issues, source, yaml.lineOf));
  return { raw: yaml.value };
}

/** The same for a list, element by element, so that one that is wrong hides nothing in the others. */
export function readCheckedList<Schema extends z.ZodType>(
  source: YamlText,
  schema: Schema,
  faults: Fault[],
): { value: z.output<Schema>; line: number }[] {
  const yaml = readYaml(source, faults);
  if (!yaml) return [];
  if (!Array.isArray(yaml.value) || yaml.value.length === 0 || yaml.value.length > longestList) {
    const message = `${source.what} must be a list of 1 to ${longestList} rules, each with a dash.`;
    faults.push({ file: source.file, line: source.line, message });
    return [];
  }
  return yaml.value.flatMap((element: unknown, index) => {
    const checked = schema.safeParse(element);
    if (checked.success) return [{ value: checked.data, line: yaml.lineOf([index]) }];
    const what = `rule ${index + 1} of ${source.what}`;
    const lineOf: YamlValue["lineOf"] = (path) => yaml.lineOf([index, ...path]);
    faults.push(...faultsOfIssues(checked.error.issues, { ...source, what }, lineOf));
    return [];
  });
}

/** Account ids lose their leading zeros and long ids their last digits when YAML takes them for numbers. */
const misread = ({ value, source, type }: { value: unknown; source?: string; type?: string }): boolean =>
  typeof value === "number" &&
  type === "PLAIN" &&
  source !== undefined &&
  String(value) !== source &&
  !/^-?\d+\.\d+$/.test(source);

const reason = (message: string, line = ""): string =>
  line.includes("{{") ? 'put templates in quotes, "{{name}}".' : message;
