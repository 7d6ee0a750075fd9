import type { Runbook } from "./schema.ts";

type Searched = Pick<Runbook, "id" | "title" | "whenToUse" | "steps">;

/** Those that speak of all these words, in their id, title, use or steps; those whose title does stand first. */
export function findRunbooks<R extends Searched>(runbooks: readonly R[], words: string): R[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return [...runbooks];
  const speaksOf = (...texts: string[]) => {
    const said = texts.join("\n").toLowerCase();
    return wanted.every((word) => said.includes(word));
  };
  const found = runbooks.filter(({ id, title, whenToUse, steps }) =>
    speaksOf(id, title, whenToUse, ...steps.map((step) => step.title)),
  );
  const byTitle = found.filter(({ id, title }) => speaksOf(id, title));
  return [...byTitle, ...found.filter((each) => !byTitle.includes(each))];
}
