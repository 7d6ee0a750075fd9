import type { Cell } from "../../domain/query/query.ts";

export const shownCell = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? "" : String(cell);
