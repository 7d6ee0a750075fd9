import type { z } from "zod";
import type { Fault } from "./fault.ts";

type Issue = z.core.$ZodIssue;

/** What zod found, one fault for each thing to mend, on the line it stands on. */
export function faultsOfIssues(
  issues: readonly Issue[],
  source: { file: string; what: string },
  lineOf: (path: readonly PropertyKey[]) => number,
): Fault[] {
  return issues
    .flatMap((issue) => flat(issue, []))
    .flatMap(({ issue, path }) => {
      const at = (place: readonly PropertyKey[], message: string): Fault => ({
        file: source.file,
        line: lineOf(place),
        message,
      });
      const where = path.length > 0 ? `"${nameOf(path)}"` : source.what;
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) =>
          at([...path, key], `unknown key "${key}" in ${where}: mend or remove it.`),
        );
      return [at(path, `${where} ${sentence(issue)}`)];
    });
}

const nameOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) => (typeof part === "number" ? `${name}[${part}]` : `${name}${name && "."}${String(part)}`),
    "",
  );

/** A union's issue says little: the branch that came furthest says what is wrong. */
function flat(issue: Issue, prefix: PropertyKey[]): { issue: Issue; path: PropertyKey[] }[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ issue, path }];
  const depth = (branch: Issue[]): number => Math.max(...branch.map((each) => each.path.length));
  const hopeful = issue.errors.filter(
    (branch) => !branch.every((each) => each.code === "invalid_type" && each.path.length === 0),
  );
  const [best] = [...hopeful].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return best ? best.flatMap((each) => flat(each, path)) : [{ issue, path }];
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined && !issue.message.includes("received")
        ? "is missing."
        : issue.message.includes("received undefined")
          ? "is missing: add it."
          : `must be ${issue.expected === "record" || issue.expected === "object" ? "a mapping" : issue.expected}.`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}.`;
    case "too_big":
      return `is too long or too large (at most ${issue.maximum}).`;
    case "too_small":
      return `is empty or too small (at least ${issue.minimum}).`;
    case "invalid_key":
      return `${issue.issues[0]?.message ?? "is not allowed as a name"}.`;
    default:
      return issue.message.endsWith(".") ? issue.message : `${issue.message}.`;
  }
}
