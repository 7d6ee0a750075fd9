import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { InputError } from "../errors.ts";

const maxYamlLength = 256 * 1024;

/** YAML as read, and where in the file a key or value stands. */
export interface YamlText {
  value: unknown;
  /** One-based line of the value at `path`, or of the nearest thing above it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads one YAML document strictly. Throws InputError as `file:line: message`. `firstLine` is the line of the text's first line. */
export function readYaml(text: string, fileName: string, firstLine = 1): YamlText {
  const fail = (line: number, message: string): never => {
    throw new InputError(`${fileName}:${line}: ${message}`);
  };
  if (text.length > maxYamlLength) fail(firstLine, `The file is longer than ${maxYamlLength / 1024} KB.`);
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) => firstLine - 1 + Math.max(1, lineCounter.linePos(offset).line);
  const document = parseDocument(text, { lineCounter, uniqueKeys: true, prettyErrors: false });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) fail(lineAt(fault.pos[0]), fault.message);
  visit(document, {
    Alias: (_key, node) =>
      fail(
        lineAt(node.range?.[0] ?? 0),
        "Aliases (*name) are not allowed. Quote a value that starts with *.",
      ),
    Scalar: (key, node) => {
      // zod drops it silently, and with it a condition.
      if (key === "key" && node.value === "__proto__")
        fail(lineAt(node.range?.[0] ?? 0), "__proto__ is not a key.");
      const source = node.source?.replaceAll("_", "") ?? "";
      // Account ids lose their leading zeros and long ids their last digits when YAML takes them for numbers.
      if (typeof node.value === "number" && node.type === "PLAIN" && String(node.value) !== source) {
        fail(
          lineAt(node.range?.[0] ?? 0),
          `Quote ${node.source}: as a number it would be read as ${node.value}.`,
        );
      }
    },
  });
  return { value: document.toJS({ maxAliasCount: 0 }), lineOf: (path) => lineAt(offsetOf(document, path)) };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
