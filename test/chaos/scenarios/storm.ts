import { readFile } from "node:fs/promises";
import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { takePicture } from "../picture.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario, until } from "../scenario.ts";

const readableMessages = 40;

/** Alarms come much faster than people can read, and the channel stays readable. */
export const storm: Scenario = {
  name: "storm",
  alone: true,
  promises: ["G5"],
  what: "a thousand alarms (ten thousand in the full run) in a minute, into one channel at Slack's own pace",
  async run({ random, scale, open, order, picture }) {
    const alarms = scale > 1 ? 10_000 : 1_000;
    // Time runs as it does: what is measured is what people get.
    const world = await open({ channels: 1, speed: 1, settings: "grouping: { stormAt: 10 }" });
    const load = createLoad(world, random, { twice: 0 });
    try {
      const cairn = await isUp(await world.start({ name: "calm", order }));
      const [channel = ""] = world.channels;
      const messages = () => world.workspace.report().messages[channel] ?? [];
      const began = performance.now();
      let most = 0;
      const memory = setInterval(() => {
        void residentMb(cairn.process.pid ?? 0).then((mb) => {
          most = Math.max(most, mb);
        });
      }, 500);
      const shown = until("the first alarm shows", 60_000, () => messages().length > 0);
      const hands = Array.from({ length: 16 }, async (_, hand) => {
        for (let index = hand; index < alarms; index += 16)
          await load.send({ name: `service-${index}`, channel: 0 });
      });
      const firstMs = await shown;
      await Promise.all(hands);
      const stored = performance.now() - began;
      await untilQuiet(world, 180_000);
      clearInterval(memory);
      const settled = performance.now() - began;
      await pause(200);
      if (picture !== undefined) await takePicture(world, channel, picture);
      const verdict = await judge(world, load.sent);
      const accepted = load.acceptMs.toSorted((a, b) => a - b);
      const p99 = accepted[Math.floor(accepted.length * 0.99)] ?? 0;
      const report = world.workspace.report();
      const limited = report.refused.filter(
        ({ error, injected }) => !injected && error === "ratelimited",
      ).length;
      const inChannel = messages().filter(({ thread_ts }) => thread_ts === undefined).length;
      const faults = [
        ...verdict.faults,
        ...(firstMs > 5_000 ? [`G5: the first message came after ${(firstMs / 1000).toFixed(1)} s`] : []),
        ...(limited > 0 ? [`G5: Slack had to refuse ${limited} calls as too many`] : []),
        ...(inChannel > readableMessages
          ? [`G5: ${inChannel} messages in the channel: nobody can read that`]
          : []),
        ...(most > 350 ? [`G5: ${most.toFixed(0)} MB were taken`] : []),
      ];
      return {
        faults,
        figures: {
          counts: {
            ...verdict.counts,
            "messages in the channel": inChannel,
            "most MB": Math.round(most),
          },
          times: {
            "first message": [firstMs],
            "accept p99": [p99],
            "all stored": [stored],
            "all settled": [settled],
          },
        },
      };
    } finally {
      await world.stop();
    }
  },
};

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
