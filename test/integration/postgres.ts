import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { migrate } from "../../src/store/database/migrate.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";

export const quiet = { info() {}, warn() {}, error() {} };

export interface TestDatabase {
  /** Known once `beforeAll` has run. */
  url: string;
}

/**
 * A database of this test file's own, migrated unless told otherwise: on `TEST_DATABASE_URL`, or on an embedded
 * server that ends with the file.
 */
export function useDatabase({ migrated = true }: { migrated?: boolean } = {}): TestDatabase {
  const database: TestDatabase = { url: "" };
  let stop = async () => {};
  beforeAll(async () => {
    const server = await testServer();
    const name = `cairn_test_${randomBytes(6).toString("hex")}`;
    await ask(server.url, `create database ${name}`);
    stop = async () => {
      await ask(server.url, `drop database ${name} with (force)`);
      await server.stop();
    };
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    database.url = url.href;
    if (migrated) await migrate(database.url);
  });
  afterAll(() => stop());
  return database;
}

/** The server of `TEST_DATABASE_URL`, or one that is started now in a folder that is removed with it. */
export async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  const folder = await openFolder();
  const server = await startEmbeddedPostgres({ folder: path.join(folder, ".cairn"), log: quiet });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/** A temporary folder that other users may enter, as a checkout usually is. */
export async function openFolder(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "cairn-test-"));
  await fs.chmod(folder, 0o755);
  return folder;
}

export async function ask(url: string, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url, options: "-c search_path=cairn,public" });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
