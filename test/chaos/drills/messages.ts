import { isUp } from "../children.ts";
import { pause, until } from "../scenario.ts";
import { chatter } from "../slack-faults.ts";
import { type Drill, type DrillGround, startFrozenAt } from "./drill.ts";

/** Posts an alarm whose first message meets this fault. */
const posting = (
  fault: object,
  {
    meanwhile,
    afterMs = 0,
  }: { meanwhile?: (ground: DrillGround) => Promise<void> | void; afterMs?: number } = {},
): Drill => ({
  cairns: 1,
  async run(ground) {
    ground.world.workspace.fault({ method: "chat.postMessage", ...fault });
    await ground.load.send({ name: "post", channel: 0 });
    if (meanwhile) {
      await until("it was posted", 15_000, () => messagesIn(ground.world) > 0);
      await meanwhile(ground);
    }
    await ground.rest();
    await pause(afterMs);
    return [];
  },
});

export const messageDrills = {
  "no-look-up": posting({ how: "lost" }),
  "look-up-error-means-absent": posting(
    { how: "lost" },
    {
      meanwhile({ world }) {
        for (const method of ["conversations.history", "conversations.replies"])
          world.workspace.fault({ method, status: 503 });
      },
    },
  ),
  "look-up-of-one-page": posting(
    { how: "lost" },
    { meanwhile: ({ world, channel }) => chatter(world.workspace, channel, 8) },
  ),
  // Later than the client waits, earlier than the grace is over. Judged when it must have landed.
  "no-grace": posting({ slowMs: 3_000 }, { afterMs: 4_000 }),
  "client-retries": posting({ how: "lost", status: 500 }),
  "no-leave": {
    cairns: 0,
    async run(ground) {
      const { world, load, stage, rest } = ground;
      // It has read what to say, and that nobody said it yet.
      const frozen = await startFrozenAt(ground, "outbox.read");
      await load.send({ name: "late", channel: 0 });
      const claimed = async () =>
        (await world.pool.query("select 1 from outbox where state = 'sending'")).rowCount === 1;
      await until("the message is claimed", 10_000, claimed);
      await isUp(await world.start({ name: "heir", roles: "sender", order: stage.order }));
      await until("another has said it", 20_000, () => messagesIn(world) > 0);
      frozen.wake();
      await pause(1_500);
      await rest();
      return [];
    },
  },
  "no-head-of-lane": {
    cairns: 1,
    async run({ world, load, rest }) {
      await load.send({ name: "lane", channel: 0 });
      await rest();
      world.workspace.fault({ method: "chat.postMessage", status: 500 });
      const at = world.now();
      for (const [index, state] of (["OK", "ALARM", "OK"] as const).entries())
        await load.send({ name: "lane", channel: 0, state, at: new Date(at + (index + 1) * 60_000) });
      await rest();
      return [];
    },
  },
  "no-pace": {
    cairns: 2,
    speed: 1,
    async run({ world, load, rest }) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => load.send({ name: `haste-${index}`, channel: 0 })),
      );
      await rest();
      const refused = world.workspace
        .report()
        .refused.filter(({ error, injected }) => !injected && error === "ratelimited");
      return refused.length > 0 ? [`G5: Slack had to refuse ${refused.length} calls as too many`] : [];
    },
  },
  "no-second-path": {
    cairns: 1,
    async run({ world, load, rest }) {
      world.workspace.fault({ method: "chat.postMessage", status: 503, times: 100_000 });
      await load.send({ name: "unseen", channel: 0 });
      const told = async () =>
        (await world.pool.query("select 1 from timeline where action = 'delivery.late'")).rowCount === 1;
      const silent = await until("somebody is told", 9_500, told).then(
        () => false,
        () => true,
      );
      world.workspace.clearFaults();
      await rest();
      return silent ? ["G11: nobody was told what Slack did not show"] : [];
    },
  },
} satisfies Record<string, Drill>;

const messagesIn = ({ workspace, channels }: DrillGround["world"]): number =>
  workspace.report().messages[channels[0] ?? ""]?.length ?? 0;
