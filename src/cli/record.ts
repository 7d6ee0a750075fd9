import { randomUUID } from "node:crypto";
import type pg from "pg";
import { InputError } from "../domain/errors.ts";
import type { Store } from "../flows/ports.ts";
import { createLog } from "../log.ts";
import { migrate } from "../store/database/migrate.ts";
import { openPool } from "../store/database/pool.ts";
import { runningEmbeddedPostgres } from "../store/embedded/running.ts";
import { createStore } from "../store/store.ts";

/** The record for commands of operators: DATABASE_URL's, else that of the Cairn that runs in this folder. */
export async function withRecord<T>(
  env: NodeJS.ProcessEnv,
  work: (store: Store, pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const log = createLog({ level: "error" });
  const databaseUrl = env.DATABASE_URL || (await runningEmbeddedPostgres(env.CAIRN_FOLDER || ".cairn"));
  if (!databaseUrl)
    throw new InputError(
      "No Cairn runs in this folder, and DATABASE_URL is not set. Start Cairn, or name its database in DATABASE_URL.",
    );
  await migrate(databaseUrl);
  const pool = await openPool({ databaseUrl, log });
  try {
    return await work(
      createStore({ pool, newId: randomUUID, clock: () => new Date(), destinations: ["slack"] }),
      pool,
    );
  } finally {
    await pool.end();
  }
}
