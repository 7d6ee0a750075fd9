import type { Fault } from "./fault.ts";

const longestFile = 200_000;

/**
 * One text for one file, whatever the editor: no byte order mark, line feeds only, one at the end. Undefined when it
 * is too long to be read.
 */
export function readSource(written: string, file: string, faults: Fault[]): string | undefined {
  const text = `${written
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .trimEnd()}\n`;
  if (text.length > longestFile) {
    const message = `The file is too long (${text.length} characters; ${longestFile} are allowed).`;
    faults.push({ file, line: 1, message });
    return undefined;
  }
  const hidden = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.exec(text);
  if (hidden)
    faults.push({
      file,
      line: text.slice(0, hidden.index).split("\n").length,
      message: "A control or direction character hides here, which reviewers cannot see: remove it.",
    });
  return text;
}
