import { ordinaryDay } from "./noise.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";
import { type TrailRecord, trailRecord } from "./trail-record.ts";

/** One of so many records of the story is delivered twice, from the first of these on. */
const TWICE = { every: 29, first: 11 };

export interface ToldStory {
  /** The ordinary day and the story, oldest first, with what is there twice. */
  records: TrailRecord[];
  /** The story's own records once each, in the order it was told. */
  story: TrailRecord[];
  /** Those of one part, oldest first. */
  of: (...parts: string[]) => TrailRecord[];
  duplicates: number;
  totalRecords: number;
}

/** Puts a story into an ordinary day. The same `now`, seed and calls give the same records. */
export function tellStory(
  calls: readonly StoryCall[],
  {
    now,
    seed,
    accountId,
    ordinaryRecords = 20_000,
    random,
  }: { now: Date; seed: number; accountId: string; ordinaryRecords?: number; random: SeededRandom },
): ToldStory {
  const told = calls.map((call) => ({ part: call.part, record: trailRecord(call, accountId, random) }));
  const story = told.map(({ record }) => record);
  const twice = story.filter((_, at) => at % TWICE.every === TWICE.first);
  const noise = ordinaryDay({ now, seed, accountId, count: ordinaryRecords });
  const records = oldestFirst([...noise, ...story, ...twice.map((record) => structuredClone(record))]);
  return {
    records,
    story,
    of: (...parts) =>
      oldestFirst(told.filter(({ part }) => parts.includes(part ?? "")).map(({ record }) => record)),
    duplicates: records.length - new Set(records.map((record) => record.eventID)).size,
    totalRecords: records.length,
  };
}

export function storyRandom(name: string, seed: number): SeededRandom {
  return createSeededRandom(`${name} ${seed}`);
}

/** Stable: what happened in the same second keeps its order. */
function oldestFirst(records: readonly TrailRecord[]): TrailRecord[] {
  return records.toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
}
