import { compileAthena } from "../../aws/athena/athena-sql.ts";
import { planLookup } from "../../aws/event-history/lookup-attribute.ts";
import { compileInsights } from "../../aws/insights/insights-query.ts";
import { compileFilterPattern } from "../../aws/log-group/filter-pattern.ts";
import { InputError } from "../../domain/errors.ts";
import { queriesOf } from "../../domain/query/each.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import type { WalkReport } from "./walk-runbook.ts";

/** What AWS would be asked at each step of a walk, in each engine's own language; for people who review it. */
export function compiledText({ steps }: WalkReport, account: string): string {
  return steps
    .flatMap(({ id, title, rendered }) =>
      rendered && "query" in rendered && rendered.query.from === "cloudtrail"
        ? [`## ${title} [${id}]`, ...compiled(rendered.query, rendered.window, account), ""]
        : [],
    )
    .join("\n");
}

function compiled(whole: Query, window: Window, account: string): string[] {
  const [{ element, query } = { query: whole }, ...others] = queriesOf(whole);
  const asked =
    element === undefined ? [] : [`(asked ${others.length + 1} times, once for each element; of the first:)`];
  const lookup = planLookup(query);
  const table = { window, account, database: "default", table: "cloudtrail_logs" };
  return [
    ...asked,
    said("event-history", () =>
      lookup.attributes
        .map(({ AttributeKey, AttributeValue }) => `${AttributeKey}=${AttributeValue}`)
        .join("\n"),
    ),
    said("log-group", () => compileFilterPattern(query).pattern),
    said("insights", () => compileInsights(query).text),
    said("athena", () => {
      const { sql, columns } = compileAthena(query, table);
      // Which columns an engine reads is told by how many: their list is the same nearly everywhere, and long.
      return sql.replace(/^SELECT .*/, `SELECT (${columns.length} columns)`);
    }),
  ];
}

function said(engine: string, compile: () => string | undefined): string {
  const lines = (text: string): string =>
    text
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n");
  try {
    return `${engine}:\n${lines(compile() || "(everything in the window)")}`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `${engine} refuses:\n${lines(error.message)}`;
  }
}
