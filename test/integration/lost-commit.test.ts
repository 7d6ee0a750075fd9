import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { migrate } from "../../src/store/database/migrate.ts";
import { openPool, waitForDatabase } from "../../src/store/database/pool.ts";
import { inTransaction } from "../../src/store/database/transaction.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";
import { openLine, through } from "./line.ts";
import { ask, openFolder, quiet } from "./postgres.ts";

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

test("what a crash of PostgreSQL swallowed is kept anew, though another transaction has its number by now", async () => {
  const folder = await openFolder();
  cleanUp.push(() => fs.rm(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ folder: path.join(folder, ".cairn"), log: quiet });
  cleanUp.push(() => server.stop());
  await migrate(server.url);
  await ask(server.url, "create table cairn.kept (word text)");
  // Nothing of an open transaction reaches the disk, so that its number is free again after the crash.
  await ask(server.url, "alter system set wal_writer_delay = '10s'");
  await ask(server.url, "select pg_reload_conf()");

  const lockFile = path.join(folder, ".cairn", "postgres", "data", "postmaster.pid");
  let cuts = 0;
  const crash = async () => {
    process.kill(Number((await fs.readFile(lockFile, "utf8")).split("\n")[0]), "SIGQUIT");
    line.cut();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await waitForDatabase(server.url, { log: quiet });
    // Others come first, and are kept under the numbers that were given to what was lost.
    for (let nth = 0; nth < 20; nth++) await ask(server.url, "select pg_current_xact_id()");
    line.mend();
  };
  let crashing: Promise<void> | undefined;
  const line = await openLine({
    to: Number(new URL(server.url).port),
    onCommit() {
      if (cuts++ > 0) return undefined;
      crashing = crash();
      return "before";
    },
  });
  cleanUp.push(() => line.close());
  const pool = await openPool({ databaseUrl: through(server.url, line), log: quiet });
  cleanUp.push(() => pool.end());

  let attempts = 0;
  await inTransaction(pool, async (tell) => {
    attempts++;
    await tell("insert into cairn.kept values ('this')");
  });
  await crashing;
  expect(attempts).toBe(2);
  expect(await ask(server.url, "select word from cairn.kept")).toEqual([{ word: "this" }]);
}, 60_000);
