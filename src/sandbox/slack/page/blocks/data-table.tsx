import { useState } from "preact/hooks";
import { type Fields, listOf, textOf } from "../../json.ts";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { Cell } from "./table.tsx";

const usualPage = 5;

/** A table one leafs through and sorts by a column. */
export function DataTable({ block }: { block: Fields }) {
  const [page, setPage] = useState(0);
  const [sort, setSort] = useState<{ column: number; down: boolean }>();
  const [head = [], ...body] = Array.isArray(block.rows) ? block.rows.map(listOf) : [];
  const size = Number(block.page_size ?? usualPage);
  const header = Number(block.row_header_column_index ?? 0);
  const sorted = sort === undefined ? body : [...body].sort((a, b) => compare(a, b, sort.column));
  if (sort?.down) sorted.reverse();
  const pages = Math.max(1, Math.ceil(body.length / size));
  const shown = sorted.slice(page * size, (page + 1) * size);
  const sortBy = (column: number) => setSort({ column, down: sort?.column === column ? !sort.down : false });
  return (
    <div class="data-table">
      <ScrollBox class="table-scroll" label={textOf(block.caption)}>
        <table>
          <caption>{textOf(block.caption)}</caption>
          <thead>
            <tr>
              {head.map((cell, column) => (
                <th
                  key={column}
                  scope="col"
                  aria-sort={sort?.column === column ? (sort.down ? "descending" : "ascending") : undefined}
                >
                  <button type="button" class="sort" onClick={() => sortBy(column)}>
                    <Cell cell={cell} />
                    {sort?.column === column && <span aria-hidden="true">{sort.down ? " ↓" : " ↑"}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, line) => (
              <tr key={line}>
                {row.map((cell, column) =>
                  column === header ? (
                    <th key={column} scope="row">
                      <Cell cell={cell} />
                    </th>
                  ) : (
                    <td key={column}>
                      <Cell cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {pages > 1 && (
        <div class="actions">
          <button type="button" class="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <small>
            {page + 1} of {pages}
          </small>
          <button
            type="button"
            class="button"
            disabled={page + 1 === pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </div>
      )}
    </div>
  );
}

function compare(a: Fields[], b: Fields[], column: number): number {
  const one = a[column];
  const other = b[column];
  if (one?.type === "raw_number" && other?.type === "raw_number")
    return Number(one.value) - Number(other.value);
  return textOf(one?.text).localeCompare(textOf(other?.text));
}
