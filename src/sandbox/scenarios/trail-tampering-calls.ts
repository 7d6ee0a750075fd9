import { assumedRole } from "./callers.ts";
import { later } from "./noise-act.ts";
import { OFFICE_ADDRESS, signedInSession } from "./noise-people.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";
import { lifecycle, selectors } from "./trail-settings.ts";
import type { TrailTamperingCast } from "./trail-tampering-cast.ts";
import { takeRole } from "./trail-tampering-usual.ts";
import { wordyTime } from "./trail-times.ts";

const HOME = "eu-central-1";

/** When the trail was blinded and when it saw again, in minutes after the session began. */
export const TURNING_POINTS = { narrowed: 5, stopped: 10, started: 47, restored: 49 } as const;

/** The session blinds the account, piece by piece; some pieces are out of its reach. */
export function blinding(cast: TrailTamperingCast, start: Date, random: SeededRandom): StoryCall[] {
  const { trailArn, bucket } = cast;
  const from = { address: cast.newAddress, userAgent: cast.toolAgent };
  const grant = { at: start, accessKeyId: cast.sessionKey, from, session: cast.session };
  const call = callsOf(operator(cast, start), start);
  const denied = deniedTo(cast);
  const refused = { part: "refused" };
  return [
    { ...takeRole(cast, grant, random), part: "role" },
    call(20, "sts", "GetCallerIdentity"),
    call(45, "cloudtrail", "DescribeTrails", { request: { trailNameList: [], includeShadowTrails: true } }),
    call(50, "cloudtrail", "GetTrailStatus", { request: { name: trailArn } }),
    call(58, "cloudtrail", "GetEventSelectors", { request: { trailName: trailArn } }),
    call(180, "cloudtrail", "DeleteTrail", {
      ...refused,
      request: { name: trailArn },
      error: denied("cloudtrail:DeleteTrail"),
    }),
    call(215, "guardduty", "DeleteDetector", {
      ...refused,
      request: { detectorId: "12abc34d567e8fa901bc2d34e56789f0" },
      error: { ...denied("guardduty:DeleteDetector"), code: "AccessDeniedException" },
    }),
    call(TURNING_POINTS.narrowed * 60, "cloudtrail", "PutEventSelectors", {
      part: "evasion",
      ...selectors(trailArn, { readWriteType: "WriteOnly", exclude: ["kms.amazonaws.com"] }),
    }),
    call(480, "s3", "PutBucketLifecycle", {
      part: "evasion",
      ...lifecycle(bucket, { id: cast.hostileRuleId, days: 1 }),
    }),
    call(TURNING_POINTS.stopped * 60, "cloudtrail", "StopLogging", {
      part: "evasion",
      request: { name: trailArn },
    }),
  ];
}

