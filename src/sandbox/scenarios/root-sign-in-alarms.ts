import type { AlarmToRaise } from "./alarm-to-raise.ts";
import { compositeAlarm } from "./composite-alarm.ts";
import { distinctRecords } from "./count-records.ts";
import { datapointAt, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { TrailRecord } from "./trail-record.ts";

const shared = {
  region: "eu-central-1",
  namespace: "Security/CloudTrail",
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  periodSeconds: 300,
  threshold: 1,
} as const;
const USED = {
  ...shared,
  alarmName: "root-account-used",
  description: "The root user did something (CIS CloudWatch.1)",
  metricName: "RootAccountUsage",
  tags: { runbook: "root-used" },
  filter: {
    logGroup: "aws/cloudtrail/managementevents",
    pattern:
      '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  },
} as const;
const CHANGED = {
  ...shared,
  alarmName: "root-credentials-changed",
  description: "The root user made or changed credentials",
  metricName: "RootCredentialChanges",
  tags: { runbook: "root-used" },
  filter: {
    logGroup: "aws/cloudtrail/managementevents",
    pattern:
      '{ ($.userIdentity.type = "Root") && (($.eventName = "CreateAccessKey") || ($.eventName = "DeactivateMFADevice") || ($.eventName = "UpdateLoginProfile")) }',
  },
} as const;

/** The sign-in rings first, its first door next, and both together are a takeover. */
export function rootSignInAlarms(
  signInAt: Date,
  { accountId, records }: { accountId: string; records: readonly TrailRecord[] },
): AlarmToRaise[] {
  const byRoot = distinctRecords(records).filter(({ userIdentity }) => {
    const { type, invokedBy } = userIdentity as Record<string, unknown>;
    return type === "Root" && invokedBy === undefined;
  });
  const changes = byRoot.filter(({ eventName }) =>
    ["CreateAccessKey", "DeactivateMFADevice", "UpdateLoginProfile"].includes(eventName),
  );
  const timesOf = (found: TrailRecord[]) => found.map((record) => record.eventTime);
  const usedAt = later(signInAt, 9 * 60);
  const changedAt = later(signInAt, 14 * 60);
  const used = metricAlarm(USED, { at: usedAt, datapoint: datapointAt(usedAt, USED, timesOf(byRoot)) });
  const changed = metricAlarm(CHANGED, {
    at: changedAt,
    datapoint: datapointAt(changedAt, CHANGED, timesOf(changes)),
  });
  const takeover = compositeAlarm(
    {
      accountId,
      alarmName: "account-takeover",
      description: "Root signed in and changed credentials",
      tags: { runbook: "root-used" },
    },
    {
      rule: 'ALARM("root-account-used") AND ALARM("root-credentials-changed")',
      children: [used, changed],
      state: "ALARM",
    },
  );
  return [used, changed, takeover];
}
