import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { supervise } from "../supervisor.ts";

const minute = 60_000;
const jumps = [40_000, 10 * minute, 60 * minute, 26 * 60 * minute].flatMap((ms) => [ms, -ms]);

/** The wall clock of a machine goes off, as with a bad NTP server or a virtual machine that slept. */
export const clocks: Scenario = {
  name: "clocks",
  promises: ["G1", "G2", "G3", "G6"],
  what: "wall clocks of running processes jump by 40 s to 26 h and back; one that starts with a wrong clock refuses",
  async run({ random, scale, open, order }) {
    const world = await open();
    const load = createLoad(world, random);
    const refusals: string[] = [];
    let jumped = 0;
    try {
      const cairns = await supervise(world, random, { count: 2, order });
      const wrong = await world.start({ name: "an-hour-off", order: { ...order, clockOffMs: 60 * minute } });
      const refused = wrong.ended.then(({ code }) => {
        if (code !== 1 || !wrong.output().includes("clock"))
          refusals.push(`G6: a process an hour off did not refuse to start:\n${wrong.output().slice(-400)}`);
      });
      const seconds = 10 * scale;
      const until = performance.now() + seconds * 1000;
      const alarms = (async () => {
        for (let index = 0; performance.now() < until; index++) {
          const wish = { name: `clock-${index}`, channel: random.below(3), withProbe: index % 4 === 0 };
          await load.send({ ...wish, by: random.chance(0.5) ? "http" : "queue" });
          if (random.chance(0.3))
            await load.send({ ...wish, state: "OK", at: new Date(world.now() + 60_000) });
          await pause(60);
        }
      })();
      const people = pressRun(world, 6 * scale, seconds * 1000);
      while (performance.now() < until) {
        if (cairns.setClock(random.chance(0.25) ? 0 : random.pick(jumps))) jumped += 1;
        await pause(300 + random.below(900));
      }
      await Promise.all([alarms, people, Promise.race([refused, pause(15_000)])]);
      // What is under way ends although no clock is right.
      await untilQuiet(world, 60_000);
      const verdict = await judge(world, load.sent);
      const ends = [...cairns.ends(), ...(await cairns.stop())];
      // With right clocks everything goes on from where it is.
      await isUp(await world.start({ name: "right", order }));
      await load.send({ name: "after", channel: 0 });
      await untilQuiet(world, 20_000);
      const after = await judge(world, load.sent);
      return {
        faults: [...verdict.faults, ...after.faults, ...ends, ...refusals],
        figures: { counts: { "clock jumps": jumped, ...after.counts }, times: {} },
      };
    } finally {
      await world.stop();
    }
  },
};
