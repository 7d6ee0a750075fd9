import { InputError } from "../errors.ts";

/** What an author wrote, with its wildcards at the ends told apart from its text; `\*` is a star that means itself. */
export interface AuthoredText {
  text: string;
  openStart: boolean;
  openEnd: boolean;
}

/** Throws InputError when a `*` stands anywhere but at an end that `mayOpenStart` and `mayOpenEnd` allow. */
export function readWildcards(
  authored: string,
  { mayOpenStart = true, mayOpenEnd = true }: { mayOpenStart?: boolean; mayOpenEnd?: boolean } = {},
): AuthoredText {
  let body = authored;
  const openStart = mayOpenStart && body.startsWith("*");
  if (openStart) body = body.slice(1);
  const openEnd = mayOpenEnd && body.endsWith("*") && !body.endsWith("\\*");
  if (openEnd) body = body.slice(0, -1);
  const alone = openStart && body === "" && mayOpenEnd;
  const parts = body.split("\\*");
  if (parts.some((part) => part.includes("*"))) {
    throw new InputError(
      `"${authored}" has a * in the middle. A * can stand at the start or at the end of a value; ` +
        "write \\* for a star that means itself.",
    );
  }
  return { text: parts.join("*"), openStart, openEnd: openEnd || alone };
}

/** The author's parts of a leaf: what stands around its `{{…}}`. */
export function authorParts(template: string): string[] {
  return template.split(/\{\{[^{}]*\}\}/);
}

/** Says at load time what binding would refuse later. */
export function requireWildcardsAtEnds(template: string): void {
  const parts = authorParts(template);
  parts.forEach((part, position) => {
    readWildcards(part, { mayOpenStart: position === 0, mayOpenEnd: position === parts.length - 1 });
  });
}
