import { setTimeout as sleep } from "node:timers/promises";
import { type Sent, sendStorm } from "./send.ts";
import { type BenchAlarm, benchAlarm, namesIn, type OpenSide, type Side, type Wish } from "./side.ts";
import type { SlackStub } from "./slack-stub.ts";

/** What one side did in one case; times in milliseconds since its first request went out. */
export interface Result {
  figures: Record<string, number | undefined>;
}

export interface Case {
  id: string;
  title: string;
  /** What is shown of it, in this order; how a figure is written, and in which direction it is better. */
  columns: Record<string, string>;
  run(open: OpenSide, slack: SlackStub): Promise<Result>;
}

const one = ["C0BENCH0"];
const calm: Wish = { channels: one, stormAt: 9, groupInterval: "10s" };

/** Nothing may come from an earlier case. */
function clear(slack: SlackStub, mood: SlackStub["mood"]): void {
  Object.assign(slack, { mood, arrivals: [], refused: 0 });
}

async function on<T>(open: OpenSide, wish: Wish, work: (side: Side) => Promise<T>): Promise<T> {
  const side = await open(wish);
  try {
    return await work(side);
  } finally {
    await side.stop();
  }
}

/** Until everything was worked off; for who cannot tell, until `stillMs` brought nothing new. */
async function settle(
  side: Side,
  slack: SlackStub,
  { stillMs, mostMs }: { stillMs: number; mostMs: number },
) {
  const until = performance.now() + mostMs;
  let seen = { length: slack.arrivals.length, at: performance.now() };
  while (performance.now() < until) {
    const quiet = await side.quiet().catch(() => false);
    if (quiet) return;
    if (slack.arrivals.length > seen.length) seen = { length: slack.arrivals.length, at: performance.now() };
    if (quiet === undefined && performance.now() - seen.at > stillMs) return;
    await sleep(200);
  }
}

const storm = (count: number, wish: Wish): BenchAlarm[] =>
  Array.from({ length: count }, (_, nth) => benchAlarm(nth, wish));

const percentile = (values: readonly number[], part: number): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)];

async function lost(side: Side, { accepted }: Sent): Promise<number> {
  const shown = await side.shown();
  return [...accepted].filter((name) => !shown.has(name)).length;
}

/** One alarm at a time into a system with nothing to do. */
export const idle: Case = {
  id: "idle",
  title: "one alarm, nothing else to do",
  columns: { p50: "first message p50 ms", p99: "slowest ms" },
  async run(open, slack) {
    clear(slack, { limits: true });
    const wish = { ...calm, channels: Array.from({ length: 20 }, (_, at) => `C0BENCH${at}`) };
    return on(open, wish, async (side) => {
      const delays: number[] = [];
      // The first ones warm both sides up.
      for (let nth = 0; nth < 44; nth++) {
        const alarm = benchAlarm(nth, wish);
        const { began } = await sendStorm(side, [alarm], { connections: 1 });
        const arrived = await untilTold(slack, alarm.name);
        if (nth >= 4) delays.push(arrived - began);
        await sleep(150);
      }
      return { figures: { p50: percentile(delays, 0.5), p99: Math.max(...delays) } };
    });
  },
};

async function untilTold(slack: SlackStub, name: string): Promise<number> {
  const until = performance.now() + 20_000;
  while (performance.now() < until) {
    const arrival = slack.arrivals.find(({ said }) => said.includes(name));
    if (arrival) return arrival.at;
    await sleep(1);
  }
  throw new Error(`${name} was not shown within 20 s.`);
}

export const stormOf = (count: number): Case => ({
  id: `storm-${count}`,
  title: `${count.toLocaleString("en")} alarms, one request each; Slack takes everything`,
  columns: {
    rate: "accepted /s",
    acceptP99: "accept p99 ms",
    first: "first message ms",
    within10: "messages within 10 s",
    messages: "messages",
    settled: "all told s",
    lost: "lost",
    cpu: "CPU s",
    peak: "peak MB",
  },
  async run(open, slack) {
    clear(slack, { limits: false });
    return on(open, calm, async (side) => {
      const idleCpu = (await side.usage()).cpuSeconds;
      const sent = await sendStorm(side, storm(count, calm));
      await settle(side, slack, { stillMs: 5_000, mostMs: 300_000 });
      const { cpuSeconds, peakMb } = await side.usage();
      const posts = slack.arrivals.filter(({ edit }) => !edit);
      return {
        figures: {
          rate: sent.accepted.size / ((sent.ended - sent.began) / 1000),
          acceptP99: percentile(sent.acceptMs, 0.99),
          first: (slack.arrivals[0]?.at ?? Number.NaN) - sent.began,
          within10: posts.filter(({ at }) => at - sent.began < 10_000).length,
          messages: posts.length,
          settled: ((slack.arrivals.at(-1)?.at ?? Number.NaN) - sent.began) / 1000,
          lost: await lost(side, sent),
          cpu: cpuSeconds - idleCpu,
          peak: peakMb,
        },
      };
    });
  },
});

