import { later } from "./noise-act.ts";
import { publicBucketAlarms } from "./public-bucket-alarms.ts";
import { type PublicBucketAnswer, publicBucketAnswer } from "./public-bucket-answer.ts";
import { opening, scannedInVain, strangersRead } from "./public-bucket-calls.ts";
import { publicBucketCast } from "./public-bucket-cast.ts";
import { harmlessChanges, usualInvoices } from "./public-bucket-usual.ts";
import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { storyRandom, tellStory } from "./tell-story.ts";

/**
 * A person's session, from a place the person never was, takes the block off a bucket of invoices and opens it to
 * everybody; strangers read hundreds. Meanwhile the pipeline changes policies that look alike and open nothing.
 * The trail records data events of this bucket. The last call is 14 minutes before `now`.
 */
export function publicBucket(options: ScenarioOptions): Scenario<PublicBucketAnswer> {
  const { now, seed = 1, accountId = "111122223333", ordinaryRecords = 20_000 } = options;
  const random = storyRandom("public bucket", seed);
  const cast = publicBucketCast(accountId, seed);
  const harmlessAt = later(now, -70 * 60);
  const openingAt = later(now, -48 * 60);
  const readsAt = later(openingAt, 12 * 60);
  const calls = [
    ...usualInvoices(cast, { now, count: Math.ceil(ordinaryRecords / 16), random }),
    ...scannedInVain(cast, now, random),
    ...harmlessChanges(cast, harmlessAt, random),
    ...opening(cast, openingAt),
    ...strangersRead(cast, readsAt, random),
  ];
  const told = tellStory(calls, { ...options, seed, accountId, random });
  return {
    name: "public-bucket",
    title: "A bucket of invoices is opened to everybody, and read",
    accountId,
    records: told.records,
    trailGaps: [],
    alarms: publicBucketAlarms(cast, { harmlessAt, openingAt, readsAt }, told.records),
    answer: publicBucketAnswer(cast, told),
  };
}
