import type { ContributorAlarmToRaise, MetricAlarmToRaise } from "./alarm-to-raise.ts";
import { distinctRecords, isRefused } from "./count-records.ts";
import { datapointAt, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";
import type { TrailRecord } from "./trail-record.ts";

export interface StolenKeyAlarms {
  contributor: ContributorAlarmToRaise;
  metric: MetricAlarmToRaise;
}

export function stolenKeyAlarms(
  cast: StolenKeyCast,
  { now, records }: { now: Date; records: readonly TrailRecord[] },
): StolenKeyAlarms {
  const at = later(now, -240);
  const refused = {
    alarmName: "unauthorised-api-calls",
    region: "eu-central-1",
    description: "Denied API calls within an hour, all principals",
    namespace: "Security/CloudTrail",
    metricName: "UnauthorizedApiCalls",
    statistic: "Sum",
    comparison: "GreaterThanOrEqualToThreshold",
    periodSeconds: 3600,
    threshold: 20,
    filter: {
      logGroup: "aws/cloudtrail/managementevents",
      pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    },
  } as const;
  const times = distinctRecords(records)
    .filter(isRefused)
    .map((record) => record.eventTime);
  return {
    contributor: {
      kind: "contributor",
      alarmName: "AccessKey-denied-calls",
      region: "eu-central-1",
      description: "Denied calls, one contributor per access key",
      contributorId: "5c1d0c0ffee5eed5",
      attributes: { "userIdentity.accessKeyId": cast.key },
      state: "ALARM",
      reason: "Threshold Crossed: 1 datapoint was greater than the threshold (25.0).",
      at: later(now, -300),
      tags: { runbook: "access-key-compromise" },
    },
    metric: metricAlarm(refused, { at, datapoint: datapointAt(at, refused, times) }),
  };
}
