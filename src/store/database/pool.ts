import pg from "pg";
import { CairnError, InputError } from "../../domain/errors.ts";
import type { Log } from "../../log.ts";
import { codeOf, isConnectionLost } from "./database-error.ts";
import { schema } from "./migrate.ts";

const maxClockSkewMs = 5_000;

/** Wrong by setting: waiting does not mend it. Password, authorisation, database, role. */
const finalStates = new Set(["28P01", "28000", "3D000", "42501", "ERR_INVALID_URL"]);

/**
 * Connections to the database, once it answers and its clock agrees with ours.
 * `workers`: how many runs this process works on at a time.
 */
export async function openPool(options: {
  databaseUrl: string;
  log: Pick<Log, "info" | "warn" | "error">;
  workers?: number;
  signal?: AbortSignal;
}): Promise<pg.Pool> {
  const { databaseUrl, log, workers = 0, signal } = options;
  await waitForDatabase(databaseUrl, { log, signal });
  // Every time-out is needed: without them a half-open connection leaves a worker silently dead.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 6 + workers,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    statement_timeout: 8_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: "cairn",
    verify: prepare,
  });
  // An idle client that drops would otherwise end the process.
  pool.on("error", (error) => log.warn({ err: error }, "a database connection was lost"));
  return pool;
}

/** Each new connection works in our schema. After a failover an old primary may still answer, but takes no writes. */
function prepare(client: pg.ClientBase, done: (error?: Error) => void): void {
  client
    .query(`set search_path to ${schema}`)
    .then(() => client.query<{ transaction_read_only: string }>("show transaction_read_only"))
    .then(({ rows }) =>
      done(
        rows[0]?.transaction_read_only === "on"
          ? Object.assign(new Error("the database is read-only (a standby?)"), { code: "25006" })
          : undefined,
      ),
    )
    .catch(done);
}

/** Asks until PostgreSQL answers. Throws at once for what waiting cannot mend, and for clocks that differ by > 5 s. */
export async function waitForDatabase(
  databaseUrl: string,
  { log, signal }: { log: Pick<Log, "info" | "warn">; signal?: AbortSignal },
): Promise<void> {
  let lastWarning = "";
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    try {
      requireSameTime(await clockSkewMs(databaseUrl));
      if (waited) log.info("the database answers");
      return;
    } catch (error) {
      if (error instanceof CairnError) throw error;
      const message = error instanceof Error ? error.message || codeOf(error) : String(error);
      if (finalStates.has(codeOf(error)) || !isWorthWaiting(error))
        throw new InputError(
          `The database does not let us in: ${message}. Check DATABASE_URL (host, database, user, password).`,
          { cause: error },
        );
      if (message !== lastWarning) log.warn({ reason: message }, "waiting for the database");
      lastWarning = message;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const isWorthWaiting = (error: unknown): boolean =>
  isConnectionLost(error) ||
  ["53300", "57P03"].includes(codeOf(error)) ||
  (error instanceof AggregateError && error.errors.some(isConnectionLost)) ||
  (error instanceof Error && /timeout/i.test(error.message));

/** How far the database's clock is ahead of ours; half of the round trip is allowed for. */
async function clockSkewMs(databaseUrl: string): Promise<number> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    const asked = Date.now();
    const { rows } = await client.query<{ ms: number }>(
      "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
    );
    return (rows[0]?.ms ?? Number.NaN) - (asked + Date.now()) / 2;
  } finally {
    client.end().catch(() => {});
  }
}

export function requireSameTime(skewMs: number): void {
  if (Math.abs(skewMs) <= maxClockSkewMs) return;
  throw new CairnError(
    "clock_skew",
    `The database's clock is ${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's. Leases and times would be wrong: synchronise both clocks (NTP), then start again.`,
  );
}
