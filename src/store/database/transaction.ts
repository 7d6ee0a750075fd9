import type pg from "pg";
import { UnavailableError } from "../../domain/errors.ts";
import { codeOf, databaseError, isConnectionLost, isSerialisationFault } from "./database-error.ts";

/** Asks the database; what it throws is ours where the database is in trouble. */
export type Ask = <R extends pg.QueryResultRow>(
  sql: string,
  values?: unknown[],
) => Promise<{ rows: R[]; count: number }>;

export const askOf =
  (database: Pick<pg.Pool, "query"> | Pick<pg.Client, "query">): Ask =>
  async <R extends pg.QueryResultRow>(sql: string, values?: unknown[]) => {
    try {
      const result = await database.query<R>(sql, values);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } catch (error) {
      throw databaseError(error);
    }
  };

/**
 * All or nothing. Runs `work` once more when PostgreSQL made it give way (deadlock, serialisation), and when the
 * connection died during COMMIT and the database says that it did not commit.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (ask: Ask) => Promise<T>): Promise<T> {
  const first = await attempt(pool, work);
  if (first.outcome === "committed") return first.result;
  const second = await attempt(pool, work);
  if (second.outcome === "committed") return second.result;
  throw databaseError(second.error);
}

type Attempt<T> = { outcome: "committed"; result: T } | { outcome: "gave-way"; error: unknown };

async function attempt<T>(pool: pg.Pool, work: (ask: Ask) => Promise<T>): Promise<Attempt<T>> {
  const client = await pool.connect().catch((error: unknown) => {
    throw databaseError(error);
  });
  let broken: Error | undefined;
  // A checked-out client has no other listener: without this a restart of PostgreSQL would end the process.
  const onError = (error: Error) => {
    broken ??= error;
  };
  client.on("error", onError);
  let open = true;
  const ask = askOf(client);
  const askWhileOpen: Ask = (sql, values) => {
    if (!open) throw new Error("This transaction is over: await everything that is asked inside it.");
    return ask(sql, values);
  };
  try {
    const transactionId = await begin(client);
    const result = await work(askWhileOpen);
    open = false;
    const committed = await commit(client).catch(async (error: unknown) => {
      onError(error instanceof Error ? error : new Error(String(error)));
      if (isConnectionLost(error)) return wasCommitted(pool, transactionId, error);
      throw error;
    });
    return committed ? { outcome: "committed", result } : { outcome: "gave-way", error: broken };
  } catch (error) {
    open = false;
    const cause = error instanceof UnavailableError ? error.cause : error;
    if (isConnectionLost(cause)) onError(cause instanceof Error ? cause : new Error(String(cause)));
    if (!broken) await client.query("rollback").catch(onError);
    if (isSerialisationFault(cause)) return { outcome: "gave-way", error: cause };
    throw databaseError(error);
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

async function begin(client: pg.PoolClient): Promise<string> {
  // One round trip; the id lets us ask later what became of a COMMIT whose answer got lost.
  const results: unknown = await client.query("begin; select pg_current_xact_id()::text as id");
  const row = Array.isArray(results) ? results[1]?.rows?.[0] : undefined;
  return String(row?.id);
}

async function commit(client: pg.PoolClient): Promise<true> {
  const { command } = await client.query("commit");
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, without an error.
  if (command !== "COMMIT")
    throw new Error("The transaction was rolled back: an error inside it was caught and not passed on.");
  return true;
}

async function wasCommitted(pool: pg.Pool, transactionId: string, cause: unknown): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 500));
    const status = await pool
      .query<{ status: string | null }>("select pg_xact_status($1::xid8) as status", [transactionId])
      .then(({ rows }) => rows[0]?.status ?? undefined)
      // 22023: the id lies in the future, so this server never saw the transaction.
      .catch((error: unknown) => (codeOf(error) === "22023" ? "aborted" : undefined));
    if (status === "committed") return true;
    if (status === "aborted") return false;
  }
  throw new UnavailableError(
    "The database went away while it was keeping this, and may or may not have kept it. Look before you try again.",
    { cause },
  );
}
