import { later } from "./noise-act.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";

/** A contributor of a log alarm: the suspect is named in the alarm itself. */
export interface ContributorAlarmToRaise {
  alarmName: string;
  region: string;
  description: string;
  contributorId: string;
  attributes: Record<string, string>;
  state: "ALARM" | "OK";
  reason: string;
  at: Date;
}

/** A plain metric alarm, as PutMetricAlarm and SetAlarmState take it. */
export interface MetricAlarmToRaise {
  alarmName: string;
  region: string;
  description: string;
  namespace: string;
  metricName: string;
  periodSeconds: number;
  threshold: number;
  state: "ALARM" | "OK";
  reason: string;
  at: Date;
}

export interface StolenKeyAlarms {
  contributor: ContributorAlarmToRaise;
  metric: MetricAlarmToRaise;
}

export function stolenKeyAlarms(cast: StolenKeyCast, now: Date): StolenKeyAlarms {
  return {
    contributor: {
      alarmName: "AccessKey-denied-calls",
      region: "eu-central-1",
      description: "Denied calls, one contributor per access key",
      contributorId: "5c1d0c0ffee5eed5",
      attributes: { "userIdentity.accessKeyId": cast.key },
      state: "ALARM",
      reason: "Threshold Crossed: 1 datapoint was greater than the threshold (25.0).",
      at: later(now, -300),
    },
    metric: {
      alarmName: "unauthorised-api-calls",
      region: "eu-central-1",
      description: "Denied API calls, all principals",
      namespace: "Security/CloudTrail",
      metricName: "UnauthorizedApiCalls",
      periodSeconds: 300,
      threshold: 25,
      state: "ALARM",
      reason:
        "Threshold Crossed: 1 out of the last 1 datapoints [41.0] was greater than or equal to the threshold (25.0) (minimum 1 datapoint for OK -> ALARM transition).",
      at: later(now, -240),
    },
  };
}