/** What was done in the dark: no file and no log group shows it, Event history does. */
export function inTheDark(cast: TrailTamperingCast, start: Date): StoryCall[] {
  const { accountId, userName, newKey } = cast;
  const call = callsOf(operator(cast, start), start);
  const hostile = callsOf(operator(cast, start, cast.hostileAgent), start);
  const denied = deniedTo(cast);
  const dark = { part: "dark" };
  const secret = (seconds: number, secretId: string) =>
    call(seconds, "secretsmanager", "GetSecretValue", { ...dark, request: { secretId } });
  return [
    call(690, "ec2", "DeleteFlowLogs", {
      part: "dark-evasion",
      request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: "fl-0123456789abcdef0" } } },
      response: { DeleteFlowLogsResponse: { unsuccessful: "" } },
    }),
    call(730, "monitoring", "DeleteAlarms", {
      part: "dark-refused",
      request: { alarmNames: ["cloudtrail-changed"] },
      error: denied("cloudwatch:DeleteAlarms"),
    }),
    call(760, "logs", "DeleteLogGroup", {
      part: "dark-refused",
      request: { logGroupName: "aws/cloudtrail/managementevents" },
      error: { ...denied("logs:DeleteLogGroup"), code: "AccessDeniedException" },
    }),
    hostile(900, "secretsmanager", "ListSecrets", dark),
    secret(960, "shop/payment-gateway"),
    secret(975, "partners/sftp"),
    secret(991, "shop/database"),
    call(1200, "iam", "CreateAccessKey", {
      ...dark,
      request: { userName },
      response: {
        accessKey: {
          userName,
          accessKeyId: newKey,
          status: "Active",
          createDate: wordyTime(later(start, 1200)),
        },
      },
    }),
    call(1290, "iam", "AttachUserPolicy", {
      ...dark,
      request: { userName, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
    call(1500, "ec2", "DescribeSnapshots", {
      ...dark,
      request: { snapshotSet: {}, ownersSet: { items: [{ owner: accountId }] } },
    }),
    call(1560, "ec2", "ModifySnapshotAttribute", {
      ...dark,
      request: {
        snapshotId: "snap-0123456789abcdef0",
        attributeType: "CREATE_VOLUME_PERMISSION",
        createVolumePermission: { add: { items: [{ group: "all" }] } },
      },
      response: { _return: true },
    }),
  ];
}

/** The on-call person sets it right; the session's later tries come to nothing. */
export function settingRight(cast: TrailTamperingCast, start: Date): StoryCall[] {
  const { accountId, trailArn, bucket } = cast;
  const onCall = assumedRole(
    signedInSession(accountId, cast.onCall, start, "AWSReservedSSO_Operations_fedcba9876543210"),
    {
      address: OFFICE_ADDRESS,
      userAgent: "aws-cli/2.17.20 md/awscrt#0.21.2 ua/2.0 os/macos#23.5.0 lang/python#3.11.9",
    },
  );
  const restore = callsOf(onCall, start);
  const call = callsOf(operator(cast, start), start);
  const denied = deniedTo(cast, "with an explicit deny in an identity-based policy");
  return [
    restore(TURNING_POINTS.started * 60 - 70, "cloudtrail", "GetTrailStatus", {
      part: "on-call",
      request: { name: trailArn },
    }),
    restore(TURNING_POINTS.started * 60, "cloudtrail", "StartLogging", {
      part: "on-call",
      request: { name: trailArn },
    }),
    restore(TURNING_POINTS.restored * 60, "cloudtrail", "PutEventSelectors", {
      part: "on-call-evasion-name",
      ...selectors(trailArn, { readWriteType: "All", exclude: [] }),
    }),
    restore(3010, "s3", "PutBucketLifecycle", {
      part: "on-call-evasion-name",
      ...lifecycle(bucket, { id: "keep-a-year", days: 365 }),
    }),
    restore(3060, "iam", "PutRolePolicy", {
      part: "on-call",
      region: "us-east-1",
      request: {
        roleName: cast.role,
        policyName: "AWSRevokeOlderSessions",
        policyDocument: '{"Version":"2012-10-17"}',
      },
    }),
    call(3240, "cloudtrail", "StopLogging", {
      part: "refused",
      request: { name: trailArn },
      error: denied("cloudtrail:StopLogging"),
    }),
    call(3300, "s3", "ListBuckets", {
      part: "after",
      error: { code: "AccessDenied", message: "Access Denied" },
    }),
    call(3540, "sts", "GetCallerIdentity", { part: "after" }),
  ];
}

function operator(cast: TrailTamperingCast, since: Date, userAgent = cast.toolAgent): Caller {
  const { accountId, role, session, sessionKey: accessKeyId, newAddress: address } = cast;
  return assumedRole({ accountId, role, session, accessKeyId, since }, { address, userAgent });
}

function callsOf(caller: Caller, start: Date) {
  return (seconds: number, service: string, name: string, more: Partial<StoryCall> = {}): StoryCall => ({
    at: later(start, seconds),
    caller,
    service,
    name,
    region: service === "iam" ? "us-east-1" : HOME,
    part: "look",
    ...more,
  });
}

function deniedTo(cast: TrailTamperingCast, why = "with an explicit deny in a service control policy") {
  const arn = `arn:aws:sts::${cast.accountId}:assumed-role/${cast.role}/${cast.session}`;
  return (action: string) => ({
    code: "AccessDenied",
    message: `User: ${arn} is not authorized to perform: ${action} ${why}`,
  });
}
