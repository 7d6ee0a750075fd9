import pg from "pg";
import { ConflictError } from "../../domain/errors.ts";
import { codeOf } from "../database/database-error.ts";
import { isAlive } from "./postmaster.ts";

/** Proof that this process is the one that works on the data: it ends with us, even when we are killed. */
export interface Holder {
  release(): void;
}

/** The key of PostgreSQL's advisory lock. */
export const lockKey = 4_241_728_111;

/** PostgreSQL's name for a server that the Cairn with this pid started. */
export const clusterName = (pid: number): string => `cairn-${pid}`;

/**
 * Takes the data's lock on a server, and makes the database `cairn` there. `undefined` when the server does not
 * answer (yet). Throws ConflictError when a living Cairn has the lock, or is about to take it.
 */
export async function hold(server: {
  port: number;
  password: string;
  data: string;
  base: string;
}): Promise<Holder | undefined> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: server.port,
    user: "cairn",
    password: server.password,
    database: "postgres",
    application_name: `cairn ${process.pid}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string; cluster: string }>(
      "select current_setting('data_directory') as data, current_setting('cluster_name') as cluster",
    );
    if (rows[0]?.data !== server.data) return await giveUp(client);
    await takeLock(client, server.base, starterPid(rows[0].cluster));
    await makeDatabase(client);
  } catch (error) {
    await giveUp(client);
    if (error instanceof ConflictError) throw error;
    return undefined;
  }
  return { release: () => void client.end().catch(() => {}) };
}

/** The Cairn that started this server, when it is another one and lives. */
function starterPid(cluster: string): number | undefined {
  const pid = Number(/^cairn-(\d+)$/.exec(cluster)?.[1]);
  return pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
}

async function takeLock(client: pg.Client, base: string, starter: number | undefined): Promise<void> {
  // PostgreSQL may need a moment to notice that a killed holder is gone, and who started the server to take its
  // lock. After that, the starter's number is somebody else's by now.
  for (let tries = 0; ; tries++) {
    if (starter === undefined || tries >= 30) {
      const { rows } = await client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [
        lockKey,
      ]);
      if (rows[0]?.ours) return;
    }
    const holder = await holderPid(client);
    if (tries < 30 && !(holder && isAlive(holder))) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    throw new ConflictError(
      `Cairn already runs here, pid ${holder ?? "unknown"}, with the database in ${base}. Stop it first, or start the other one from another checkout or with its own DATABASE_URL.`,
    );
  }
}

async function holderPid(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = $1`,
    [lockKey],
  );
  const pid = /^cairn (\d+)$/.exec(rows[0]?.application_name ?? "")?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = 'cairn'");
  if (rowCount === 0)
    await client.query("create database cairn").catch((error: unknown) => {
      if (codeOf(error) !== "42P04") throw error;
    });
}

async function giveUp(client: pg.Client): Promise<undefined> {
  await client.end().catch(() => {});
  return undefined;
}
