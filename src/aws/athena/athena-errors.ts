import type { QueryExecutionStatus } from "@aws-sdk/client-athena";
import { CairnError, InputError, UnavailableError } from "../../domain/errors.ts";
import { nameOf } from "../errors.ts";

/** Where an account's trail can be asked with SQL. */
export interface AthenaTable {
  account: string;
  region: string;
  database: string;
  table: string;
  workgroup?: string;
  /** `s3://bucket/folder/` for results, unless the workgroup says where. */
  output?: string;
  /** Bytes scanned at which a question is stopped. */
  maxBytes?: number;
}

/** Why a statement that AWS took did not succeed. */
export function athenaEndError(
  { account, region, database, table }: AthenaTable,
  { State, StateChangeReason: reason = "", AthenaError: kind }: QueryExecutionStatus,
): CairnError {
  const where = `${database}.${table} in account ${account}, ${region}`;
  const said = reason.slice(0, 400);
  if (/bytes scanned limit/i.test(reason)) {
    return new CairnError(
      "athena_ceiling",
      `The workgroup's own limit on scanned bytes ended the question (${said}). Ask about a shorter window.`,
    );
  }
  if (State === "CANCELLED") {
    return new CairnError("athena_cancelled", "Somebody stopped the query in AWS. Ask again.");
  }
  if (/COLUMN_NOT_FOUND|cannot be resolved|TYPE_MISMATCH|not of type ROW/i.test(reason)) {
    return new InputError(
      `The table ${where} lacks a column that this question needs. Make it as README.md shows, or ask another engine. Athena says: ${said}`,
    );
  }
  if (/TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|does not exist/i.test(reason)) {
    return new InputError(`There is no table ${where}. Check athena in cairn.yml. Athena says: ${said}`);
  }
  if (/access denied|not authorized|insufficient permission/i.test(reason)) {
    return new CairnError(
      "aws_access_denied",
      `Athena may not read ${where}: the role needs the Glue table, the trail's bucket and the results' bucket. Athena says: ${said}`,
    );
  }
  if (kind?.Retryable === true) {
    return new UnavailableError(`Athena failed on the way, and says that it may work next time: ${said}`);
  }
  return new CairnError("athena_query", `Athena could not answer from ${where}: ${said}`);
}

/** A refusal at the start, in words that say what to set. */
export function athenaStartError(error: unknown, { account, region }: AthenaTable): unknown {
  if (!(error instanceof CairnError) || nameOf(error.cause) !== "InvalidRequestException") return error;
  return new InputError(
    `Athena does not take the question in account ${account}, ${region}. Check athena.workgroup and athena.output in cairn.yml: one of them must say where results go. ${error.message}`,
    { cause: error },
  );
}
