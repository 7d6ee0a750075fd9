import type { AlarmToRaise } from "./alarm-to-raise.ts";
import { distinctRecords } from "./count-records.ts";
import { datapointAt, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { TrailRecord } from "./trail-record.ts";

const CHANGED = {
  alarmName: "cloudtrail-changed",
  region: "eu-central-1",
  description: "A trail was made, changed, stopped or started (CIS CloudWatch.5)",
  namespace: "Security/CloudTrail",
  metricName: "CloudTrailChanges",
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  periodSeconds: 300,
  threshold: 1,
  tags: { runbook: "trail-tampering" },
  filter: {
    logGroup: "aws/cloudtrail/managementevents",
    pattern:
      "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }",
  },
} as const;
const CHANGES = ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"];
const SILENT = {
  alarmName: "trail-silent",
  region: "eu-central-1",
  description: "The trail's log group gets nothing any more",
  namespace: "AWS/Logs",
  metricName: "IncomingLogEvents",
  dimensions: { LogGroupName: "aws/cloudtrail/managementevents" },
  statistic: "Sum",
  comparison: "LessThanThreshold",
  periodSeconds: 300,
  threshold: 1,
  tags: { runbook: "trail-tampering" },
} as const;

/**
 * The first try rings. Then the alarm turns OK, because a stopped trail feeds no metric: only the silence rings on.
 * When the trail is started again, that is a change, too.
 */
export function trailTamperingAlarms(start: Date, delivered: readonly TrailRecord[]): AlarmToRaise[] {
  const distinct = distinctRecords(delivered);
  const times = distinct.map((record) => record.eventTime);
  const changes = distinct
    .filter((record) => CHANGES.includes(record.eventName))
    .map((record) => record.eventTime);
  const at = (minutes: number) => later(start, minutes * 60);
  const changed = (minutes: number) =>
    metricAlarm(CHANGED, { at: at(minutes), datapoint: datapointAt(at(minutes), CHANGED, changes) });
  const silent = (minutes: number) =>
    metricAlarm(SILENT, { at: at(minutes), datapoint: datapointAt(at(minutes), SILENT, times) });
  return [changed(10), changed(22), silent(23), changed(55), silent(56)];
}
