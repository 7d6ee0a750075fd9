import { isUp } from "../children.ts";
import { quick } from "../order.ts";
import { pressRun } from "../people.ts";
import { pause, until } from "../scenario.ts";
import type { World } from "../world.ts";
import { type Drill, type DrillGround, startFrozenAt } from "./drill.ts";

/** A process that takes a run and dies with it, and one that comes after it. */
const orphan: Drill = {
  cairns: 0,
  async run({ world, load, stage, rest }) {
    await isUp(
      await world.start({
        name: "doomed",
        order: { ...stage.order, failpoint: { name: "run.claimed", nth: 1 } },
      }),
    );
    await load.send({ name: "orphan", channel: 0, withProbe: true });
    await rest();
    await pressRun(world, 1, 10_000).catch(() => 0);
    await Promise.race([world.children.at(-1)?.ended, pause(5_000)]);
    // Nothing rings for it again: the bell went down with the process, and with it its queue.
    await world.redis?.flush();
    await world.pool.query("delete from cairn_queue.job").catch(() => {});
    await isUp(await world.start({ name: "next", order: stage.order }));
    await rest();
    return [];
  },
};

/** An alarm whose step is asked while AWS takes so long. */
async function slowRun({ world, load, rest }: DrillGround, slowMs: number): Promise<void> {
  await load.send({ name: "slow", channel: 0, withProbe: true });
  await rest();
  world.account.fault({ operation: "cloudtrail:LookupEvents", slowMs, times: 1 });
  const pressing = pressRun(world, 1, 15_000);
  await until("the run is under way", 15_000, async () => (await running(world)) === 1);
  await pressing;
  await until(
    "AWS was asked",
    10_000,
    () => (world.account.report().faults["cloudtrail:LookupEvents slow"] ?? 0) > 0,
  );
}

export const runDrills = {
  "no-sweeper": orphan,
  "no-lease-end": orphan,
  "no-fence": {
    cairns: 0,
    async run(ground) {
      const { world, load, stage, rest } = ground;
      // With the answer in its hands.
      const frozen = await startFrozenAt(ground, "run.answered");
      await load.send({ name: "zombie", channel: 0, withProbe: true });
      await rest();
      const pressing = pressRun(world, 1, 15_000);
      await isUp(await world.start({ name: "heir", roles: "worker,sender", order: stage.order }));
      await pressing;
      await until("the run is done elsewhere", 20_000, async () => (await done(world)) === 1).catch(() => {});
      frozen.wake();
      await pause(1_500);
      await rest();
      return [];
    },
  },
  "no-put-back": {
    cairns: 0,
    async run(ground) {
      const { world, stage, rest } = ground;
      const first = await isUp(await world.start({ name: "leaving", order: stage.order }));
      // Longer than a busy machine takes to start the heir.
      await slowRun(ground, 16_000);
      await isUp(await world.start({ name: "heir", order: stage.order }));
      first.process.kill("SIGTERM");
      const waited = await until("another has done it", 30_000, async () => (await running(world)) === 0);
      await rest();
      return waited > 6_000
        ? [`G6: a run waited ${(waited / 1000).toFixed(1)} s for a worker that stops`]
        : [];
    },
  },
  "no-permission-at-run": {
    cairns: 0,
    async run({ world, load, stage, rest }) {
      const desk = { name: "desk", roles: "slack,intake,sender", order: stage.order };
      await isUp(await world.start(desk));
      await load.send({ name: "entitled", channel: 0, withProbe: true });
      await until(
        "it shows",
        10_000,
        async () => (await world.pool.query("select 1 from shown")).rowCount === 1,
      );
      await pressRun(world, 1, 10_000);
      // Who pressed may not ask any more by the time that a worker comes to it.
      const people = "{ responders: [U0RESPONDER2], leads: [U0LEAD] }";
      await isUp(await world.start({ name: "worker", roles: "worker", order: stage.order, people }));
      await rest();
      const { rowCount } = await world.pool.query("select 1 from run where state = 'done'");
      return rowCount === 0 ? [] : ["G4: AWS was asked for somebody who may not ask"];
    },
  },
  "no-redaction": {
    cairns: 1,
    async run({ world, load, rest }) {
      await load.send({ name: "secret", channel: 0, withProbe: true });
      await rest();
      await pressRun(world, 1, 10_000);
      await rest();
      return [];
    },
  },
  "no-source-identity": {
    cairns: 1,
    async run({ world, load, rest }) {
      await load.send({ name: "who", channel: 0, withProbe: true });
      await rest();
      await pressRun(world, 1, 10_000);
      await rest();
      return [];
    },
  },
  "no-heartbeat": {
    cairns: 0,
    async run({ world, stage, rest }) {
      const times = { ...quick.times, heartbeatMs: 1_000 };
      const child = await isUp(await world.start({ name: "deaf", order: { ...stage.order, times } }));
      const client = await world.pool.connect();
      await client.query("begin; lock table cairn_queue.job in access exclusive mode");
      const ended = await Promise.race([child.ended, pause(16_000)]);
      await client.query("rollback");
      client.release();
      if (!ended) await rest();
      return ended ? [] : ["G11: the queue was dead, and the process went on as if nothing was wrong"];
    },
  },
} satisfies Record<string, Drill>;

const running = async ({ pool }: World): Promise<number> =>
  (await pool.query("select 1 from run where state in ('queued', 'running')")).rowCount ?? 0;

const done = async ({ pool }: World): Promise<number> =>
  (await pool.query("select 1 from run where state = 'done'")).rowCount ?? 0;
