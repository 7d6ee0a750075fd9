import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CairnError, UnavailableError } from "../../domain/errors.ts";
import { callAws, defaultWait, type Patience, untilAborted, type Wait } from "../call-aws.ts";
import { stopWhenUnwanted } from "../stop-when-unwanted.ts";
import { insightsRowLimit } from "./insights-query.ts";

export interface InsightsCall {
  account: string;
  region: string;
  resource: string;
  /** A fresh client each time, since credentials may be renewed in between. */
  client(): Pick<CloudWatchLogsClient, "send">;
}

export interface InsightsQuestion {
  text: string;
  group: string;
  /** Whole seconds since 1970, both inclusive. */
  from: number;
  to: number;
}

export interface InsightsRow {
  /** Milliseconds since 1970 of the delivery. */
  at: number;
  message: string | undefined;
}

export interface InsightsOutcome {
  /** Rows given to `onPage`. */
  received: number;
  /** False when Insights matched more events than it gave. */
  whole: boolean;
  recordsScanned: number;
  bytesScanned: number;
}

export interface InsightsSight {
  recordsScanned: number;
  rows: InsightsRow[];
}

const rowsPerPage = 10_000;
/** Shown while a query runs; they may still change. */
const rowsGlimpsed = 200;
const longestWaitMs = 2_000;
/** An hour's worth: AWS gives up after that, whatever it says. */
const mostLooks = 2_000;

/** Runs one query to its end and hands on its rows page by page. Stops it in AWS when it is not wanted any more. */
export async function runInsightsQuery(
  call: InsightsCall,
  patience: Patience,
  question: InsightsQuestion,
  { onPage, onGlimpse }: { onPage(rows: InsightsRow[]): void; onGlimpse(sight: InsightsSight): void },
): Promise<InsightsOutcome> {
  const { signal, wait = defaultWait } = patience;
  const stop = (queryId: string, tooLate: AbortSignal) =>
    call.client().send(new StopQueryCommand({ queryId }), { abortSignal: tooLate });
  return stopWhenUnwanted(stop, async (job) => {
    const queryId = await callAws({ ...call, action: "logs:StartQuery" }, patience, () => {
      // Not aborted on a cancel: without its id a query that started could not be stopped.
      const sent = call.client().send(startCommand(question));
      return job.starting(sent.then(({ queryId }) => queryId));
    });
    const fetchPage = (maxItems: number, nextToken?: string): Promise<GetQueryResultsCommandOutput> =>
      callAws({ ...call, action: "logs:GetQueryResults", resource: "*" }, patience, () =>
        call
          .client()
          .send(new GetQueryResultsCommand({ queryId, maxItems, nextToken }), { abortSignal: signal }),
      );
    await untilComplete(fetchPage, wait, signal, onGlimpse, job.ended);
    return readPages(fetchPage, onPage);
  });
}

function startCommand({ text, group, from, to }: InsightsQuestion): StartQueryCommand {
  const where = group.startsWith("arn:")
    ? { logGroupIdentifiers: [group.replace(/:\*$/, "")] }
    : { logGroupName: group };
  return new StartQueryCommand({ ...where, queryString: text, startTime: from, endTime: to });
}

type FetchPage = (maxItems: number, nextToken?: string) => Promise<GetQueryResultsCommandOutput>;

async function untilComplete(
  fetchPage: FetchPage,
  wait: Wait,
  signal: AbortSignal,
  onGlimpse: (sight: InsightsSight) => void,
  onEnded: () => void,
): Promise<void> {
  let waitMs = 200;
  for (let look = 0; look < mostLooks; look += 1) {
    const { status, statistics, results } = await fetchPage(rowsGlimpsed);
    switch (status) {
      case "Complete":
        return onEnded();
      case "Scheduled":
      case "Running":
        onGlimpse({ recordsScanned: statistics?.recordsScanned ?? 0, rows: rowsOf(results) });
        break;
      case "Failed":
      case "Timeout":
      case "Cancelled":
        onEnded();
        throw endedError(status);
    }
    await untilAborted(wait(waitMs, signal), signal);
    waitMs = Math.min(longestWaitMs, waitMs * 1.5);
  }
  throw endedError("Timeout");
}

function endedError(status: "Failed" | "Timeout" | "Cancelled"): CairnError {
  if (status === "Failed")
    return new UnavailableError("Logs Insights says that the query failed. Ask again.");
  return status === "Timeout"
    ? new CairnError(
        "insights_timeout",
        "Logs Insights gave up after 60 minutes. Ask about a shorter window.",
      )
    : new CairnError("insights_cancelled", "Somebody stopped the query in AWS. Ask again.");
}

async function readPages(
  fetchPage: FetchPage,
  onPage: (rows: InsightsRow[]) => void,
): Promise<InsightsOutcome> {
  let received = 0;
  let nextToken: string | undefined;
  for (;;) {
    const { results, statistics, nextToken: next } = await fetchPage(rowsPerPage, nextToken);
    const rows = rowsOf(results);
    received += rows.length;
    onPage(rows);
    if (next && rows.length > 0 && received < insightsRowLimit) {
      nextToken = next;
      continue;
    }
    // Below a full page nothing can have been cut.
    const cut = received >= rowsPerPage && (statistics?.recordsMatched ?? received + 1) > received;
    const { recordsScanned = 0, bytesScanned = 0 } = statistics ?? {};
    return { received, whole: !cut, recordsScanned, bytesScanned };
  }
}

function rowsOf(results: GetQueryResultsCommandOutput["results"]): InsightsRow[] {
  return (results ?? []).map((cells) => {
    const cell = (name: string) => cells.find(({ field }) => field === name)?.value;
    // "2026-05-04 08:15:31.514", in UTC.
    const at = Date.parse(`${cell("@timestamp")?.replace(" ", "T")}Z`);
    return { at, message: cell("@message") };
  });
}
