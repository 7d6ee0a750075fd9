import type { AlarmToRaise, ContributorAlarmToRaise } from "./alarm-to-raise.ts";
import type { BadDeployCast } from "./bad-deploy-cast.ts";
import { compositeAlarm } from "./composite-alarm.ts";
import { distinctRecords, isRefused } from "./count-records.ts";
import { datapointAt, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import { SHOP_API } from "./shop-proxies.ts";
import type { TrailRecord } from "./trail-record.ts";

const shared = {
  region: "eu-central-1",
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  periodSeconds: 300,
} as const;
const REFUSED = {
  ...shared,
  alarmName: "unauthorised-api-calls",
  description: "Denied API calls within five minutes, all principals (CIS CloudWatch.2)",
  namespace: "Security/CloudTrail",
  metricName: "UnauthorizedApiCalls",
  threshold: 30,
  tags: { runbook: "unauthorized-api-calls" },
  filter: {
    logGroup: "aws/cloudtrail/managementevents",
    pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
  },
} as const;

/** Errors of the function and the API ring first, then the denials, then whose they are. */
export function badDeployAlarms(
  cast: BadDeployCast,
  live: Date,
  { records, requests }: { records: readonly TrailRecord[]; requests: readonly ProxyRequest[] },
): AlarmToRaise[] {
  const at = (minutes: number) => later(live, minutes * 60);
  const failures = requests.filter(({ status }) => status >= 500).map((request) => request.at);
  const denials = distinctRecords(records)
    .filter(isRefused)
    .map((record) => record.eventTime);
  const errors = {
    ...shared,
    alarmName: "checkout-errors",
    description: "Errors of the function checkout within five minutes",
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: cast.functionName },
    threshold: 10,
    tags: { runbook: "who-changed-this" },
  } as const;
  const failing = {
    ...shared,
    alarmName: "shop-api-5xx",
    description: "Server errors at the shop's API within five minutes",
    namespace: "AWS/ApiGateway",
    metricName: "5XXError",
    dimensions: { ApiName: SHOP_API.name, Stage: SHOP_API.stage },
    threshold: 20,
    tags: { runbook: "proxy-errors" },
  } as const;
  const function5xx = metricAlarm(errors, { at: at(8), datapoint: datapointAt(at(8), errors, failures) });
  const api5xx = metricAlarm(failing, { at: at(9), datapoint: datapointAt(at(9), failing, failures) });
  const down = compositeAlarm(
    {
      accountId: cast.accountId,
      alarmName: "checkout-down",
      description: "Nobody can pay",
      tags: { runbook: "proxy-errors" },
    },
    {
      rule: 'ALARM("checkout-errors") AND ALARM("shop-api-5xx")',
      children: [function5xx, api5xx],
      state: "ALARM",
    },
  );
  const refused = metricAlarm(REFUSED, { at: at(11), datapoint: datapointAt(at(11), REFUSED, denials) });
  const principal: ContributorAlarmToRaise = {
    kind: "contributor",
    alarmName: "denied-by-principal",
    region: "eu-central-1",
    description: "Denied calls, one contributor per role",
    contributorId: "d0e5c0de11a7b305",
    attributes: {
      "userIdentity.sessionContext.sessionIssuer.arn": `arn:aws:iam::${cast.accountId}:role/${cast.functionName}`,
    },
    state: "ALARM",
    reason: "Threshold Crossed: 1 datapoint was greater than the threshold (50.0).",
    at: at(14),
    tags: { runbook: "unauthorized-api-calls" },
  };
  return [function5xx, api5xx, down, refused, principal];
}
