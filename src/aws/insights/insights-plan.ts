import { type AskedByHand, handLines, jqLine } from "../../domain/query/hand-lines.ts";
import type { QueryPlan, Window } from "../../domain/query/query.ts";
import { daysOf, usualDay, usualShare } from "../../domain/query/trail-volume.ts";
import { shellQuote } from "../../domain/text/shell-quote.ts";
import { bytesInWords } from "../bytes-in-words.ts";

const startSeconds = 4;
const bytesScannedPerSecond = 2_000_000_000;
const rowsPerSecond = 10_000;
const rowsPerPage = 10_000;
/** Of a query that AWS charges about $0.005 a GB for; prices differ by Region. */
const dollarsPerGigabyte = 0.005;

export function insightsEstimate(
  window: Window,
  narrowed: boolean,
  groups: number,
  rowCap: number,
): QueryPlan["estimate"] {
  const days = daysOf(window);
  const rows = Math.min(rowCap, days * usualDay.events * (narrowed ? usualShare : 1));
  const bytes = Math.round(days * usualDay.bytes) * groups;
  const pages = Math.max(1, Math.ceil(rows / rowsPerPage));
  const polls = 3;
  return {
    calls: (1 + polls + pages) * groups,
    seconds: Math.ceil(startSeconds + bytes / bytesScannedPerSecond + rows / rowsPerSecond),
    bytes,
    dollars: (bytes / 1e9) * dollarsPerGigabyte,
  };
}

export function insightsWhy({ bytes = 0, dollars = 0 }: QueryPlan["estimate"], narrowed: boolean): string {
  const cost = dollars < 0.01 ? "less than a cent" : `about $${dollars.toFixed(2)}`;
  const reads = narrowed ? "and gives only what fits" : "and gives every event: nothing narrows it";
  return `Logs Insights reads the whole window at once ${reads}; it scans about ${bytesInWords(bytes)}, which costs ${cost}.`;
}

/** The query is started, waited for, and its answer fetched page by page: older CLIs know the first page only. */
export function insightsCommand(
  text: string,
  asked: AskedByHand,
  { from, to }: { from: number; to: number },
  groups: readonly { region: string; group: string }[],
): string {
  const lines = groups.map(({ region, group }) => {
    const start = shellQuote([
      "aws",
      "logs",
      "start-query",
      "--region",
      region,
      ...(group.startsWith("arn:")
        ? ["--log-group-identifiers", group.replace(/:\*$/, "")]
        : ["--log-group-name", group]),
      "--start-time",
      String(from),
      "--end-time",
      String(to),
      "--query-string",
      text.replaceAll("\n", " "),
      "--query",
      "queryId",
      "--output",
      "text",
    ]);
    const results = `aws logs get-query-results --region ${region} --query-id "$query"`;
    const unpack = '.results[][] | select(.field == "@message").value | fromjson?';
    return [
      `query=$(${start})`,
      `while ${results} --query status --output text | grep -qE 'Scheduled|Running'; do sleep 2; done`,
      "token=",
      "while",
      `  page=$(${results} --output json \${token:+"--next-token=$token"})`,
      `  printf '%s' "$page" | ${jqLine(unpack)}`,
      `  token=$(printf '%s' "$page" | jq -r '.nextToken // empty')`,
      '  [ -n "$token" ]',
      "do :; done",
    ].join("\n");
  });
  return handLines(asked, lines);
}
