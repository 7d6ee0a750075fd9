import { isUp } from "../children.ts";
import type { Drill } from "./drill.ts";

const marks = "<!channel> *now* <https://intruder.example/|console>";

export const alarmDrills = {
  "ack-before-commit": {
    cairns: 0,
    async run({ world, load, stage, rest }) {
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
      await rest();
      return [];
    },
  },
  "no-semantic-key": {
    cairns: 1,
    async run({ world, load, rest }) {
      const at = new Date(world.now());
      for (const by of ["http", "queue", "http"] as const)
        await load.send({ name: "twice", channel: 0, at, by });
      await rest();
      return [];
    },
  },
  "no-order-by-state-time": {
    cairns: 1,
    async run({ world, load, rest }) {
      const at = new Date(world.now());
      await load.send({ name: "late", channel: 0, at });
      await load.send({ name: "late", channel: 0, state: "OK", at: new Date(at.getTime() - 60_000) });
      await rest();
      return [];
    },
  },
  "no-chain": {
    cairns: 1,
    async run({ load, rest }) {
      await load.send({ name: "recorded", channel: 0 });
      await rest();
      return [];
    },
  },
  "no-inert-text": {
    cairns: 1,
    async run({ world, load, channel, rest }) {
      await load.send({ name: `hostile ${marks}`, channel: 0 });
      await rest();
      // The one text of a message that Slack always reads as marks; sent as it is seen in notifications.
      const loud = (world.workspace.report().messages[channel] ?? []).filter(({ text }) =>
        /<!channel>|<https:\/\/intruder/.test(text ?? ""),
      );
      return loud.length > 0 ? [`G9: ${loud.length} messages call everybody, in a stranger's words`] : [];
    },
  },
  "no-storm": {
    cairns: 1,
    settings: "grouping: { stormAt: 5 }",
    async run({ world, load, channel, rest }) {
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => load.send({ name: `gust-${index}`, channel: 0 })),
      );
      await rest();
      const inChannel = (world.workspace.report().messages[channel] ?? []).filter(
        ({ thread_ts }) => !thread_ts,
      ).length;
      return inChannel > 10 ? [`G5: ${inChannel} messages in the channel for one storm`] : [];
    },
  },
} satisfies Record<string, Drill>;
