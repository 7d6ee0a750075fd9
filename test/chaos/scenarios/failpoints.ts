import { isUp } from "../children.ts";
import { type FailpointName, failpoints } from "../failpoints.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";

/** Redis and PostgreSQL take turns in the short run; the full one does all on both. */
const share = (all: readonly FailpointName[], backend: string, scale: number) =>
  scale > 1 ? all : all.filter((_, index) => index % 2 === (backend === "redis" ? 1 : 0));

export const failpointScenario: Scenario = {
  name: "failpoints",
  promises: ["G1", "G2", "G3", "G6"],
  what: "SIGKILL at every step of the three walks; another process goes on",
  async run({ backend, random, scale, open, order }) {
    const world = await open();
    const load = createLoad(world, random);
    const faults: string[] = [];
    const recovery: number[] = [];
    let kills = 0;
    let alarms = 0;
    try {
      for (const name of share(failpoints, backend, scale)) {
        const doomed = await world.start({
          name: `doomed-${name}`,
          order: { ...order, failpoint: { name, nth: 1 + random.below(2) } },
        });
        // What the one before left over may end it before it is up.
        await Promise.race([doomed.ended, isUp(doomed).catch(() => {})]);
        const send = (index: number) =>
          load.send({
            name: `fp-${++alarms}`,
            channel: index % world.channels.length,
            by: random.chance(0.5) ? "http" : "queue",
            withProbe: index < 2,
          });
        const sending = [0, 1, 2, 3].map(send);
        // What comes at once is triaged at once; the second time of a step needs more.
        const more = setInterval(() => sending.push(send(2)), 1_000);
        const pressing = pressRun(world, 2, 8_000).catch(() => 0);
        const died = await Promise.race([doomed.ended, pause(12_000)]);
        clearInterval(more);
        if (died?.signal === "SIGKILL") kills += 1;
        else faults.push(`The failpoint ${name} was not passed, so nothing was tried there.`);
        doomed.process.kill("SIGKILL");
        await doomed.ended;
        const killedAt = performance.now();
        const next = await world.start({ name: `after-${name}`, order });
        await Promise.all([...sending, pressing]);
        await untilQuiet(world, 30_000);
        recovery.push(performance.now() - killedAt);
        next.process.kill("SIGTERM");
        await next.ended;
      }
      const verdict = await judge(world, load.sent);
      return {
        faults: [...faults, ...verdict.faults],
        figures: {
          counts: { kills, ...verdict.counts },
          times: { "kill to everything done": recovery },
        },
      };
    } finally {
      await world.stop();
    }
  },
};
