import { startEmbeddedPostgres } from "../../src/store/embedded.ts";

/** Runs an embedded PostgreSQL in the folder given until told to end; prints its address, or why it did not start. */
try {
  const log = { info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ folder: process.argv[2] ?? "", log });
  process.once("SIGTERM", () => void server.stop());
  console.log(JSON.stringify({ url: server.url }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
