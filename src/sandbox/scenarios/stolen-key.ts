import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { type StolenKeyAlarms, stolenKeyAlarms } from "./stolen-key-alarms.ts";
import { type StolenKeyAnswer, stolenKeyAnswer } from "./stolen-key-answer.ts";
import { stolenKeyCast } from "./stolen-key-cast.ts";
import { intrusion, usualUse } from "./stolen-key-story.ts";
import { storyRandom, tellStory } from "./tell-story.ts";

export interface StolenKeyScenario extends Scenario<StolenKeyAnswer> {
  name: "stolen-key";
  /** The same alarms as in `alarms`, by what they are. */
  alarm: StolenKeyAlarms;
}

/**
 * The key of a service user is used from a new address: it looks around, is refused a lot, gives itself rights,
 * makes itself a second key and a user, reads secrets and tries to start machines. The last call is 14 minutes
 * before `now`. The same `now` and seed give the same records.
 */
export function stolenKey(options: ScenarioOptions): StolenKeyScenario {
  const { now, seed = 1, accountId = "111122223333" } = options;
  const random = storyRandom("stolen key", seed);
  const cast = stolenKeyCast(accountId, seed);
  const calls = [...usualUse(cast, now, random), ...intrusion(cast, now, random)];
  const told = tellStory(calls, { ...options, seed, accountId, random });
  const alarm = stolenKeyAlarms(cast, { now, records: told.records });
  return {
    name: "stolen-key",
    title: "The key of the report exporter is used by someone else",
    accountId,
    records: told.records,
    trailGaps: [],
    alarms: [alarm.contributor, alarm.metric],
    alarm,
    answer: stolenKeyAnswer(cast, told),
  };
}
