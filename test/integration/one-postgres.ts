import { testServer } from "./postgres.ts";

/** One server for all integration tests: as `globalSetup` it is started once, and every file makes its own database. */
export default async function onePostgres(): Promise<() => Promise<void>> {
  const server = await testServer();
  process.env.TEST_DATABASE_URL = server.url;
  return server.stop;
}
