import type { Act } from "./noise-act.ts";
import { CROWD } from "./noise-crowd.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { type TrailRecord, trailRecord } from "./trail-record.ts";

const DAY = 24 * 3_600_000;

/**
 * A day in an ordinary account up to `now`: services, instances, a pipeline, people at the console, a monitoring
 * vendor; with throttles, refusals and odd addresses. About `count` records, some of them delivered twice.
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
  while (records.length < count) {
    const at = new Date(now.getTime() - 60_000 - random.next() * DAY);
    if (isQuiet(at) && random.chance(0.6)) continue;
    const act = drawn(random.next());
    for (const call of act({ at, accountId, random })) {
      if (call.at.getTime() > now.getTime() - 30_000) continue;
      const record = trailRecord(call, accountId, random);
      records.push(record);
      if (random.chance(0.004)) records.push(structuredClone(record));
    }
  }
  return records;
}

function isQuiet(at: Date): boolean {
  const hour = at.getUTCHours();
  return hour < 6 || hour > 19;
}

const TOTAL = CROWD.reduce((sum, [weight]) => sum + weight, 0);

function drawn(lot: number): Act {
  let passed = 0;
  for (const [weight, act] of CROWD) {
    passed += weight;
    if (lot * TOTAL < passed) return act;
  }
  return CROWD[0][1];
}
