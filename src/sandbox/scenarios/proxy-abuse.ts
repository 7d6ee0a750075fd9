import { later } from "./noise-act.ts";
import { ordinaryTraffic } from "./ordinary-traffic.ts";
import { proxyAbuseAlarms } from "./proxy-abuse-alarms.ts";
import { type ProxyAbuseAnswer, proxyAbuseAnswer } from "./proxy-abuse-answer.ts";
import { gatewayChanges, usualPublishing } from "./proxy-abuse-calls.ts";
import { proxyAbuseCast } from "./proxy-abuse-cast.ts";
import { enumeration, knockingAtTheEdge, sharedKey, storm } from "./proxy-abuse-requests.ts";
import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { mobileEdgeLog, partnerApiLog, shopApiLog } from "./shop-proxies.ts";
import { storyRandom, tellStory } from "./tell-story.ts";

/**
 * Three addresses storm the shop's API until one old key is good, then read order after order; a partner's key is used
 * from everywhere at once; and one of the addresses changes the gateway itself with a key of ours. CloudTrail shows
 * only the last: the rest stands in the logs of API Gateway, Kong and Envoy. All ends 15 minutes before `now`.
 */
export function proxyAbuse(options: ScenarioOptions): Scenario<ProxyAbuseAnswer> {
  const { now, seed = 1, accountId = "111122223333", ordinaryRecords = 20_000 } = options;
  const random = storyRandom("proxy abuse", seed);
  const cast = proxyAbuseCast(accountId, seed);
  const start = later(now, -63 * 60);
  const calls = [...usualPublishing(cast, now, random), ...gatewayChanges(cast, later(start, 30 * 60))];
  const told = tellStory(calls, { ...options, seed, accountId, random });
  const usual = (api: Parameters<typeof ordinaryTraffic>[0], share: number) =>
    ordinaryTraffic(api, { now, count: Math.ceil(ordinaryRecords * share), random });
  const shop = [...usual(cast.shop, 0.6), ...storm(cast, start, random), ...enumeration(cast, start, random)];
  const partners = [...usual(cast.partners, 0.2), ...sharedKey(cast, start, random)];
  const mobile = [...usual(cast.mobile, 0.25), ...knockingAtTheEdge(cast, start, random)];
  return {
    name: "proxy-abuse",
    title: "Somebody guesses keys at the shop's API until one is good",
    accountId,
    records: told.records,
    trailGaps: [],
    accessLogs: [shopApiLog(shop), partnerApiLog(partners), mobileEdgeLog(mobile)],
    alarms: proxyAbuseAlarms(cast, start, shop),
    answer: proxyAbuseAnswer(cast, told, { shop, partners, mobile }),
  };
}
