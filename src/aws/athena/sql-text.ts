const writable = /^\P{C}{0,1024}$/u;
/** LIKE may need an escape before every character, and a sign at each end. */
const longestValue = 500;

/** True for a text that may stand in a statement: no control or format characters, not too long. */
export function isSqlText(text: string): boolean {
  return text.length <= longestValue && writable.test(text);
}

/** The one place where a value becomes part of SQL: nothing but a quote ends a text, and a quote is doubled. */
export function sqlText(text: string): string {
  if (!writable.test(text)) throw new RangeError("Not a text for SQL.");
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name from the settings, such as a table's. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What LIKE takes for a text that is open at its ends, with ! as the escape. */
export function sqlLike({
  text,
  openStart,
  openEnd,
}: {
  text: string;
  openStart: boolean;
  openEnd: boolean;
}): string {
  const escaped = text.replace(/[%_!]/g, (character) => `!${character}`);
  return `${sqlText(`${openStart ? "%" : ""}${escaped}${openEnd ? "%" : ""}`)} ESCAPE '!'`;
}
