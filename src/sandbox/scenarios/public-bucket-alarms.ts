import type { AlarmToRaise, ContributorAlarmToRaise } from "./alarm-to-raise.ts";
import { distinctRecords } from "./count-records.ts";
import { datapointAt, METRIC_LAG_SECONDS, metricAlarm } from "./metric-alarm.ts";
import { later } from "./noise-act.ts";
import type { PublicBucketCast } from "./public-bucket-cast.ts";
import type { TrailRecord } from "./trail-record.ts";

const CHANGED = {
  alarmName: "s3-bucket-policy-changed",
  region: "eu-central-1",
  description: "A bucket's policy, ACL, CORS, lifecycle or replication changed (CIS CloudWatch.8)",
  namespace: "Security/CloudTrail",
  metricName: "S3BucketPolicyChanges",
  statistic: "Sum",
  comparison: "GreaterThanOrEqualToThreshold",
  periodSeconds: 300,
  threshold: 1,
  tags: { runbook: "public-bucket" },
  filter: {
    logGroup: "aws/cloudtrail/managementevents",
    pattern:
      "{ ($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || ($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || ($.eventName = PutBucketLifecycle) || ($.eventName = PutBucketReplication) || ($.eventName = DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || ($.eventName = DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication)) }",
  },
} as const;
const NAMED = /^(PutBucketAcl|(Put|Delete)Bucket(Policy|Cors|Lifecycle|Replication))$/;
const DOWNLOADED = {
  alarmName: "invoices-downloaded",
  region: "eu-central-1",
  description: "More bytes than usual leave the invoices",
  namespace: "AWS/S3",
  metricName: "BytesDownloaded",
  statistic: "Sum",
  comparison: "GreaterThanThreshold",
  periodSeconds: 300,
  threshold: 10_000_000,
  tags: { runbook: "public-bucket" },
} as const;

/** A harmless change rings and is over; the real one rings again; then the reads do. */
export function publicBucketAlarms(
  cast: PublicBucketCast,
  times: { harmlessAt: Date; openingAt: Date; readsAt: Date },
  records: readonly TrailRecord[],
): AlarmToRaise[] {
  const distinct = distinctRecords(records);
  const changes = distinct.filter((record) => NAMED.test(record.eventName)).map((record) => record.eventTime);
  const changed = (from: Date, minutes: number) => {
    const at = later(from, minutes * 60);
    return metricAlarm(CHANGED, { at, datapoint: datapointAt(at, CHANGED, changes) });
  };
  const readAt = later(times.readsAt, 12 * 60);
  const anonymous: ContributorAlarmToRaise = {
    kind: "contributor",
    alarmName: "anonymous-s3-reads",
    region: "eu-central-1",
    description: "Objects read without a signature, one contributor per bucket",
    contributorId: "9b0a7c6655dd4e21",
    attributes: { "requestParameters.bucketName": cast.bucket },
    state: "ALARM",
    reason: "Threshold Crossed: 1 datapoint was greater than the threshold (50.0).",
    at: readAt,
    tags: { runbook: "public-bucket" },
  };
  const downloads = { ...DOWNLOADED, dimensions: { BucketName: cast.bucket, FilterId: "EntireBucket" } };
  const downloadedAt = later(times.readsAt, 16 * 60);
  return [
    changed(times.harmlessAt, 8),
    changed(times.harmlessAt, 13),
    changed(times.openingAt, 12),
    anonymous,
    metricAlarm(downloads, {
      at: downloadedAt,
      datapoint: bytesBefore(downloadedAt, { cast, records: distinct }),
    }),
  ];
}

/** S3's request metrics count what left the bucket, whoever asked. */
function bytesBefore(
  at: Date,
  { cast, records }: { cast: PublicBucketCast; records: readonly TrailRecord[] },
): number {
  const to = at.getTime() - METRIC_LAG_SECONDS * 1000;
  return records
    .filter(({ eventName, eventTime, requestParameters }) => {
      const time = Date.parse(eventTime);
      const { bucketName } = (requestParameters ?? {}) as { bucketName?: string };
      const inPeriod = time >= to - DOWNLOADED.periodSeconds * 1000 && time < to;
      return inPeriod && eventName === "GetObject" && bucketName === cast.bucket;
    })
    .reduce((sum, record) => sum + bytesOut(record), 0);
}

export function bytesOut({ additionalEventData }: TrailRecord): number {
  return (additionalEventData as { bytesTransferredOut?: number } | undefined)?.bytesTransferredOut ?? 0;
}
