import { type Cairn, startCairn } from "../../src/cairn.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { scaledPace } from "../../src/slack/pace.ts";
import { withFailpoint } from "./failpoints.ts";
import { mutations } from "./mutations.ts";
import type { Order } from "./order.ts";

/** Cairn as `npm start` runs it, with one thing wrong with it or none. */
const order: Order = JSON.parse(process.env.CHAOS ?? "{}");
const { speed, times, leaseMs, failpoint, mutation, clockOffMs = 0 } = order;

const config = readConfig(process.env);
const log = createLog({ level: process.env.CHAOS_LOG ?? "warn" });
process.on("unhandledRejection", (err) => {
  log.fatal({ err }, "unhandled rejection");
  process.exit(1);
});

let cairn: Cairn | undefined;
process.on("SIGTERM", () => {
  void (async () => {
    await cairn?.stop();
    process.exit(0);
  })();
});
cairn = await startCairn({
  config,
  databaseUrl: config.environment.DATABASE_URL ?? "",
  log,
  pace: scaledPace(speed),
  times,
  clock: () => new Date(Date.now() + clockOffMs),
  onLost: () => process.exit(1),
  tamper(parts) {
    const { store } = parts.ports;
    const { transaction } = store;
    // Leases as short as the rest, so that a killed worker is missed within the run.
    store.transaction = (work) =>
      transaction((tx) =>
        work({
          ...tx,
          claimRun: (id) => tx.claimRun(id, leaseMs),
          renewRun: (run) => tx.renewRun(run, leaseMs),
        }),
      );
    const changed = mutation ? mutations[mutation](parts) : parts;
    return failpoint ? withFailpoint(changed, failpoint.name, failpoint.nth) : changed;
  },
});
process.send?.({ up: cairn.listening });
