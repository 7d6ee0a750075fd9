import { later, type Scene } from "./noise-act.ts";
import { CROWD } from "./noise-crowd.ts";
import { hourOf } from "./noise-rhythm.ts";
import { scheduledCalls } from "./noise-schedule.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";
import { type TrailRecord, trailRecord } from "./trail-record.ts";

const DAY_SECONDS = 24 * 3600;
const DELIVERED_TWICE = 0.004;

/**
 * A day in an ordinary account up to `now`: services, workloads, a pipeline, people at the console and on the
 * command line, a monitoring vendor; each at its own hours, with throttles, retries, refusals and odd addresses.
 * `count` records or a few more, some of them delivered twice.
 */
export function ordinaryDay(options: {
  now: Date;
  seed: number;
  accountId: string;
  count: number;
}): TrailRecord[] {
  const { now, seed, accountId, count } = options;
  const random = createSeededRandom(`ordinary day ${seed}`);
  const records: TrailRecord[] = [];
  const keep = (calls: readonly StoryCall[]) => {
    for (const call of calls) {
      if (call.at.getTime() > now.getTime() - 30_000) continue;
      const record = trailRecord(call, accountId, random);
      records.push(record);
      if (random.chance(DELIVERED_TWICE)) records.push(structuredClone(record));
    }
  };
  const from = later(now, -DAY_SECONDS);
  // A short day, as some tests ask for, has no room for what runs by the clock.
  if (count > 2_000) keep(scheduledCalls({ from, to: now, accountId, random }));
  while (records.length < count) keep(actAtSomeTime(from, accountId, random));
  return records;
}

function actAtSomeTime(from: Date, accountId: string, random: SeededRandom): StoryCall[] {
  const { act, rhythm } = drawn(random.next());
  for (;;) {
    const scene: Scene = { at: later(from, random.between(0, DAY_SECONDS - 60)), accountId, random };
    if (random.chance(rhythm(hourOf(scene.at)))) return act(scene);
  }
}

const TURNS = CROWD.map(({ share, records }) => share / records);
const ALL_TURNS = TURNS.reduce((sum, turns) => sum + turns, 0);

function drawn(lot: number): (typeof CROWD)[number] {
  let passed = 0;
  for (const [at, member] of CROWD.entries()) {
    passed += TURNS[at] ?? 0;
    if (lot * ALL_TURNS < passed) return member;
  }
  throw new Error("The lot is at least 1.");
}
