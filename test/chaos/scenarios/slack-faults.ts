import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { drainMs, untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { chatter, slackFaults } from "../slack-faults.ts";
import { supervise } from "../supervisor.ts";

/** Slack answers wrongly, late or not at all, while senders are killed and frozen. */
export const slackTrouble: Scenario = {
  name: "slack",
  promises: ["G3"],
  what: "the fault mix of T-SLACK on sending and looking up, foreign chatter, kills and freezes of the senders",
  async run({ random, scale, open, order }) {
    const world = await open({ channels: scale > 1 ? 24 : 4, speed: 60 });
    const load = createLoad(world, random, { twice: 0 });
    let injected = 0;
    let freezes = 0;
    try {
      const cairns = await supervise(world, random, { count: 2, order });
      const alarms = scale > 1 ? 2_500 : 60;
      const sending = (async () => {
        for (let index = 0; index < alarms; index++) {
          const channel = index % world.channels.length;
          await load.send({ name: `slack-${index}`, channel });
          if (random.chance(0.5))
            await load.send({
              name: `slack-${index}`,
              channel,
              state: "OK",
              at: new Date(world.now() + 60_000),
            });
        }
      })();
      let done = false;
      void sending.finally(() => {
        done = true;
      });
      const began = performance.now();
      while (!done || performance.now() - began < 12_000 * scale) {
        injected += slackFaults(world.workspace, random, 10);
        if (random.chance(0.3)) await chatter(world.workspace, random.pick(world.channels), 12);
        if (random.chance(0.4)) cairns.kill();
        else if (random.chance(0.3) && cairns.freeze(300 + random.below(3_500))) freezes += 1;
        await pause(700);
        if (performance.now() - began > 240_000) break;
      }
      await sending;
      world.workspace.clearFaults();
      await untilQuiet(world, drainMs(scale));
      const verdict = await judge(world, load.sent);
      const kills = cairns.kills();
      await cairns.stop();
      return {
        faults: verdict.faults,
        figures: {
          counts: {
            ...{ kills, freezes },
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
