import { type Cairn, startCairn } from "../../src/cairn.ts";
import { readConfig } from "../../src/config.ts";
import { leaseMs as fullLeaseMs } from "../../src/flows/runs/keep-run-alive.ts";
import { createLog } from "../../src/log.ts";
import { scaledPace } from "../../src/slack/pace.ts";
import { withFailpoint } from "./failpoints.ts";
import { type PartMutation, partMutations } from "./mutations.ts";
import type { Order, Told } from "./order.ts";
import { installOwnClock } from "./own-clock.ts";

/** Cairn as `npm start` runs it, with one thing wrong with it or none. */
const order: Order = JSON.parse(process.env.CHAOS ?? "{}");
const { speed, times, leaseMs, failpoint, mutation, clockOffMs = 0 } = order;
const clock = installOwnClock();
clock.jumpTo(clockOffMs);
process.on("disconnect", () => process.exit(1));
process.on("message", (told: Told) => clock.jumpTo(told.clockOffMs));

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
  onLost: () => process.exit(1),
  tamper(parts) {
    const { store } = parts.ports;
    const { transaction } = store;
    const short = (ms: number) => (ms === fullLeaseMs ? leaseMs : ms);
    // Leases as short as the rest, so that a killed worker is missed within the run.
    store.transaction = (work) =>
      transaction((tx) =>
        work({
          ...tx,
          claimRun: (id, ms) => tx.claimRun(id, short(ms)),
          renewRun: (run, ms) => tx.renewRun(run, short(ms)),
        }),
      );
    const change = Object.hasOwn(partMutations, mutation ?? "")
      ? partMutations[mutation as PartMutation]
      : undefined;
    const changed = change ? change(parts) : parts;
    return failpoint ? withFailpoint(changed, failpoint) : changed;
  },
});
process.send?.({ up: cairn.listening });
