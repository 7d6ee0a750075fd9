import { createHash } from "node:crypto";
import pg from "pg";
import { CairnError, InputError } from "../../domain/errors.ts";
import { type Migration, migrations } from "../migrations/index.ts";
import { codeOf } from "./database-error.ts";

/** Any constant will do, as long as nobody else locks it. */
const lockKey = 4_241_728_110;

/** Ours alone, so that the database may hold other things. */
export const schema = "cairn";

/** Brings the database to this version of Cairn. Any number of processes may do so at once. */
export async function migrate(databaseUrl: string, list: readonly Migration[] = migrations): Promise<void> {
  // A connection of its own: waiting for the lock may take longer than a pooled statement is allowed to.
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {}); // the statement under way rejects as well
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await makeSchema(client);
    await client.query(`create table if not exists migration (
      number integer primary key, name text not null, checksum text not null,
      applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ number: number; checksum: string }>(
      "select number, checksum from migration order by number",
    );
    requireKnown(rows, list);
    const applied = new Set(rows.map(({ number }) => number));
    for (const migration of list.filter(({ number }) => !applied.has(number))) await apply(client, migration);
  } finally {
    await client.end();
  }
}

async function makeSchema(client: pg.Client): Promise<void> {
  try {
    // Asked first: who may not make it may still use one that somebody else made for him.
    const { rows } = await client.query<{ missing: boolean }>(
      "select to_regnamespace($1) is null as missing",
      [schema],
    );
    if (rows[0]?.missing) await client.query(`create schema if not exists ${schema}`);
    await client.query(`set search_path to ${schema}`);
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    throw new InputError(
      `The database's user may not make the schema "${schema}". Allow it: grant create on database … to the user of DATABASE_URL.`,
      { cause: error },
    );
  }
}

async function apply(client: pg.Client, { number, name, sql }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into migration (number, name, checksum) values ($1, $2, $3)", [
      number,
      name,
      checksum(sql),
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new CairnError(
      "migration",
      `Migration ${number} (${name}) failed and was undone: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function requireKnown(applied: { number: number; checksum: string }[], list: readonly Migration[]): void {
  for (const { number, checksum: was } of applied) {
    const migration = list.find((known) => known.number === number);
    if (!migration)
      throw new CairnError(
        "migration",
        `The database was already used by a newer Cairn (migration ${number}). Start that version, or a newer one.`,
      );
    if (checksum(migration.sql) !== was)
      throw new CairnError(
        "migration",
        `Migration ${number} (${migration.name}) is not the one this database was made with. Start the Cairn that made it, or an empty database.`,
      );
  }
}

const checksum = (sql: string): string => createHash("sha256").update(sql).digest("hex");
