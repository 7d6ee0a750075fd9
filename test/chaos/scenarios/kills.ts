import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { slackFaults } from "../slack-faults.ts";
import { supervise } from "../supervisor.ts";

/** Many kills, many alarms: the figures of the full run come from here. */
export const kills: Scenario = {
  name: "kills",
  alone: true,
  promises: ["G1", "G2", "G3", "G6"],
  what: "SIGKILL about once a second over four processes under dense load, with Slack's fault mix",
  async run({ random, scale, open, order }) {
    const world = await open({ channels: 12, speed: 120 });
    const load = createLoad(world, random, { giveUpMs: 120_000 });
    const seconds = scale > 1 ? 120 : 10;
    let injected = 0;
    try {
      const cairns = await supervise(world, random, { count: 4, order });
      const until = performance.now() + seconds * 1000;
      const people = pressRun(world, seconds, seconds * 1000);
      let index = 0;
      // Each hand sends an alarm after the other: as fast as they are taken in, and no faster than told.
      const hands = Array.from({ length: 8 }, async () => {
        while (performance.now() < until) {
          const name = `kill-${index++}`;
          const wish = { name, channel: random.below(12), withProbe: index % 200 === 0 };
          const at = world.now();
          // It flaps: one thread for all of it.
          for (let turn = 0; turn < 8; turn++)
            await load.send({
              ...wish,
              by: random.chance(0.9) ? "http" : "queue",
              ...{ at: new Date(at + turn * 60_000), state: turn % 2 === 0 ? "ALARM" : "OK" },
            });
          await pause(40);
        }
      });
      while (performance.now() < until) {
        await pause(400 + random.below(500));
        cairns.kill();
        if (random.chance(0.3)) injected += slackFaults(world.workspace, random, 6);
      }
      await Promise.all([...hands, people]);
      world.workspace.clearFaults();
      await untilQuiet(world, 120_000);
      const verdict = await judge(world, load.sent);
      const ends = await cairns.stop();
      return {
        faults: [...verdict.faults, ...ends],
        figures: {
          counts: {
            kills: cairns.kills(),
            ...{ "Slack faults": injected, "messages under Slack faults": verdict.counts.messages },
            ...verdict.counts,
          },
          times: {},
        },
      };
    } finally {
      await world.stop();
    }
  },
};
