import { randomUUID } from "node:crypto";
import type { TrailEvent } from "../trails/trail-event.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { runStatement, type StatementResult } from "./run-statement.ts";
import { SqlSemanticError, type SqlValue } from "./sql-evaluate.ts";
import { parseSelect } from "./sql-parser.ts";
import { SqlSyntaxError } from "./sql-tokens.ts";

export interface QueryExecution {
  id: string;
  sql: string;
  database: string;
  workgroup: string;
  output: string;
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  reason?: string;
  startedAt: Date;
  endedAt?: Date;
  result: StatementResult;
}

export interface QueryExecutions {
  start: (asked: Pick<QueryExecution, "sql" | "database" | "workgroup" | "output">) => QueryExecution;
  find: (id: string) => QueryExecution;
  /** A look at it lets it go one step further: QUEUED, RUNNING, SUCCEEDED or FAILED. */
  look: (id: string) => QueryExecution;
  stop: (id: string) => void;
}

const NOTHING: StatementResult = { columns: [], rows: [], bytesScanned: 0 };

export function createQueryExecutions(
  world: World,
  delivered: (now: number) => readonly TrailEvent[],
): QueryExecutions {
  const executions = new Map<string, QueryExecution>();
  const find = (id: string): QueryExecution => {
    const execution = executions.get(id);
    if (!execution) throw new AwsError("InvalidRequestException", `QueryExecution ${id} was not found`);
    return execution;
  };
  const finish = (execution: QueryExecution): void => {
    execution.endedAt = world.clock();
    try {
      const events = delivered(world.clock().getTime());
      execution.result = runStatement(parseSelect(execution.sql), execution.database, events);
      execution.state = "SUCCEEDED";
    } catch (error) {
      if (!(error instanceof SqlSemanticError)) throw error;
      execution.state = "FAILED";
      execution.reason = error.message;
    }
  };

  return {
    start(asked) {
      try {
        parseSelect(asked.sql);
      } catch (error) {
        if (!(error instanceof SqlSyntaxError)) throw error;
        throw new AwsError("InvalidRequestException", error.message);
      }
      const execution: QueryExecution = {
        ...asked,
        id: randomUUID(),
        state: "QUEUED",
        startedAt: world.clock(),
        result: NOTHING,
      };
      executions.set(execution.id, execution);
      return execution;
    },
    find,
    look(id) {
      const execution = find(id);
      if (execution.state === "RUNNING") finish(execution);
      else if (execution.state === "QUEUED") execution.state = "RUNNING";
      return execution;
    },
    stop(id) {
      const execution = find(id);
      if (execution.state !== "QUEUED" && execution.state !== "RUNNING") return;
      execution.state = "CANCELLED";
      execution.reason = "Query was cancelled by the user.";
      execution.endedAt = world.clock();
    },
  };
}

/** A value as Athena's results write it; NULL has no text at all. */
export function cellText(value: SqlValue): string | undefined {
  if (value === null) return undefined;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => cellText(each) ?? "null").join(", ")}]`;
  const fields = Object.entries(value).map(([name, each]) => `${name}=${cellText(each) ?? "null"}`);
  return `{${fields.join(", ")}}`;
}
