import { randomUUID } from "node:crypto";
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

const mostTurns = 4;

/**
 * All or nothing. Runs `work` again when PostgreSQL made it give way (deadlock, serialisation), and when the
 * connection died during COMMIT and the database says that it did not commit.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (ask: Ask) => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    const tried = await attempt(pool, work);
    if (tried.outcome === "committed") return tried.result;
    if (turn === mostTurns) throw databaseError(tried.error);
    // Whom it gave way to must wake up first, or both meet again.
    await new Promise((resolve) => setTimeout(resolve, turn * (20 + Math.random() * 80)));
  }
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
    await client.query("begin");
    const result = await work(askWhileOpen);
    open = false;
    const token = randomUUID();
    const committed = await commit(client, token).catch(async (error: unknown) => {
      onError(error instanceof Error ? error : new Error(String(error)));
      if (isConnectionLost(error)) return wasCommitted(pool, token, error);
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

/** Marks last about an hour: nobody asks later than some seconds after a COMMIT. */
const tidy = `delete from commit_mark where token in (
  select token from commit_mark where at < clock_timestamp() - interval '1 hour' limit 5000 for update skip locked)`;
const tidyEvery = 1_000;
let commits = 0;

/** One round trip; the mark tells later what became of a COMMIT whose answer got lost. */
async function commit(client: pg.PoolClient, token: string): Promise<true> {
  const sweep = ++commits % tidyEvery === 0 ? `${tidy}; ` : "";
  // What only read has nothing to mark, and costs no write.
  const mark = `insert into commit_mark (token) select '${token}' where pg_current_xact_id_if_assigned() is not null`;
  await client.query(`${sweep}${mark}; commit`).catch((error: unknown) => {
    // in_failed_sql_transaction
    if (codeOf(error) !== "25P02") throw error;
    throw new Error("The transaction was rolled back: an error inside it was caught and not passed on.");
  });
  return true;
}

/**
 * Lays the lost transaction's mark in its place. Where it lies already, the transaction was committed; else it was
 * not, and cannot be any more: a backend that still holds it would trip over ours.
 */
async function wasCommitted(pool: pg.Pool, token: string, cause: unknown): Promise<boolean> {
  for (const until = performance.now() + patienceMs; performance.now() < until; ) {
    const laid = await pool
      .query("insert into commit_mark (token) values ($1) on conflict do nothing", [token])
      .then(({ rowCount }) => rowCount === 1)
      .catch(() => undefined);
    if (laid !== undefined) return !laid;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new UnavailableError(
    "The database went away while it was keeping this, and may or may not have kept it. Look before you try again.",
    { cause },
  );
}

const patienceMs = 12_000;
