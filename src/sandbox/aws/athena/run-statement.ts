import type { TrailEvent } from "../trails/trail-event.ts";
import { TABLES, tableRows } from "./cloudtrail-table.ts";
import { compileSql, SqlSemanticError, type SqlValue } from "./sql-evaluate.ts";
import type { SelectStatement, SqlExpression } from "./sql-parser.ts";

export interface StatementResult {
  columns: string[];
  rows: SqlValue[][];
  bytesScanned: number;
}

/** Text of a record to its share in a gzipped file. */
const GZIPPED = 8;

/** What a statement finds among the events that the trail delivered. Throws SqlSemanticError. */
export function runStatement(
  statement: SelectStatement,
  database: string,
  events: readonly TrailEvent[],
): StatementResult {
  const [table = "", schema = database] = [...statement.table].reverse();
  if (schema !== "default") {
    throw new SqlSemanticError(`SCHEMA_NOT_FOUND: line 1:15: Schema '${schema}' does not exist`);
  }
  const shape = Object.hasOwn(TABLES, table) ? TABLES[table] : undefined;
  if (!shape) {
    throw new SqlSemanticError(
      `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.${schema}.${table}' does not exist`,
    );
  }
  const columns = statement.columns.map((each) => compileSql(each, shape));
  const where = statement.where && compileSql(statement.where, shape);
  const order = statement.order.map(({ by, descending }) => ({ read: compileSql(by, shape), descending }));
  const rows = tableRows(table, shape, events);
  const found = rows.filter((row) => where === undefined || where(row) === true);
  found.sort((one, two) => {
    for (const { read, descending } of order) {
      const [a, b] = [String(read(one)), String(read(two))];
      if (a !== b) return a < b === descending ? 1 : -1;
    }
    return 0;
  });
  return {
    columns: statement.columns.map(columnName),
    rows: found.slice(0, statement.limit).map((row) => columns.map((read) => read(row))),
    bytesScanned: Math.ceil(events.reduce((sum, { text }) => sum + text.length, 0) / GZIPPED),
  };
}

function columnName(expression: SqlExpression, at: number): string {
  return expression.kind === "path" ? (expression.names.at(-1) ?? "") : `_col${at}`;
}
