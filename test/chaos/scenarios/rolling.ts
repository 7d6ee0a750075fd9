import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";

const roles = ["intake", "worker", "sender", "slack"] as const;

/** A deployment under load: every role apart and more than once, one after the other replaced. */
export const rolling: Scenario = {
  name: "rolling",
  promises: ["G1", "G3"],
  what: "each role in processes of its own, replaced one by one under load",
  async run({ random, scale, open, order }) {
    const world = await open();
    const load = createLoad(world, random);
    const each = scale > 1 ? 3 : 2;
    const stopped: number[] = [];
    const faults: string[] = [];
    try {
      const start = async (role: string, turn: number) => {
        const child = await world.start({ name: `${role}-${turn}`, roles: role, order });
        return isUp(child, 60_000);
      };
      let turn = 0;
      const fleet = [];
      for (const role of roles)
        for (let copy = 0; copy < each; copy++) fleet.push({ role, child: await start(role, turn++) });
      let sending = true;
      const alarms = (async () => {
        for (let index = 0; sending; index++) {
          await load.send({
            ...{ name: `roll-${index}`, channel: random.below(3), withProbe: index % 20 === 0 },
            by: random.chance(0.5) ? "http" : "queue",
          });
          await pause(40);
        }
      })();
      const people = pressRun(world, 3, 20_000);
      for (const place of fleet.slice(0, scale > 1 ? fleet.length : roles.length * 2)) {
        const began = performance.now();
        const next = await start(place.role, turn++);
        place.child.process.kill("SIGTERM");
        const { code } = await place.child.ended;
        stopped.push(performance.now() - began);
        if (code !== 0)
          faults.push(`${place.child.name} ended with ${code}:\n${place.child.output().slice(-800)}`);
        place.child = next;
      }
      sending = false;
      await Promise.all([alarms, people]);
      await untilQuiet(world, 60_000);
      const verdict = await judge(world, load.sent);
      return {
        faults: [...faults, ...verdict.faults],
        figures: {
          counts: verdict.counts,
          times: { "replaced within": stopped },
        },
      };
    } finally {
      await world.stop();
    }
  },
};
