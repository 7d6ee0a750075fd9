import { InputError } from "../errors.ts";
import { author, inserted, type Segment } from "../text/text.ts";
import { type Lookup, parseTemplate, textOf } from "./template.ts";

const plainWord = /^[A-Za-z0-9_+=,.@:/][A-Za-z0-9_+=,.@:/-]*$/;
/** Control and bidirectional characters can act in a terminal or hide what is pasted. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * A command line to copy. Values from outside are quoted for a POSIX shell; one that cannot be pasted safely, or
 * is not known, leaves a quoted remark in its place, so that the command fails rather than does something else.
 */
export function fillCommand(template: string, lookUp: Lookup): Segment[] {
  return parseTemplate(template).map((part) => {
    if ("text" in part) return author(part.text);
    const value = lookUp(part.path);
    if (value === undefined) return author(`'(fill in: ${part.path})'`);
    const text = value instanceof Date ? value.toISOString() : textOf(value);
    if (unsafe.test(text) || text.startsWith("-") || text.length > 1000)
      return author(`'(look up by hand: ${part.path})'`);
    return inserted(plainWord.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  });
}

/** Throws InputError when a value would land between the author's own quotes, where our quoting does not hold. */
export function requireUnquotedValues(template: string): void {
  let open: string | undefined;
  for (const part of parseTemplate(template)) {
    if ("path" in part) {
      if (open)
        throw new InputError(
          `{{${part.path}}} stands inside quotes: take them away, values are quoted for you.`,
        );
      continue;
    }
    for (const character of part.text)
      if (open) open = character === open ? undefined : open;
      else if (character === "'" || character === '"') open = character;
      else if (character === "`" || character === "\\" || character === "$")
        throw new InputError(`A command to copy may not use \`, \\ or $: people could not see what it runs.`);
  }
  if (open) throw new InputError("A quote is not closed.");
}
