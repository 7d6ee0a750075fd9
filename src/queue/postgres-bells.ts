import { createPostgresBackend, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { InputError } from "../domain/errors.ts";
import { createAttentiveBackend } from "./attentive-backend.ts";
import { type Bells, type BellsOptions, workerSettings } from "./bells.ts";
import { untilAnswered } from "./until-answered.ts";
import { within } from "./within.ts";

const schema = "cairn_queue";

/** What a queue and a worker of BullMQ have in common. */
interface Connected {
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** BullMQ's own PostgreSQL backend, in a schema of its own beside our tables. */
export async function postgresBells(
  name: string,
  { databaseUrl, log, onError, signal }: BellsOptions & { databaseUrl: string },
): Promise<Bells> {
  await untilAnswered("the database", { log, signal, isFinal }, () => migrateQueue(databaseUrl));
  // BullMQ remembers a first connection that failed for ever: what did not get through is thrown away and built anew.
  const ready = <T extends Connected>(build: () => T): Promise<T> =>
    untilAnswered("the queue's database", { log, signal, isFinal }, async () => {
      const built = build();
      built.on("error", onError);
      try {
        await built.waitUntilReady();
        return built;
      } catch (error) {
        await within(3_000, built.close()).catch(() => {});
        throw error;
      }
    });

  const connection = (max: number) => ({
    connectionString: databaseUrl,
    schema,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A dead line costs one after the other of its connections so long.
    query_timeout: 5_000,
    statement_timeout: 4_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: "cairn queue",
  });
  const queue = await ready(() => new Queue(name, { connection: connection(2) }, createPostgresBackend));
  return {
    queue,
    answer: (process, { concurrency }) =>
      ready(
        () =>
          new Worker(
            name,
            process,
            { ...workerSettings, concurrency, connection: connection(2 + Math.min(concurrency, 4)) },
            createAttentiveBackend,
          ),
      ),
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
