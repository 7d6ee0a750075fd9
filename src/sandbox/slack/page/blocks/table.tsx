import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../json.ts";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { RichText } from "./rich-text.tsx";

/** A table block; its first row is drawn as the header, as Slack does. */
export function TableBlock({ block }: { block: Fields }) {
  const rows = Array.isArray(block.rows) ? block.rows.map(listOf) : [];
  const settings = Array.isArray(block.column_settings) ? block.column_settings.map(fieldsOf) : [];
  const [head = [], ...body] = rows;
  const alignment = (column: number) => ({
    textAlign: (textOf(settings[column]?.align) || "left") as "left" | "center" | "right",
    whiteSpace: settings[column]?.is_wrapped === true ? ("normal" as const) : ("nowrap" as const),
  });
  return (
    <ScrollBox class="table-scroll" label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} style={alignment(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, line) => (
            <tr key={line}>
              {row.map((cell, column) => (
                <td key={column} style={alignment(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

export function Cell({ cell }: { cell: unknown }) {
  if (!isFields(cell)) return null;
  if (cell.type === "rich_text") return <RichText elements={listOf(cell.elements)} />;
  return <>{textOf(cell.text)}</>;
}
