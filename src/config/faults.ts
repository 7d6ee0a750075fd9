import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** YAML that was checked against a form. `value` is there only when there is no fault. */
export interface ReadYaml<T> {
  value?: T;
  /** As it was written, whatever is wrong with it; undefined when it cannot be read at all. */
  raw: unknown;
  /** Each as `file:line: where: what`. */
  faults: string[];
  /** `file:line: where`, the line of the innermost part that is there. */
  place: (path: readonly PropertyKey[]) => string;
}

export function readYaml<T extends z.ZodType>(text: string, file: string, form: T): ReadYaml<z.output<T>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const place = (path: readonly PropertyKey[], at = path): string =>
    `${file}:${lineOf(at)}:${path.length === 0 ? "" : ` ${path.join(".")}:`}`;

  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const faults = broken.map(({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`);
    return { raw: undefined, faults, place };
  }
  const raw: unknown = document.toJS({ maxAliasCount: 0 }) ?? {};
  const result = form.safeParse(raw);
  if (result.success) return { value: result.data, raw, faults: [], place };
  const faults = result.error.issues.map((issue) => {
    // A key that is not known stands where it stands, not where its neighbours begin.
    const at = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
    return `${place(issue.path, at)} ${issue.message}`;
  });
  return { raw, faults, place };
}
