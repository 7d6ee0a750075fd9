import { type AskedByHand, handLines, jqLine } from "../../domain/query/hand-lines.ts";
import type { QueryPlan, Window } from "../../domain/query/query.ts";
import { daysOf, usualDay, usualShare } from "../../domain/query/trail-volume.ts";
import { shellQuote } from "../../domain/text/shell-quote.ts";
import { bytesInWords } from "../bytes-in-words.ts";
import type { AthenaTable } from "./athena-errors.ts";
import { athenaEvents } from "./athena-events.ts";
import { athenaRowLimit, type CompiledSql } from "./athena-sql.ts";

const startSeconds = 6;
const bytesScannedPerSecond = 200_000_000;
const rowsPerSecond = 3_000;
const rowsPerPage = 1_000;
/** AWS charges about $5 a TB scanned, 10 MB at least; prices differ by Region. */
const dollarsPerGigabyte = 0.005;

export function athenaEstimate(window: Window, narrowed: boolean): QueryPlan["estimate"] {
  const days = daysOf(window);
  const rows = Math.min(athenaRowLimit, days * usualDay.events * (narrowed ? usualShare : 1));
  // Partitions are whole days, and the day after the window is read too.
  const bytes = Math.round((Math.ceil(days) + 1) * usualDay.gzBytes);
  const pages = Math.max(1, Math.ceil(rows / rowsPerPage));
  return {
    calls: 4 + pages,
    seconds: Math.ceil(startSeconds + bytes / bytesScannedPerSecond + rows / rowsPerSecond),
    bytes,
    dollars: (bytes / 1e9) * dollarsPerGigabyte,
  };
}

export function athenaWhy(
  { bytes = 0, dollars = 0 }: QueryPlan["estimate"],
  { maxBytes }: AthenaTable,
): string {
  const cost = dollars < 0.01 ? "less than a cent" : `about $${dollars.toFixed(2)}`;
  const ceiling = maxBytes === undefined ? "" : `, and stops at ${bytesInWords(maxBytes)}`;
  return `Athena reads whole days of the trail's files, however old; it scans about ${bytesInWords(bytes)}, which costs ${cost}${ceiling}.`;
}

/** The statement is started, waited for, and its rows fetched: the CLI has one command for each. */
export function athenaCommand(
  { sql, columns }: Pick<CompiledSql, "sql" | "columns">,
  asked: AskedByHand,
  { region, database, workgroup, output }: AthenaTable,
): string {
  const start = shellQuote([
    "aws",
    "athena",
    "start-query-execution",
    "--region",
    region,
    "--query-execution-context",
    `Database=${database}`,
    ...(workgroup === undefined ? [] : ["--work-group", workgroup]),
    ...(output === undefined ? [] : ["--result-configuration", `OutputLocation=${output}`]),
    "--query-string",
    sql.replaceAll("\n", " "),
    "--query",
    "QueryExecutionId",
    "--output",
    "text",
  ]);
  const about = (verb: string) => `aws athena ${verb} --region ${region} --query-execution-id "$query"`;
  return handLines(asked, [
    `query=$(${start})`,
    `while ${about("get-query-execution")} --query QueryExecution.Status.State --output text | grep -qE 'QUEUED|RUNNING'; do sleep 2; done`,
    `${about("get-query-results")} --output json | ${jqLine(athenaEvents(columns))}`,
  ]);
}
