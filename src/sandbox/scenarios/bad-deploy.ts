import { badDeployAlarms } from "./bad-deploy-alarms.ts";
import { type BadDeployAnswer, badDeployAnswer } from "./bad-deploy-answer.ts";
import { otherChanges, refusals, usualCheckout } from "./bad-deploy-calls.ts";
import { badDeployCast } from "./bad-deploy-cast.ts";
import { LIVE_AFTER, release } from "./bad-deploy-release.ts";
import { failingTraffic, usualTraffic } from "./bad-deploy-traffic.ts";
import { later } from "./noise-act.ts";
import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { shopApiLog } from "./shop-proxies.ts";
import { storyRandom, tellStory } from "./tell-story.ts";

const MINUTES_OF_ERRORS = 27;

/**
 * The pipeline releases a function whose new code asks for a secret that its role may not read. Five services refuse
 * it hundreds of times, as they would somebody who looks around, and customers see 502. Same pipeline, same role,
 * usual addresses: a bad deploy. The last call is a quarter of an hour before `now`.
 */
export function badDeploy(options: ScenarioOptions): Scenario<BadDeployAnswer> {
  const { now, seed = 1, accountId = "111122223333", ordinaryRecords = 20_000 } = options;
  const random = storyRandom("bad deploy", seed);
  const cast = badDeployCast(accountId, seed);
  const start = later(now, -44 * 60);
  const live = later(start, LIVE_AFTER);
  const calls = [
    ...usualCheckout(cast, { until: start, count: Math.ceil(ordinaryRecords / 20), random }),
    ...release(cast, start, random),
    ...otherChanges(cast, start),
    ...refusals(cast, { from: live, minutes: MINUTES_OF_ERRORS, random }),
  ];
  const told = tellStory(calls, { ...options, seed, accountId, random });
  const requests = [
    ...usualTraffic(cast, { now, count: Math.ceil(ordinaryRecords * 0.6), from: live, random }),
    ...failingTraffic(cast, { from: live, minutes: MINUTES_OF_ERRORS, random }),
  ];
  return {
    name: "bad-deploy",
    title: "Checkout fails, and somebody is refused everywhere",
    accountId,
    records: told.records,
    trailGaps: [],
    accessLogs: [shopApiLog(requests)],
    alarms: badDeployAlarms(cast, live, { records: told.records, requests }),
    answer: badDeployAnswer(cast, told, { requests, since: live }),
  };
}
