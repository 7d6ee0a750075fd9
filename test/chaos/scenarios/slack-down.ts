import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario, until } from "../scenario.ts";

/** Slack takes nothing for a while (ten minutes of production's time): told elsewhere meanwhile, no flood afterwards. */
export const slackDown: Scenario = {
  name: "slack-down",
  promises: ["G1", "G3", "G11"],
  what: "Slack refuses everything; a second way tells of it, and a digest follows instead of a flood",
  async run({ random, open, order }) {
    const world = await open({ channels: 1 });
    const load = createLoad(world, random);
    try {
      const cairn = await isUp(await world.start({ name: "patient", order }));
      await load.send({ name: "before", channel: 0 });
      await untilQuiet(world, 20_000);
      for (const method of [
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.replies",
      ])
        world.workspace.fault({ method, status: 503, times: 100_000 });
      const began = performance.now();
      const groups = 5;
      for (let index = 0; index < 60; index++) {
        const name = `down-${index % groups}`;
        const at = new Date(world.now() + index);
        await load.send({
          name,
          channel: 0,
          at,
          state: Math.floor(index / groups) % 2 === 0 ? "ALARM" : "OK",
        });
      }
      const told = await until("somebody is told by another way", 30_000, async () => {
        const { rows } = await world.pool.query("select 1 from timeline where action = 'delivery.late'");
        return rows.length > 0 && cairn.output().includes("Slack has not shown messages");
      }).catch(() => undefined);
      await pause(3_000);
      const before = world.workspace.report().messages[world.channels[0] ?? ""]?.length ?? 0;
      world.workspace.clearFaults();
      const back = performance.now();
      await until(
        "the first message after the outage",
        60_000,
        () => (world.workspace.report().messages[world.channels[0] ?? ""]?.length ?? 0) > before,
      );
      const firstAfter = performance.now() - back;
      await untilQuiet(world, 60_000);
      const verdict = await judge(world, load.sent);
      return {
        faults: [
          ...verdict.faults,
          ...(told === undefined ? ["G11: nobody was told what Slack did not show"] : []),
        ],
        figures: {
          counts: verdict.counts,
          times: {
            "outage to told": told === undefined ? [] : [told],
            "Slack back to first message": [firstAfter],
            outage: [back - began],
          },
        },
      };
    } finally {
      await world.stop();
    }
  },
};
