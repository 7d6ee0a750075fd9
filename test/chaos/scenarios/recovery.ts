import { leaseMs } from "../../../src/flows/runs/keep-run-alive.ts";
import { times } from "../../../src/parts/times.ts";
import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad, type Load } from "../load.ts";
import { type Order, quick } from "../order.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { type Scenario, until } from "../scenario.ts";
import type { World } from "../world.ts";

/** How long until an alarm that is sent now shows in Slack. */
async function untilShown(world: World, load: Load, name: string, withinMs: number) {
  const sending = load.send({ name, channel: 0, by: "http" });
  const waited = await until(`${name} shows in Slack`, withinMs, () =>
    (world.workspace.report().messages[world.channels[0] ?? ""] ?? []).some(({ text }) =>
      text?.includes(name),
    ),
  );
  await sending;
  return waited;
}

/** A worker dies with a question in its hands: how long until another one has brought the answer. */
async function untilAnswered(world: World, load: Load, order: Partial<Order>): Promise<number> {
  await load.send({ name: "asked", channel: 0, withProbe: true });
  await untilQuiet(world, 30_000);
  const [first] = world.children;
  world.account.fault({ operation: "cloudtrail:LookupEvents", slowMs: 20_000, times: 1 });
  await pressRun(world, 1, 20_000);
  const struck = () => world.account.report().faults["cloudtrail:LookupEvents slow"] ?? 0;
  await until("AWS was asked", 20_000, () => struck() > 0);
  await isUp(await world.start({ name: "heir", order }), 60_000);
  first?.process.kill("SIGKILL");
  return until("the answer is there", 60_000, async () => {
    const { rowCount } = await world.pool.query("select 1 from run where state = 'done'");
    return rowCount === 1;
  });
}

/** The promised times of recovery, with every lease, sweep and grace as in production. */
export const recovery: Scenario = {
  name: "recovery",
  alone: true,
  promises: ["G6"],
  what: "killed workers, PostgreSQL restarts, half-open lines, and starting before everything else is there",
  async run({ random, open, order: given, backend }) {
    const order = { ...given, times: { ...times, delivery: quick.times.delivery }, leaseMs };
    const world = await open({ channels: 1 });
    const load = createLoad(world, random, { twice: 0 });
    const taken: Record<string, number[]> = {};
    try {
      world.lines.database.cut();
      if (world.lines.redis) world.lines.redis.cut();
      world.workspace.fault({ method: "auth.test", times: 3, status: 503 });
      const early = await world.start({ name: "early", order });
      const order2 = random.chance(0.5) ? ["database", "redis"] : ["redis", "database"];
      for (const line of order2) {
        await until(
          "a moment",
          5_000,
          () => performance.now() - early.startedAt > (line === order2[0] ? 2_000 : 3_000),
        );
        if (line === "database") world.lines.database.mend();
        else world.lines.redis?.mend();
      }
      const allThere = performance.now();
      await isUp(early, 60_000);
      taken["everything there to up"] = [(early.upAt ?? 0) - allThere];
      await untilShown(world, load, "first", 60_000);

      process.kill(await world.postmasterPid(), "SIGQUIT");
      taken["PostgreSQL killed to shown"] = [await untilShown(world, load, "restarted", 60_000)];
      world.lines.database.silence();
      taken["database line silent to shown"] = [await untilShown(world, load, "silent", 90_000)];
      if (world.lines.redis && backend === "redis") {
        world.lines.redis.silence();
        taken["Redis line silent to shown"] = [await untilShown(world, load, "silent-queue", 90_000)];
      }
      taken["worker killed to its answer"] = [await untilAnswered(world, load, order)];
      await untilQuiet(world, 30_000);
      const verdict = await judge(world, load.sent);
      const bounds: Record<string, number> = {
        "worker killed to its answer": 25_000,
        "everything there to up": 15_000,
        "PostgreSQL killed to shown": 10_000,
        "database line silent to shown": 20_000,
        "Redis line silent to shown": 20_000,
      };
      const late = Object.entries(taken).flatMap(([what, all]) =>
        all
          .filter((ms) => ms > (bounds[what] ?? 0))
          .map((ms) => `G6: ${what} took ${(ms / 1000).toFixed(1)} s`),
      );
      return {
        faults: [...verdict.faults, ...late],
        figures: { counts: verdict.counts, times: taken },
      };
    } finally {
      await world.stop();
    }
  },
};
