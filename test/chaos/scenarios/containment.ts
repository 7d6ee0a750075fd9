import { isUp } from "../children.ts";
import { contain } from "../containment.ts";
import { actFailpoints } from "../failpoints.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { press, pressUntilTaken, rootsOf } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario } from "../scenario.ts";
import { slackFaults } from "../slack-faults.ts";

/** What changes something outside: never without another person's approval, and never twice by itself. */
export const containment: Scenario = {
  name: "containment",
  promises: ["G4"],
  what: "approvals and acts while the process that sends is killed, AWS's bus fails and clicks come twice",
  async run({ random, scale, open, order }) {
    const world = await open({ channels: 1, acts: true });
    const load = createLoad(world, random, { twice: 0 });
    const [channel = ""] = world.channels;
    const tried: string[] = [];
    let kills = 0;
    let asked = 0;
    let injected = 0;
    try {
      const bus = [{ how: "throttle" }, { how: "error" }, { how: "lost" }, { how: "cut" }] as const;
      const turns = [...actFailpoints, ...(scale > 1 ? bus : bus.slice(0, 1)).map(() => undefined)];
      for (let turn = 0; turn < turns.length * Math.ceil(scale / 2); turn++) {
        const name = turns[turn % turns.length];
        const failpoint = name && { failpoint: { name, nth: 1 } };
        const cairn = await isUp(
          await world.start({ name: `turn-${turn}`, order: { ...order, ...failpoint } }),
        );
        await load.send({ name: `contain-${turn}`, channel: 0 });
        await untilQuiet(world, 15_000);
        const known = new Set(tried);
        const root = (await rootsOf(world, channel)).find(({ ts }) => !known.has(ts));
        const where = { channel, thread: root?.ts ?? "" };
        tried.push(where.thread);
        if (name === undefined) {
          world.account.fault({ operation: "events:PutEvents", ...random.pick(bus) });
          for (const how of ["duplicate", "lose-ack"] as const)
            world.workspace.fault({ deliver: "interactive", how, skip: random.below(4) });
          injected += 3 + slackFaults(world.workspace, random, 4);
        }
        const doing = contain(world, where, 12_000);
        const died = await Promise.race([cairn.ended, doing.then(() => pause(1_500))]);
        if (died?.signal === "SIGKILL") kills += 1;
        else cairn.process.kill("SIGTERM");
        const next = await isUp(await world.start({ name: `after-${turn}`, order }));
        if (await doing) asked += 1;
        // Whoever asked for it may not allow it.
        await press(world, "U0RESPONDER", { ...where, label: "Approve" });
        if (!(await doing))
          await pressUntilTaken(world, "U0RESPONDER", { ...where, label: "Send the event" }, 1_000);
        await cairn.ended;
        world.workspace.clearFaults();
        await untilQuiet(world, 20_000);
        next.process.kill("SIGTERM");
        await next.ended;
      }
      const verdict = await judge(world, load.sent);
      return {
        faults: [
          ...verdict.faults,
          ...(verdict.acts === 0 ? ["No event went out, so nothing was shown about events"] : []),
        ],
        figures: {
          counts: {
            ...{ kills, "AWS faults": injected, "acts asked for": asked, "acts sent": verdict.acts },
            ...verdict.counts,
          },
          times: {},
        },
      };
    } finally {
      await world.stop();
    }
  },
};
