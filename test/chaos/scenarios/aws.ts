import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { pressRun } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario, until } from "../scenario.ts";
import { supervise } from "../supervisor.ts";
import type { World } from "../world.ts";

const question = "cloudtrail:LookupEvents";
const passing = [
  ...[{ how: "throttle" }, { how: "expired" }, { how: "error", status: 503, code: "ServiceUnavailable" }],
  ...[{ how: "error" }, { how: "cut" }, { how: "lost" }, { how: "half" }, { slowMs: 1_500 }],
  ...[{ how: "empty-page" }, { how: "short-page" }],
] as const;

/** AWS refuses, throttles, breaks off and gives half a page, to questions and to the queue of alarms alike. */
export const awsTrouble: Scenario = {
  name: "aws",
  promises: ["G1", "G2", "G6"],
  what: "throttling, expired credentials, AccessDenied, partial and broken answers from AWS, with workers killed in between",
  async run({ random, scale, open, order }) {
    const world = await open();
    const load = createLoad(world, random);
    const lifts: (() => void)[] = [];
    let injected = 0;
    const disturb = (operation: string, fault: (typeof passing)[number]) => {
      lifts.push(world.account.fault({ operation, times: 1 + random.below(2), ...fault }));
      injected += 1;
    };
    try {
      const cairns = await supervise(world, random, { count: 2, order });
      const questions = 10 * scale;
      const alarms = (async () => {
        for (let index = 0; index < questions * 2; index++) {
          await load.send({
            ...{ name: `aws-${index}`, channel: random.below(3), withProbe: index % 2 === 0 },
            by: random.chance(0.2) ? "http" : "queue",
          });
          await pause(150);
        }
      })();
      const people = pressRun(world, questions, 12_000 * scale);
      let done = false;
      void Promise.all([alarms, people]).finally(() => {
        done = true;
      });
      while (!done) {
        disturb(question, random.pick(passing));
        if (random.chance(0.3)) disturb("sts:AssumeRole", random.pick(passing.slice(0, 8)));
        if (random.chance(0.4)) disturb("sqs:ReceiveMessage", random.pick(passing.slice(0, 8)));
        if (random.chance(0.4)) disturb("sqs:DeleteMessage*", random.pick(passing.slice(0, 8)));
        if (random.chance(0.15)) cairns.kill();
        await pause(400);
      }
      for (const lift of lifts) lift();
      // The reader of a queue that refuses it waits up to half a minute.
      await untilQuiet(world, 90_000);
      const denied = await whenDenied(world, load);
      await untilQuiet(world, 20_000);
      const verdict = await judge(world, load.sent);
      const ends = await cairns.stop();
      const { rows } = await world.pool.query<{ error: string | null }>(
        "select error from run where state = 'failed'",
      );
      const wordless = rows.filter(({ error }) => !error?.trim()).length;
      return {
        faults: [
          ...verdict.faults,
          ...denied,
          ...ends,
          ...(wordless > 0 ? [`${wordless} runs failed without a word`] : []),
        ],
        figures: {
          counts: {
            ...{
              kills: cairns.kills(),
              "AWS faults": injected,
              "runs that said why they failed": rows.length,
            },
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

/** AccessDenied is not tried again, and says which right is missing. */
async function whenDenied(world: World, load: ReturnType<typeof createLoad>): Promise<string[]> {
  const asked = () => world.account.report().calls[question] ?? 0;
  const lift = world.account.fault({ operation: question, how: "deny" });
  const before = asked();
  await load.send({ name: "denied", channel: 0, withProbe: true });
  const { rows: known } = await world.pool.query<{ id: string }>("select id from run");
  const failed = async () => {
    const { rows } = await world.pool.query<{ id: string; error: string }>(
      "select id, error from run where state = 'failed'",
    );
    return rows.filter(({ id }) => !known.some((each) => each.id === id));
  };
  const pressing = pressRun(world, 10_000, 8_000);
  await until("the denied run has failed", 20_000, async () => (await failed()).length > 0).catch(() => {});
  await pressing;
  lift();
  const [run] = await failed();
  if (run === undefined) return ["A run that AWS denied did not fail"];
  return [
    ...(run.error.includes(question) ? [] : [`AccessDenied does not name what is missing: ${run.error}`]),
    ...(asked() - before > 40 ? ["What AWS denied was asked again and again"] : []),
  ];
}
