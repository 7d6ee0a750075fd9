import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { drainMs, untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { chatter, slackFaults } from "../slack-faults.ts";
import { supervise } from "../supervisor.ts";
import type { World } from "../world.ts";

const alarmsASecond = 25;

/** Everything at once: what no single test thinks of. */
export const soup: Scenario = {
  name: "soup",
  alone: true,
  promises: ["G1", "G2", "G3", "G6"],
  what: "kills, freezes, PostgreSQL and Redis restarts, broken lines and Slack's faults at random, under load",
  async run({ random, scale, open, order, backend }) {
    const world = await open();
    const counts: Record<string, number> = {};
    const count = (what: string, by = 1) => {
      counts[what] = (counts[what] ?? 0) + by;
    };
    try {
      const cairns = await supervise(world, random, { count: 3, order });
      const load = createLoad(world, random, { giveUpMs: 120_000 });
      const seconds = 20 * scale;
      const until = performance.now() + seconds * 1000;
      const sending: Promise<void>[] = [];
      const alarms = (async () => {
        for (let index = 0; performance.now() < until; index++) {
          const name = `soup-${index}`;
          const channel = random.below(world.channels.length);
          const by = random.chance(0.7) ? ("http" as const) : ("queue" as const);
          const at = new Date(world.now());
          const withProbe = index % 40 === 0;
          sending.push(load.send({ name, channel, by, at, withProbe }));
          // Its end, sometimes before its beginning.
          if (random.chance(0.3))
            sending.push(
              load.send({ name, channel, by, at: new Date(at.getTime() + 60_000), state: "OK", withProbe }),
            );
          await pause(1000 / alarmsASecond);
        }
      })();
      const people = pressRun(world, 100, seconds * 1000);
      while (performance.now() < until) {
        await pause(400 + random.below(1_600));
        await disturb(world);
      }
      await Promise.all([alarms, people]);
      world.workspace.clearFaults();
      world.lines.database.mend();
      world.lines.redis?.mend();
      await Promise.all(sending);
      await untilQuiet(world, drainMs(scale));
      const verdict = await judge(world, load.sent);
      const ends = await cairns.stop();
      return {
        faults: [...verdict.faults, ...ends],
        figures: {
          counts: {
            kills: cairns.kills(),
            ...counts,
            ...verdict.counts,
          },
          times: {},
        },
      };

      async function disturb(world: World): Promise<void> {
        const roll = random.next();
        if (roll < 0.35) cairns.kill();
        else if (roll < 0.45) {
          if (cairns.freeze(500 + random.below(4_500))) count("freezes");
        } else if (roll < 0.55) {
          process.kill(await world.postmasterPid(), "SIGQUIT");
          count("PostgreSQL restarts");
        } else if (roll < 0.62) {
          world.lines.database.silence();
          count("line faults");
        } else if (roll < 0.68) {
          world.lines.database.cut();
          setTimeout(() => world.lines.database.mend(), 300 + random.below(1_500));
          count("line faults");
        } else if (roll < 0.78 && backend === "redis" && world.redis) {
          if (random.chance(0.5)) await world.redis.flush().catch(() => {});
          else {
            await world.redis.kill();
            await world.redis.start();
          }
          count("queues lost");
        } else if (roll < 0.82) await chatter(world.workspace, random.pick(world.channels), 30);
        else count("Slack faults", slackFaults(world.workspace, random, 12));
      }
    } finally {
      await world.stop();
    }
  },
};
