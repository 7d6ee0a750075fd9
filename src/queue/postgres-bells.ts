import { createPostgresBackend, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { InputError } from "../domain/errors.ts";
import { type Bells, type BellsOptions, workerSettings } from "./bells.ts";
import { untilAnswered } from "./until-answered.ts";

const schema = "cairn_queue";

/** BullMQ's own PostgreSQL backend, in a schema of its own beside our tables. */
export async function postgresBells(
  name: string,
  { databaseUrl, log, onError, signal }: BellsOptions & { databaseUrl: string },
): Promise<Bells> {
  // BullMQ remembers a refused first connection for ever: it is built only once the database answers.
  await untilAnswered("the database", { log, signal, isFinal }, () => migrateQueue(databaseUrl));

  const connection = (max: number) => ({
    connectionString: databaseUrl,
    schema,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    statement_timeout: 8_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: "cairn queue",
  });
  const queue = new Queue(name, { connection: connection(2) }, createPostgresBackend);
  queue.on("error", onError);
  return {
    queue,
    async answer(process, { concurrency }) {
      const worker = new Worker(
        name,
        process,
        { ...workerSettings, concurrency, connection: connection(2 + Math.min(concurrency, 4)) },
        createPostgresBackend,
      );
      worker.on("error", onError);
      await worker.waitUntilReady();
      return worker;
    },
    close: () => queue.close(),
  };
}

async function migrateQueue(databaseUrl: string): Promise<void> {
  // Waiting for other migrators may take longer than a pooled statement may.
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await runMigrations(client, schema);
  } finally {
    await client.end().catch(() => {});
  }
}

/** A server that is coming up or gone answers again; a refusal stays one. */
function isFinal(error: unknown): Error | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (
    /^(28|3D|42|22|23)/.test(code) ||
    code === "ERR_INVALID_URL" ||
    (error instanceof Error && /BullMQ/.test(error.message))
  )
    return new InputError(
      `The queue cannot be set up in the database: ${error instanceof Error ? error.message : String(error)}. Check DATABASE_URL and that its user may create schemas.`,
      { cause: error },
    );
  return undefined;
}
