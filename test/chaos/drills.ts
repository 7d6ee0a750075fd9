import { isUp } from "./children.ts";
import { judge } from "./invariants.ts";
import { createLoad, type Load } from "./load.ts";
import type { MutationName } from "./mutations.ts";
import { pressRun } from "./people.ts";
import { untilQuiet } from "./quiet.ts";
import { pause, type Scenario, type Stage, until } from "./scenario.ts";
import { chatter } from "./slack-faults.ts";
import type { World } from "./world.ts";

interface Ground {
  world: World;
  load: Load;
  stage: Stage;
  channel: string;
}

/** The smallest thing that goes wrong when a mechanism is missing. Gives back what else it saw. */
export interface Drill {
  settings?: string;
  /** 1 where Slack's own limit is at stake. */
  speed?: number;
  /** Cairns that run; the drill starts its own where it kills them. */
  cairns: number;
  run(ground: Ground): Promise<string[]>;
}

const quietWithinMs = 25_000;
const rest = (world: World) => untilQuiet(world, quietWithinMs);

/** Posts alarms of which each first message meets this fault. */
const posting = (fault: object, meanwhile?: (ground: Ground) => Promise<void>): Drill => ({
  cairns: 1,
  async run(ground) {
    const { world, load } = ground;
    for (let index = 0; index < 3; index++) {
      world.workspace.fault({ method: "chat.postMessage", ...fault });
      await load.send({ name: `post-${index}`, channel: 0 });
      await pause(300);
      await meanwhile?.(ground);
    }
    await rest(world);
    return [];
  },
});

