import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";

/** Runs an embedded PostgreSQL in the folder given until told to end; prints its address, or why it did not start. */
try {
  const log = { info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ folder: process.argv[2] ?? "", log });
  // As the rest of a Cairn does, which has more to do than to hold the lock.
  const living = setInterval(() => {}, 60_000);
  process.once("SIGTERM", () => {
    clearInterval(living);
    void server.stop();
  });
  console.log(JSON.stringify({ url: server.url }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
