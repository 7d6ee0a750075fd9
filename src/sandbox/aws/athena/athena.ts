import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import type { Operations, World } from "../world.ts";
import { type DeliveredTrail, deliveredEvents } from "./delivered-events.ts";
import { cellText, createQueryExecutions, type QueryExecution } from "./query-executions.ts";

const MAX_STATEMENT_BYTES = 262_144;

const StartInput = z.object({
  QueryString: z.string().min(1),
  QueryExecutionContext: z.object({ Database: z.string().nullish() }).nullish(),
  ResultConfiguration: z.object({ OutputLocation: z.string().nullish() }).nullish(),
  WorkGroup: z.string().nullish(),
});
const IdInput = z.object({ QueryExecutionId: z.string() });
const ResultsInput = IdInput.extend({ MaxResults: numeric.nullish(), NextToken: z.string().nullish() });

/** Workgroups and where they put results; the first one leaves that to the caller, as a new account's does. */
const WORKGROUPS: Record<string, string | undefined> = {
  primary: undefined,
  cairn: "s3://cairn-athena-results/",
};

/** Athena over what the account's trail delivered, as the tables `cloudtrail_logs` and `cloudtrail_logs_pp` of `default`. */
export function athenaOperations(world: World, trail: DeliveredTrail): Operations {
  const executions = createQueryExecutions(world, deliveredEvents(trail));
  return {
    StartQueryExecution({ input }) {
      const asked = readInput(StartInput, input);
      if (Buffer.byteLength(asked.QueryString) > MAX_STATEMENT_BYTES) {
        throw new AwsError("InvalidRequestException", "1 validation error detected: the query is too long.");
      }
      const workgroup = asked.WorkGroup ?? "primary";
      if (!Object.hasOwn(WORKGROUPS, workgroup)) {
        throw new AwsError("InvalidRequestException", `WorkGroup ${workgroup} is not found.`);
      }
      const output = asked.ResultConfiguration?.OutputLocation ?? WORKGROUPS[workgroup];
      if (output == null) {
        throw new AwsError(
          "InvalidRequestException",
          "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
        );
      }
      const database = asked.QueryExecutionContext?.Database ?? "default";
      const { id } = executions.start({ sql: asked.QueryString, database, workgroup, output });
      return { QueryExecutionId: id };
    },
    GetQueryExecution({ input }) {
      const execution = executions.look(readInput(IdInput, input).QueryExecutionId);
      return { QueryExecution: described(execution) };
    },
    GetQueryResults({ input }) {
      const { QueryExecutionId, MaxResults, NextToken } = readInput(ResultsInput, input);
      const limit = MaxResults ?? 1_000;
      if (limit < 1 || limit > 1_000) {
        throw new AwsError("InvalidRequestException", "MaxResults must be between 1 and 1000.");
      }
      const { state, result } = executions.find(QueryExecutionId);
      if (state !== "SUCCEEDED") {
        const message = `Query has not yet finished. Current state: ${state}`;
        throw new AwsError("InvalidRequestException", message);
      }
      // The names of the columns are the first row.
      const all = [result.columns, ...result.rows];
      const asked = { QueryExecutionId };
      const from = NextToken == null ? 0 : Number(readPageToken(asked, NextToken)?.from);
      if (Number.isNaN(from)) throw new AwsError("InvalidRequestException", "The NextToken is not valid.");
      const page = all.slice(from, from + limit);
      const next = from + page.length;
      return {
        ResultSet: {
          Rows: page.map((cells) => ({ Data: cells.map((cell) => ({ VarCharValue: cellText(cell) })) })),
          ResultSetMetadata: {
            ColumnInfo: result.columns.map((Name) => ({ CatalogName: "hive", Name, Type: "varchar" })),
          },
        },
        NextToken: next < all.length ? writePageToken(asked, { from: next }) : undefined,
      };
    },
    StopQueryExecution({ input }) {
      executions.stop(readInput(IdInput, input).QueryExecutionId);
      return {};
    },
  };
}

function described(execution: QueryExecution): object {
  const { id, sql, database, workgroup, output, state, reason, startedAt, endedAt, result } = execution;
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: "DML",
    ResultConfiguration: { OutputLocation: `${output}${id}.csv` },
    QueryExecutionContext: { Database: database },
    WorkGroup: workgroup,
    Status: {
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: startedAt,
      CompletionDateTime: endedAt,
    },
    Statistics: { DataScannedInBytes: result.bytesScanned },
  };
}
