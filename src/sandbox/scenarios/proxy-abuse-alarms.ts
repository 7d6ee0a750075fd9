import type { AlarmToRaise, ContributorAlarmToRaise } from "./alarm-to-raise.ts";
import { datapointAt, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { ProxyAbuseCast } from "./proxy-abuse-cast.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import { SHOP_API } from "./shop-proxies.ts";

const CLIENT_ERRORS = {
  alarmName: "shop-api-4xx",
  region: "eu-central-1",
  description: "Client errors at the shop's API within five minutes",
  namespace: "AWS/ApiGateway",
  metricName: "4XXError",
  dimensions: { ApiName: SHOP_API.name, Stage: SHOP_API.stage },
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  periodSeconds: 300,
  threshold: 120,
  tags: { runbook: "proxy-abuse" },
} as const;

/** The storm rings by count and by address, then it is over; the good key and the shared key ring afterwards. */
export function proxyAbuseAlarms(
  cast: ProxyAbuseCast,
  start: Date,
  atShop: readonly ProxyRequest[],
): AlarmToRaise[] {
  const failures = atShop.filter(({ status }) => status >= 400 && status < 500).map(({ at }) => at);
  const errors = (minutes: number) => {
    const at = later(start, minutes * 60);
    return metricAlarm(CLIENT_ERRORS, { at, datapoint: datapointAt(at, CLIENT_ERRORS, failures) });
  };
  const contributor = (
    minutes: number,
    about: {
      alarmName: string;
      description: string;
      id: string;
      attributes: Record<string, string>;
      threshold: string;
    },
  ): ContributorAlarmToRaise => ({
    kind: "contributor",
    alarmName: about.alarmName,
    region: "eu-central-1",
    description: about.description,
    contributorId: about.id,
    attributes: about.attributes,
    state: "ALARM",
    reason: `Threshold Crossed: 1 datapoint was greater than the threshold (${about.threshold}).`,
    at: later(start, minutes * 60),
    tags: { runbook: "proxy-abuse" },
  });
  const refusedBy = {
    alarmName: "refused-by-address",
    description: "Refused requests at the shop's API, one contributor per address",
    threshold: "50.0",
  };
  const [first, second] = cast.attackers;
  return [
    errors(10),
    contributor(12, { ...refusedBy, id: "0a1f5f6e11223301", attributes: { ip: first } }),
    contributor(12.1, { ...refusedBy, id: "0a1f5f6e11223302", attributes: { ip: second } }),
    errors(31),
    contributor(36, {
      alarmName: "orders-by-key",
      description: "Orders read at the shop's API, one contributor per key",
      threshold: "200.0",
      id: "4c7be2aa90b1d003",
      attributes: { apiKeyId: cast.foundKeyId },
    }),
    contributor(46, {
      alarmName: "consumer-networks",
      description: "Networks per consumer at the partners' API",
      threshold: "5.0",
      id: "77ad0e1f6b3c2204",
      attributes: { "consumer.username": cast.sharedConsumer },
    }),
  ];
}