export const drills: Record<MutationName, Drill> = {
  "ack-before-commit": {
    cairns: 0,
    async run({ world, load, stage }) {
      await isUp(
        await world.start({
          name: "hasty",
          order: { ...stage.order, failpoint: { name: "intake.kept", nth: 1 } },
        }),
      );
      const sending = load.send({ name: "acked", channel: 0 });
      await world.children.at(-1)?.ended;
      await isUp(await world.start({ name: "next", order: stage.order }));
      await sending;
      await rest(world);
      return [];
    },
  },
  "no-semantic-key": {
    cairns: 1,
    async run({ world, load }) {
      const at = new Date(world.now());
      for (const by of ["http", "queue", "http"] as const)
        await load.send({ name: "twice", channel: 0, at, by });
      await rest(world);
      return [];
    },
  },
  "no-order-by-state-time": {
    cairns: 1,
    async run({ world, load }) {
      const at = new Date(world.now());
      await load.send({ name: "late", channel: 0, at });
      await load.send({ name: "late", channel: 0, state: "OK", at: new Date(at.getTime() - 60_000) });
      await rest(world);
      return [];
    },
  },
  "no-look-up": posting({ how: "lost" }),
  "look-up-error-means-absent": posting({ how: "lost" }, async ({ world }) => {
    for (const method of ["conversations.history", "conversations.replies"])
      world.workspace.fault({ method, status: 503, times: 2 });
  }),
  "look-up-of-one-page": posting({ how: "lost" }, ({ world, channel }) =>
    chatter(world.workspace, channel, 8),
  ),
  // Later than the client waits, earlier than the grace is over.
  "no-grace": posting({ slowMs: 3_300 }),
  "client-retries": posting({ how: "lost", status: 500 }),
  "no-head-of-lane": {
    cairns: 1,
    async run({ world, load }) {
      await load.send({ name: "lane", channel: 0 });
      await rest(world);
      world.workspace.fault({ method: "chat.postMessage", status: 500 });
      const at = world.now();
      for (const [index, state] of (["OK", "ALARM", "OK"] as const).entries())
        await load.send({ name: "lane", channel: 0, state, at: new Date(at + (index + 1) * 60_000) });
      await rest(world);
      return [];
    },
  },
  "no-fence": {
    cairns: 0,
    async run({ world, load, stage }) {
      const first = await isUp(await world.start({ name: "frozen", order: stage.order }));
      await load.send({ name: "zombie", channel: 0, withProbe: true });
      await rest(world);
      world.account.fault({ operation: "cloudtrail:LookupEvents", slowMs: 8_000, times: 1 });
      const pressing = pressRun(world, 1, 15_000);
      await until("the run is under way", 15_000, async () => (await running(world)) === 1);
      await pressing;
      await pause(300);
      first.process.kill("SIGSTOP");
      await isUp(await world.start({ name: "heir", order: stage.order }));
      await until("the heir is done", 30_000, async () => (await running(world)) === 0);
      await pause(3_000);
      first.process.kill("SIGCONT");
      await pause(4_000);
      await rest(world);
      return [];
    },
  },
  "no-sweeper": {
    cairns: 0,
    async run({ world, load, stage }) {
      await isUp(
        await world.start({
          name: "doomed",
          order: { ...stage.order, failpoint: { name: "run.claimed", nth: 1 } },
        }),
      );
      await load.send({ name: "orphan", channel: 0, withProbe: true });
      await rest(world);
      await pressRun(world, 1, 10_000).catch(() => 0);
      await Promise.race([world.children.at(-1)?.ended, pause(5_000)]);
      // Nothing rings for it again: the bell went down with the process, and with it its queue.
      await world.redis?.flush();
      await world.pool.query("delete from cairn_queue.job").catch(() => {});
      await isUp(await world.start({ name: "next", order: stage.order }));
      await rest(world);
      return [];
    },
  },
  "no-storm": {
    cairns: 1,
    settings: "grouping: { stormAt: 5 }",
    async run({ world, load, channel }) {
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => load.send({ name: `gust-${index}`, channel: 0 })),
      );
      await rest(world);
      const inChannel = (world.workspace.report().messages[channel] ?? []).filter(
        ({ thread_ts }) => !thread_ts,
      ).length;
      return inChannel > 10 ? [`G5: ${inChannel} messages in the channel for one storm`] : [];
    },
  },
  "no-pace": {
    cairns: 2,
    speed: 1,
    async run({ world, load }) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => load.send({ name: `haste-${index}`, channel: 0 })),
      );
      await rest(world);
      const refused = world.workspace
        .report()
        .refused.filter(({ error, injected }) => !injected && error === "ratelimited");
      return refused.length > 0 ? [`G5: Slack had to refuse ${refused.length} calls as too many`] : [];
    },
  },
  "no-second-path": {
    cairns: 1,
    async run({ world, load }) {
      world.workspace.fault({ method: "chat.postMessage", status: 503, times: 100_000 });
      await load.send({ name: "unseen", channel: 0 });
      await pause(9_000);
      const { rows } = await world.pool.query("select 1 from timeline where action = 'delivery.late'");
      world.workspace.clearFaults();
      await rest(world);
      return rows.length > 0 ? [] : ["G11: nobody was told what Slack did not show"];
    },
  },
};

const running = async ({ pool }: World): Promise<number> =>
  (await pool.query("select 1 from run where state in ('queued', 'running')")).rowCount ?? 0;

/** One mechanism taken out, or none: the drill for it, from an empty world to the verdict. */
export const drillOf = (name: MutationName): Scenario => ({
  name: `drill ${name}`,
  promises: [],
  what: name,
  async run(stage) {
    const drill = drills[name];
    const world = await stage.open({
      ...{ channels: 1, speed: drill.speed ?? 20 },
      ...(drill.settings && { settings: drill.settings }),
    });
    try {
      const load = createLoad(world, stage.random, { twice: 0 });
      await Promise.all(
        Array.from({ length: drill.cairns }, async (_, index) =>
          isUp(await world.start({ name: `cairn-${index}`, order: stage.order })),
        ),
      );
      const seen = await drill.run({ world, load, stage, channel: world.channels[0] ?? "" });
      const verdict = await judge(world, load.sent);
      return { faults: [...seen, ...verdict.faults], figures: { counts: {}, times: {} } };
    } finally {
      await world.stop();
    }
  },
});
