import pg from "pg";

/** A database of its own on the server, made when it is not there. `name` must be a plain identifier. */
export async function freshDatabase(
  serverUrl: string,
  name: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const ask = async (sql: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    try {
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  };
  const { rowCount } = await ask("select 1 from pg_database where datname = $1", [name]);
  if (rowCount === 0) await ask(`create database "${name}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await ask(`drop database if exists "${name}" with (force)`);
    },
  };
}
