import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import type { MutationName } from "../mutations.ts";
import { untilQuiet } from "../quiet.ts";
import type { Scenario } from "../scenario.ts";
import { alarmDrills } from "./alarms.ts";
import { containmentDrills } from "./containment.ts";
import type { Drill } from "./drill.ts";
import { messageDrills } from "./messages.ts";
import { runDrills } from "./runs.ts";

const quietWithinMs = 12_000;

const drills: Record<MutationName, Drill> = {
  ...alarmDrills,
  ...messageDrills,
  ...runDrills,
  ...containmentDrills,
};

/** One mechanism taken out, or none: the drill for it, from an empty world to the verdict. */
export const drillOf = (name: MutationName): Scenario => ({
  name: `drill ${name}`,
  promises: [],
  what: name,
  async run(stage) {
    const { cairns, run, ...wish }: Drill = drills[name];
    const world = await stage.open({ channels: 1, speed: 20, ...wish });
    try {
      const load = createLoad(world, stage.random, { twice: 0 });
      await Promise.all(
        Array.from({ length: cairns }, async (_, index) =>
          isUp(await world.start({ name: `cairn-${index}`, order: stage.order })),
        ),
      );
      const rest = () => untilQuiet(world, quietWithinMs);
      const seen = await run({ world, load, stage, channel: world.channels[0] ?? "", rest });
      const verdict = await judge(world, load.sent);
      return { faults: [...seen, ...verdict.faults], figures: { counts: {}, times: {} } };
    } finally {
      await world.stop();
    }
  },
});
