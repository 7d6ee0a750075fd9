import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { supervise } from "../supervisor.ts";

/** The queue loses what it was given. PostgreSQL holds every fact, so runs are late and none is lost. */
export const queueLoss: Scenario = {
  name: "queue-loss",
  promises: ["G1", "G6"],
  what: "Redis is emptied, killed, shut down without saving, and told to evict; BullMQ's tables are emptied; runs end all the same",
  async run({ random, scale, open, order, backend }) {
    const world = await open();
    const load = createLoad(world, random, { twice: 0 });
    const faults: string[] = [];
    let losses = 0;
    try {
      const cairns = await supervise(world, random, { count: 2, order });
      const runs = 8 * scale;
      for (let index = 0; index < runs; index++)
        await load.send({ name: `loss-${index}`, channel: index % 3, withProbe: true });
      const pressing = pressRun(world, runs, 40_000);
      let done = false;
      void pressing.finally(() => {
        done = true;
      });
      for (let turn = 0; turn < 4 * scale || !done; turn++) {
        await pause(500 + random.below(1_000));
        await lose(turn);
        losses += 1;
        if (turn > 60) break;
      }
      await pressing;
      await untilQuiet(world, 60_000);
      if (backend === "redis") faults.push(...(await refusals()));
      await untilQuiet(world, 20_000);
      const verdict = await judge(world, load.sent);
      const ends = await cairns.stop();
      return {
        faults: [...faults, ...verdict.faults, ...ends],
        figures: { counts: { "queues lost": losses, kills: cairns.kills(), ...verdict.counts }, times: {} },
      };

      async function lose(turn: number): Promise<void> {
        if (backend !== "redis" || !world.redis) {
          await world.pool.query("delete from cairn_queue.job").catch(() => {});
          return;
        }
        switch (turn % 4) {
          case 0:
            return world.redis.flush();
          case 1:
            await world.redis.kill();
            return world.redis.start();
          case 2:
            await world.redis.shutdown();
            return world.redis.start();
          default:
            // Somebody sets the policy wrong while everything runs, and memory is short.
            await world.redis.set("maxmemory-policy", "allkeys-lru");
            await world.redis.set("maxmemory", "1mb");
            await pause(600);
            await world.redis.set("maxmemory", "0");
            return world.redis.set("maxmemory-policy", "noeviction");
        }
      }

      /** Nobody starts on a Redis that may drop what it took. */
      async function refusals(): Promise<string[]> {
        const said: string[] = [];
        for (const [name, bad, good, words] of [
          ["maxmemory-policy", "allkeys-lru", "noeviction", "noeviction"],
          ["appendonly", "no", "yes", "append-only"],
        ] as const) {
          await world.redis?.set(name, bad);
          const careful = await world.start({ name: `careful-${name}`, order });
          const ended = await Promise.race([careful.ended, pause(20_000)]);
          if (ended?.code !== 1 || !careful.output().includes(words))
            said.push(`G1: it started although ${name} is ${bad}:\n${careful.output().slice(-400)}`);
          await world.redis?.set(name, good);
        }
        await isUp(await world.start({ name: "content", order }));
        return said;
      }
    } finally {
      await world.redis?.start().catch(() => {});
      await world.stop();
    }
  },
};
