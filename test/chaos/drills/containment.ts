import { isUp } from "../children.ts";
import { contain } from "../containment.ts";
import { press, rootsOf } from "../people.ts";
import { pause } from "../scenario.ts";
import type { Drill } from "./drill.ts";

export const containmentDrills = {
  "own-approval": {
    cairns: 1,
    acts: true,
    async run({ world, load, channel, rest }) {
      await load.send({ name: "contain-own", channel: 0 });
      await rest();
      const [root] = await rootsOf(world, channel);
      const where = { channel, thread: root?.ts ?? "" };
      // A lead asks, and would allow it too.
      for (const label of ["Ask for the approval", "Approve", "Send the event"]) {
        for (let tries = 0; tries < 8; tries++) {
          if ((await press(world, "U0LEAD", { ...where, label }))?.ok) break;
          await pause(250);
        }
        await rest();
      }
      return [];
    },
  },
  "act-again": {
    cairns: 0,
    acts: true,
    async run({ world, load, stage, channel, rest }) {
      const doomed = await isUp(
        await world.start({
          name: "doomed",
          order: { ...stage.order, failpoint: { name: "act.answered", nth: 1 } },
        }),
      );
      await load.send({ name: "contain-twice", channel: 0 });
      await rest();
      const [root] = await rootsOf(world, channel);
      await contain(world, { channel, thread: root?.ts ?? "" }, 15_000);
      await Promise.race([doomed.ended, pause(5_000)]);
      await isUp(await world.start({ name: "next", order: stage.order }));
      await rest();
      return [];
    },
  },
} satisfies Record<string, Drill>;
