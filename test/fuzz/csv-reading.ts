/** Cells as RFC 4180 has them, for whichever separator a spreadsheet takes. */
export function readCsv(text: string, separator = ","): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = "";
    } else if (character === "\n" || character === "\r") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
      if (character === "\r" && text[at + 1] === "\n") at += 1;
    } else cell += character;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/** What a spreadsheet would compute: it looks past blanks, and some fold full-width signs. */
const formula = /^[\s"]*[=+\-@＝＋－＠﹢﹣﹦﹫−]/u;

/** Plain numbers are what they are. */
export const isFormula = (cell: string): boolean => formula.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell);
