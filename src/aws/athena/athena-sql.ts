import { type CoverLanguage, pushDown } from "../../domain/query/condition-cover.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import type { AthenaColumn } from "./athena-columns.ts";
import { coverInSql } from "./athena-field.ts";
import { neededColumns } from "./athena-needs.ts";
import { sqlName, sqlText } from "./sql-text.ts";

export interface CompiledSql {
  /** A SELECT whose rows are records, newest first: a column each for `columns`, in their order. */
  sql: string;
  columns: AthenaColumn[];
  /** False when it takes every record of the window. */
  narrowed: boolean;
  pushedDown: string[];
  checkedHere: string[];
}

/** Athena's limit for a statement is 262,144 bytes (docs); a character may take four. */
const conditionLength = 60_000;
export const athenaRowLimit = 100_000;

const language: CoverLanguage = { and: "AND", or: "OR", field: coverInSql };

/**
 * SQL for the CloudTrail table with partition projection. It fetches records, not counts: only here are duplicates
 * known, and what a field means. Throws InputError for a question about what the table does not have.
 */
export function compileAthena(
  query: Query,
  { window, account, database, table }: { window: Window; account: string; database: string; table: string },
): CompiledSql {
  const columns = neededColumns(query);
  const fits = (texts: string[]) => texts.join(" AND ").length <= conditionLength;
  const { texts, pushedDown, checkedHere } = pushDown(query.where, language, fits);
  const conditions = [...timeConditions(window), ...accountCondition(account), ...texts];
  const sql = [
    `SELECT ${columns.map(selected).join(", ")}`,
    `FROM ${sqlName(database)}.${sqlName(table)}`,
    `WHERE ${conditions.join("\n  AND ")}`,
    "ORDER BY eventtime DESC",
    // One more than is taken, so that a cut is seen.
    `LIMIT ${athenaRowLimit + 1}`,
  ].join("\n");
  return { sql, columns, narrowed: texts.length > 0, pushedDown, checkedHere };
}

function selected({ kind, sql }: AthenaColumn): string {
  if (kind !== "elements") return sql;
  const [list, field] = sql.split(".");
  return `json_format(CAST(transform(${list}, r -> r.${field}) AS JSON))`;
}

/** The partition is the day of delivery, so the day after is read too. CloudTrail writes times as 2026-05-04T08:15:31Z. */
function timeConditions({ from, to }: Window): string[] {
  const day = (at: Date) => sqlText(at.toISOString().slice(0, 10).replaceAll("-", "/"));
  const second = (ms: number) => sqlText(new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z"));
  const whole = (ms: number, round: (value: number) => number) => round(ms / 1_000) * 1_000;
  return [
    `"timestamp" BETWEEN ${day(from)} AND ${day(new Date(to.getTime() + 86_400_000))}`,
    `eventtime BETWEEN ${second(whole(from.getTime(), Math.floor))} AND ${second(whole(to.getTime(), Math.ceil))}`,
  ];
}

/** A table may hold several accounts. */
function accountCondition(account: string): string[] {
  return account === "" ? [] : [`(recipientaccountid = ${sqlText(account)} OR recipientaccountid IS NULL)`];
}
