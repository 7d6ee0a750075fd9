import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CairnError } from "../../domain/errors.ts";
import { athenaGetQueryResults } from "../api-rates.ts";
import { bytesInWords } from "../bytes-in-words.ts";
import { callAws, defaultWait, type Patience, untilAborted } from "../call-aws.ts";
import { stopWhenUnwanted } from "../stop-when-unwanted.ts";
import { type AthenaTable, athenaEndError } from "./athena-errors.ts";

export interface AthenaCall {
  table: AthenaTable;
  /** A fresh client each time, since credentials may be renewed in between. */
  client(): Pick<AthenaClient, "send">;
}

export interface AthenaOutcome {
  bytesScanned: number;
}

const rowsPerPage = 1_000;
const longestWaitMs = 3_000;
/** Two hours' worth; Athena itself gives up after 30 minutes. */
const mostLooks = 2_400;

/** Runs one statement to its end and hands on its rows, NULLs as undefined. Stops it in AWS when it is not wanted any more. */
export async function runAthenaQuery(
  { table, client }: AthenaCall,
  patience: Patience,
  sql: string,
  onPage: (rows: (string | undefined)[][]) => void,
): Promise<AthenaOutcome> {
  const { account, region } = table;
  const aws = { account, region, resource: workgroupArn(table) };
  const paging: Patience = {
    ...patience,
    takeBudget: (at, signal) => patience.takeBudget({ ...at, api: athenaGetQueryResults }, signal),
  };
  const stop = (QueryExecutionId: string, tooLate: AbortSignal) =>
    client().send(new StopQueryExecutionCommand({ QueryExecutionId }), { abortSignal: tooLate });

  return stopWhenUnwanted(stop, async (job) => {
    const id = await callAws({ ...aws, action: "athena:StartQueryExecution" }, patience, () => {
      // Not aborted on a cancel: without its id a query that started could not be stopped.
      const sent = client().send(startCommand(table, sql));
      return job.starting(sent.then(({ QueryExecutionId }) => QueryExecutionId));
    });
    const look = () =>
      callAws({ ...aws, action: "athena:GetQueryExecution" }, patience, () =>
        client().send(new GetQueryExecutionCommand({ QueryExecutionId: id }), {
          abortSignal: patience.signal,
        }),
      ).then(({ QueryExecution: execution }) => execution ?? {});
    const bytesScanned = await untilSucceeded(look, table, patience, job.ended);

    let NextToken: string | undefined;
    for (let page = 1; page === 1 || NextToken !== undefined; page += 1) {
      const answer = await callAws({ ...aws, action: "athena:GetQueryResults" }, paging, () =>
        client().send(
          new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: rowsPerPage, NextToken }),
          { abortSignal: patience.signal },
        ),
      );
      const rows = (answer.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
        Data.map(({ VarCharValue }) => VarCharValue),
      );
      // The first row of all is the names of the columns.
      onPage(page === 1 ? rows.slice(1) : rows);
      NextToken = answer.NextToken;
    }
    return { bytesScanned };
  });
}

function startCommand({ database, workgroup, output }: AthenaTable, sql: string): StartQueryExecutionCommand {
  return new StartQueryExecutionCommand({
    QueryString: sql,
    QueryExecutionContext: { Database: database },
    WorkGroup: workgroup,
    ResultConfiguration: output === undefined ? undefined : { OutputLocation: output },
  });
}

/** Gives the bytes scanned. */
async function untilSucceeded(
  look: () => Promise<QueryExecution>,
  table: AthenaTable,
  { signal, wait = defaultWait }: Patience,
  onEnded: () => void,
): Promise<number> {
  let waitMs = 200;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const { Status: status = {}, Statistics: statistics = {} } = await look();
    const scanned = statistics.DataScannedInBytes ?? 0;
    if (table.maxBytes !== undefined && scanned > table.maxBytes && status.State !== "SUCCEEDED") {
      throw new CairnError(
        "athena_ceiling",
        `Athena had scanned ${bytesInWords(scanned)} when Cairn stopped it: the ceiling for account ${table.account} is ${bytesInWords(table.maxBytes)} (athena.maxBytes in cairn.yml). Ask about a shorter window, or raise the ceiling.`,
      );
    }
    switch (status.State) {
      case "SUCCEEDED":
        onEnded();
        return scanned;
      case "FAILED":
      case "CANCELLED":
        onEnded();
        throw athenaEndError(table, status);
    }
    await untilAborted(wait(waitMs, signal), signal);
    waitMs = Math.min(longestWaitMs, waitMs * 1.5);
  }
  throw new CairnError(
    "athena_timeout",
    "Athena did not come to an end within two hours. Ask about a shorter window.",
  );
}

function workgroupArn({ account, region, workgroup = "primary" }: AthenaTable): string {
  return `arn:aws:athena:${region}:${account}:workgroup/${workgroup}`;
}
