/** A command line in which nothing but its words acts; for POSIX shells. */
export function shellQuote(words: readonly string[]): string {
  return words.map((word) => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(" ");
}

/** Control characters have no business on a line that people copy. */
function quoted(word: string): string {
  return `'${word.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").replaceAll("'", "'\\''")}'`;
}
