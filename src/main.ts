import { type Cairn, startCairn } from "./cairn.ts";
import { readConfig } from "./config.ts";
import { CairnError, InputError } from "./domain/errors.ts";
import { createLog } from "./log.ts";
import { startEmbeddedPostgres } from "./store/embedded/embedded.ts";

const endWithinMs = 29_000;

/** `npm start`: Cairn as the settings say, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { DATABASE_URL, CAIRN_FOLDER = ".cairn", LOG_LEVEL } = config.environment;
  const log = createLog({ level: LOG_LEVEL });
  process.on("unhandledRejection", (err) => {
    log.fatal({ err }, "unhandled rejection");
    process.exit(1);
  });

  const embedded =
    DATABASE_URL === undefined ? await startEmbeddedPostgres({ folder: CAIRN_FOLDER, log }) : undefined;
  const databaseUrl = DATABASE_URL ?? embedded?.url ?? "";
  let stopping = false;
  let cairn: Cairn | undefined;
  const halt = new AbortController();
  const end = async (code: number) => {
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    // Whatever hangs, whoever waits for us is not kept waiting longer than we promise.
    setTimeout(() => process.exit(1), endWithinMs).unref();
    halt.abort();
    await cairn?.stop();
    await embedded?.stop();
    process.exit(code);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (stopping) {
        log.warn("stopped a second time: ends at once, and others take over when leases end");
        process.exit(1);
      }
      void end(0);
    });
  try {
    cairn = await startCairn({
      ...{ config, databaseUrl, log, signal: halt.signal },
      onLost: () => void end(1),
    });
  } catch (error) {
    if (stopping) return;
    await embedded?.stop();
    throw error;
  }
}

main().catch((error: unknown) => {
  // What people can mend is told in words, a bug with its stack.
  process.stderr.write(
    `${error instanceof CairnError ? error.message : (error instanceof Error && error.stack) || error}\n`,
  );
  process.exit(error instanceof InputError ? 2 : 1);
});
