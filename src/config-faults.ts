import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** Checks YAML against a form; every fault as `file:line: where: what`. */
export function faultsOfYaml<T extends z.ZodType>(
  text: string,
  file: string,
  form: T,
): { value: z.output<T> } | { faults: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return { faults: broken.map((fault) => `${file}:${lines.linePos(fault.pos[0]).line}: ${fault.message}`) };

  const result = form.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (result.success) return { value: result.data };
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  return {
    faults: result.error.issues.map((issue) => {
      const place = issue.path.join(".");
      return `${file}:${lineOf(issue.path)}: ${place === "" ? "" : `${place}: `}${issue.message}`;
    }),
  };
}