/** Sixty incidents that must not be folded, the least severe first, where Slack takes one message a second. */
export const paced: Case = {
  id: "paced",
  title: "60 alarms, none folded, least severe first; Slack takes 1 message/s",
  columns: {
    told: "told within 75 s",
    share: "of the allowed rate",
    refused: "refused (429)",
    inOrder: "pairs most severe first",
  },
  async run(open, slack) {
    const wish = { ...calm, stormAt: 1_000 };
    clear(slack, { limits: true });
    return on(open, wish, async (side) => {
      const alarms = Array.from({ length: 60 }, (_, nth) => {
        const severity = ([4, 3, 2, 1] as const)[Math.floor(nth / 15)];
        return benchAlarm(nth, wish, severity);
      });
      const sent = await sendStorm(side, alarms, { connections: 4 });
      const until = sent.began + 75_000;
      const told = () => new Set(slack.arrivals.flatMap(({ said }) => namesIn(said))).size;
      while (performance.now() < until && told() < alarms.length) await sleep(100);
      const posts = slack.arrivals.filter(({ edit }) => !edit);
      const end = told() < alarms.length ? until : (posts.at(-1)?.at ?? until);
      // Five at once, then one a second.
      const allowed = 5 + (end - (posts[0]?.at ?? end)) / 1000;
      return {
        figures: {
          told: told(),
          share: Math.min(1, posts.length / allowed),
          refused: slack.refused,
          inOrder: orderly(posts.flatMap(({ at, said }) => (at > sent.ended ? [severityIn(said)] : []))),
        },
      };
    });
  },
};

const severityIn = (said: string): number => Number(/c\d+-p(\d)-bench/.exec(said)?.[1]);

/** Of all pairs that differ in severity, the share in which the more severe one came first. */
function orderly(severities: readonly number[]): number | undefined {
  const pairs = severities.flatMap((one, at) =>
    severities.slice(at + 1).flatMap((later) => (later === one ? [] : [one < later ? 1 : 0])),
  );
  return pairs.length === 0 ? undefined : pairs.reduce<number>((sum, each) => sum + each, 0) / pairs.length;
}

export const refused = (status: 429 | 500): Case => ({
  id: `slack-${status}`,
  title: `200 alarms; Slack answers ${status} for 30 s`,
  columns: {
    firstAfter: "first message after it is back, s",
    lastAfter: "last one, s",
    tries: "calls refused",
    messages: "messages",
    lost: "lost",
  },
  async run(open, slack) {
    const wish = { ...calm, groupInterval: "1m" };
    clear(slack, { limits: true });
    return on(open, wish, async (side) => {
      const back = performance.now() + 30_000;
      slack.mood = { limits: false, refuse: { status, untilMs: back } };
      const sent = await sendStorm(side, storm(200, wish), { connections: 8 });
      while (performance.now() < back) await sleep(50);
      await settle(side, slack, { stillMs: 65_000, mostMs: 150_000 });
      const posts = slack.arrivals.filter(({ edit }) => !edit);
      return {
        figures: {
          firstAfter: ((posts[0]?.at ?? Number.NaN) - back) / 1000,
          lastAfter: ((posts.at(-1)?.at ?? Number.NaN) - back) / 1000,
          tries: slack.refused,
          messages: posts.length,
          lost: await lost(side, sent),
        },
      };
    });
  },
});

export const killed: Case = {
  id: "kill",
  title:
    "2,000 alarms, kill -9 after 0.7 s, started again 1 s later; the client tries again what was not taken",
  columns: { accepted: "taken", retries: "tries again", down: "not taking for s", lost: "taken and lost" },
  async run(open, slack) {
    clear(slack, { limits: false });
    return on(open, calm, async (side) => {
      const sending = sendStorm(side, storm(2_000, calm));
      await sleep(700);
      await side.kill();
      await sleep(1_000);
      const began = performance.now();
      await side.start();
      const down = (performance.now() - began) / 1000 + 1;
      const sent = await sending;
      await settle(side, slack, { stillMs: 15_000, mostMs: 120_000 });
      return {
        figures: { accepted: sent.accepted.size, retries: sent.retries, down, lost: await lost(side, sent) },
      };
    });
  },
};

export const killedWhileSlackIsDown: Case = {
  id: "kill-down",
  title: "2,000 alarms, all taken; Slack down for 10 s, kill -9 at 3 s",
  columns: { accepted: "taken", messages: "messages", lost: "taken and lost" },
  async run(open, slack) {
    clear(slack, { limits: false });
    return on(open, calm, async (side) => {
      slack.mood = { limits: false, refuse: { status: 500, untilMs: performance.now() + 600_000 } };
      const began = performance.now();
      const sent = await sendStorm(side, storm(2_000, calm));
      await sleep(Math.max(0, 3_000 - (performance.now() - began)));
      await side.kill();
      await sleep(1_000);
      await side.start();
      await sleep(Math.max(0, 10_000 - (performance.now() - began)));
      slack.mood = { limits: false };
      await settle(side, slack, { stillMs: 15_000, mostMs: 150_000 });
      return {
        figures: {
          accepted: sent.accepted.size,
          messages: slack.arrivals.filter(({ edit }) => !edit).length,
          lost: await lost(side, sent),
        },
      };
    });
  },
};
