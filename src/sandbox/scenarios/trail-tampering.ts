import { later } from "./noise-act.ts";
import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { storyRandom, tellStory } from "./tell-story.ts";
import { deliveredRecords, type TrailGap } from "./trail-gap.ts";
import { trailTamperingAlarms } from "./trail-tampering-alarms.ts";
import { type TrailTamperingAnswer, trailTamperingAnswer } from "./trail-tampering-answer.ts";
import { blinding, inTheDark, settingRight, TURNING_POINTS } from "./trail-tampering-calls.ts";
import { trailTamperingCast } from "./trail-tampering-cast.ts";
import { usualMaintenance } from "./trail-tampering-usual.ts";

/**
 * A role session from a new address narrows the trail's selectors, cuts its bucket's lifecycle to a day and stops it.
 * For 37 minutes nothing is delivered; Event history, which cannot be switched off, shows what was done meanwhile.
 * The on-call person starts the trail again. The last call is 21 minutes before `now`.
 */
export function trailTampering(options: ScenarioOptions): Scenario<TrailTamperingAnswer> {
  const { seed = 1, accountId = "111122223333" } = options;
  // Whole seconds: what was delivered is decided by the times in the records.
  const now = new Date(Math.floor(options.now.getTime() / 1000) * 1000);
  const random = storyRandom("trail tampering", seed);
  const cast = trailTamperingCast(accountId, seed);
  const start = later(now, -80 * 60);
  const calls = [
    ...usualMaintenance(cast, now, random),
    ...blinding(cast, start, random),
    ...inTheDark(cast, start),
    ...settingRight(cast, start),
  ];
  const told = tellStory(calls, { ...options, now, seed, accountId, random });
  const trailGaps = gaps(start);
  const delivered = deliveredRecords({ records: told.records, trailGaps });
  return {
    name: "trail-tampering",
    title: "Somebody stops the trail and works in the dark",
    accountId,
    records: told.records,
    trailGaps,
    alarms: trailTamperingAlarms(start, delivered),
    answer: trailTamperingAnswer(cast, told, delivered),
  };
}

function gaps(start: Date): TrailGap[] {
  const { narrowed, stopped, started, restored } = TURNING_POINTS;
  const at = (minutes: number) => later(start, minutes * 60);
  return [
    { from: at(narrowed), to: at(restored), delivered: "writes" },
    { from: at(stopped), to: at(started), delivered: "nothing" },
  ];
}
