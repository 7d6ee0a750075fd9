import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { untilQuiet } from "../quiet.ts";
import { type Scenario, until } from "../scenario.ts";
import type { World } from "../world.ts";

/** How long until an alarm that is sent now shows in Slack. */
async function untilShown(world: World, load: ReturnType<typeof createLoad>, name: string, withinMs: number) {
  const sending = load.send({ name, channel: 0, by: "http" });
  const waited = await until(`${name} shows in Slack`, withinMs, () =>
    (world.workspace.report().messages[world.channels[0] ?? ""] ?? []).some(({ text }) =>
      text?.includes(name),
    ),
  );
  await sending;
  return waited;
}

/** The promised times of recovery; every wait of the processes is an eighth of production's, so are these bounds not. */
export const recovery: Scenario = {
  name: "recovery",
  alone: true,
  promises: ["G6"],
  what: "PostgreSQL restarts, half-open lines, and starting before everything else is there",
  async run({ random, open, order, backend }) {
    const world = await open({ channels: 1 });
    const load = createLoad(world, random, { twice: 0 });
    const times: Record<string, number[]> = {};
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
      times["everything there to up"] = [(early.upAt ?? 0) - allThere];
      await untilShown(world, load, "first", 60_000);

      process.kill(await world.postmasterPid(), "SIGQUIT");
      times["PostgreSQL killed to shown"] = [await untilShown(world, load, "restarted", 60_000)];
      world.lines.database.silence();
      times["database line silent to shown"] = [await untilShown(world, load, "silent", 90_000)];
      if (world.lines.redis && backend === "redis") {
        world.lines.redis.silence();
        times["Redis line silent to shown"] = [await untilShown(world, load, "silent-queue", 90_000)];
      }
      await untilQuiet(world, 30_000);
      const verdict = await judge(world, load.sent);
      const bounds: Record<string, number> = {
        "everything there to up": 15_000,
        "PostgreSQL killed to shown": 10_000,
        "database line silent to shown": 20_000,
        "Redis line silent to shown": 20_000,
      };
      const late = Object.entries(times).flatMap(([what, all]) =>
        all
          .filter((ms) => ms > (bounds[what] ?? 0))
          .map((ms) => `G6: ${what} took ${(ms / 1000).toFixed(1)} s`),
      );
      return {
        faults: [...verdict.faults, ...late],
        figures: { counts: verdict.counts, times },
      };
    } finally {
      await world.stop();
    }
  },
};
