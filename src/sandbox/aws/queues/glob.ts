/** `*` is any text and `?` any one character, as in IAM policies. */
export function matchesGlob(pattern: string, value: string): boolean {
  // Two pointers and one mark to go back to: linear in practice, whatever the pattern.
  let at = 0;
  let read = 0;
  let star = -1;
  let mark = 0;
  while (read < value.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at;
      mark = read;
      at += 1;
    } else if (wanted === "?" || wanted === value[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      read = mark;
    } else {
      return false;
    }
  }
  return [...pattern.slice(at)].every((rest) => rest === "*");
}
