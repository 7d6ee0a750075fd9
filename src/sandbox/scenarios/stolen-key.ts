import { ordinaryDay } from "./noise.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { type StolenKeyAlarms, stolenKeyAlarms } from "./stolen-key-alarms.ts";
import { type StolenKeyAnswer, stolenKeyAnswer } from "./stolen-key-answer.ts";
import { stolenKeyCast } from "./stolen-key-cast.ts";
import { intrusion, usualUse } from "./stolen-key-story.ts";
import { type TrailRecord, trailRecord } from "./trail-record.ts";

/** A story for the sandbox: what the trail holds, what rings, and what a good investigation must find. */
export interface StolenKeyScenario {
  name: "stolen-key";
  title: string;
  accountId: string;
  /** Oldest first. A few are there twice, as in a real trail. */
  records: TrailRecord[];
  alarm: StolenKeyAlarms;
  answer: StolenKeyAnswer;
}

const ORDINARY_RECORDS = 20_000;

/**
 * The key of a service user is used from a new address: it looks around, is refused a lot, gives itself rights,
 * makes itself a second key and a user, reads secrets and tries to start machines. The last call is 14 minutes
 * before `now`. The same `now` and seed give the same records.
 */
export function stolenKey(options: { now: Date; seed?: number; accountId?: string }): StolenKeyScenario {
  const { now, seed = 1, accountId = "111122223333" } = options;
  const random = createSeededRandom(`stolen key ${seed}`);
  const cast = stolenKeyCast(accountId, seed);
  const told = [...usualUse(cast, now, random), ...intrusion(cast, now, random)];
  const story = told.map((call) => trailRecord(call, accountId, random));
  const twice = story.filter((_, at) => at % 29 === 11).map((record) => structuredClone(record));
  const noise = ordinaryDay({ now, seed, accountId, count: ORDINARY_RECORDS });
  const records = [...noise, ...story, ...twice].sort((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  );
  return {
    name: "stolen-key",
    title: "The key of the report exporter is used by someone else",
    accountId,
    records,
    alarm: stolenKeyAlarms(cast, now),
    answer: stolenKeyAnswer(cast, story, records),
  };
}
