import { InputError } from "../../domain/errors.ts";
import type { Answer, Query, QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../../flows/ports.ts";
import { bytesInWords } from "../bytes-in-words.ts";
import type { Wait } from "../call-aws.ts";
import type { AwsClients } from "../clients.ts";
import { createReading } from "../reading.ts";
import { type AthenaTable, athenaStartError } from "./athena-errors.ts";
import { athenaCommand, athenaEstimate, athenaWhy } from "./athena-plan.ts";
import { athenaRecord } from "./athena-record.ts";
import { runAthenaQuery } from "./athena-run.ts";
import { athenaRowLimit, compileAthena } from "./athena-sql.ts";

export interface AthenaOptions {
  clients: Pick<AwsClients, "athena" | "forget">;
  takeBudget: TakeBudget;
  now: () => Date;
  table: AthenaTable;
  wait?: Wait;
}

/** Asks a trail's files in S3 with Athena, which AWS charges by the bytes it scans. All Regions are in the table. */
export function createAthena(options: AthenaOptions): QueryEngine {
  const { clients, takeBudget, now, table, wait } = options;
  const compile = (request: QueryRequest) => {
    const query = requireCloudTrail(request);
    if (request.account !== table.account)
      throw new InputError(`No Athena table is set for account ${request.account} in cairn.yml.`);
    return compileAthena(query, { ...table, window: request.window });
  };

  const overCeiling = ({ bytes = 0 }: QueryPlan["estimate"]) =>
    table.maxBytes !== undefined && bytes > table.maxBytes;

  return {
    name: "athena",

    plan(request): QueryPlan {
      const { sql, columns, narrowed, pushedDown, checkedHere } = compile(request);
      const estimate = athenaEstimate(request.window, narrowed);
      return {
        engine: "athena",
        pushedDown: [...pushedDown, "eventTime within the window", "days, by partition"],
        checkedHere,
        estimate,
        text: sql,
        why: athenaWhy(estimate, table),
        ...(overCeiling(estimate) && {
          unreached: "probably everything: it is likely to be stopped at the ceiling on scanned bytes",
        }),
        command: athenaCommand({ sql, columns }, request, table),
      };
    },

    async ask(request, asking): Promise<Answer> {
      const { signal } = asking;
      const { sql, columns } = compile(request);
      signal.throwIfAborted();
      const reading = createReading(request, asking);
      const { account, region } = table;
      const call = { table, client: () => clients.athena(account, region, request.askedBy) };
      const refreshCredentials = () => clients.forget(account, request.askedBy);
      let taken = 0;
      const outcome = await runAthenaQuery(
        call,
        { takeBudget, signal, wait, refreshCredentials },
        sql,
        (rows) => {
          const kept = rows.slice(0, athenaRowLimit - taken);
          taken += rows.length;
          reading.addRecords(kept.map((cells) => athenaRecord(columns, cells)));
        },
      ).catch((error: unknown) => {
        signal.throwIfAborted();
        throw athenaStartError(error, table);
      });
      signal.throwIfAborted();
      const scanned = bytesInWords(outcome.bytesScanned);
      return reading.answer({
        engine: "athena",
        regions: [],
        truncated:
          taken > athenaRowLimit
            ? [
                `only the newest ${athenaRowLimit} records that fit were taken; narrow the query or its window`,
              ]
            : [],
        notes: [`Athena scanned ${scanned}, which AWS charges.`],
        now: now(),
      });
    },
  };
}

function requireCloudTrail({ query }: QueryRequest): Query {
  if (query.from === "cloudtrail") return query;
  throw new InputError(
    `Athena's table holds CloudTrail records only, and the query is from ${query.from}. Ask an engine that reads access logs.`,
  );
}
