import { awsService, serviceRole } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import { keyOf } from "./noise-resources.ts";
import { withRetries } from "./noise-retries.ts";
import type { StoryCall } from "./story-call.ts";

const RECORDED = [
  ["ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }],
  ["ec2", "DescribeSecurityGroups", { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }],
  ["ec2", "DescribeVolumes", { volumeSet: {}, filterSet: {} }],
  ["ec2", "DescribeRouteTables", { routeTableIdSet: {}, filterSet: {} }],
  ["iam", "ListRoles", { maxItems: 1000 }],
  ["iam", "GetRole", { roleName: "order-worker" }],
  ["iam", "ListAttachedRolePolicies", { roleName: "web-server" }],
  ["lambda", "ListFunctions20150331", { maxItems: 50 }],
  ["rds", "DescribeDBInstances", { maxRecords: 100 }],
  ["s3", "GetBucketEncryption", { bucketName: "shop-invoices", encryption: "" }],
  ["s3", "GetBucketPublicAccessBlock", { bucketName: "shop-artifacts", publicAccessBlock: "" }],
  ["s3", "GetBucketPolicy", { bucketName: "shop-site", policy: "" }],
  ["kms", "DescribeKey", { keyId: "alias/secrets" }],
] as const;

/** The configuration recorder reads everything, in bursts and in every Region, and is refused now and then. */
export const configRecorder: Act = ({ at, accountId, random }) => {
  const host = "config.amazonaws.com";
  const session = { accountId, role: "AWSServiceRoleForConfig", session: "AWSConfig-Describe", at };
  const caller = serviceRole(session, { host });
  const home = random.chance(0.85) ? "eu-central-1" : random.pick(["us-east-1", "eu-west-1"]);
  return Array.from({ length: random.between(2, 6) }, (_, step): StoryCall => {
    const [service, name, request] = random.pick(RECORDED);
    const denied = random.chance(0.02);
    const missing = name === "GetBucketPolicy" && random.chance(0.3);
    return {
      at: later(at, step),
      caller,
      service,
      name,
      region: service === "iam" ? "us-east-1" : service === "s3" ? "eu-central-1" : home,
      request,
      error: denied
        ? { code: "AccessDenied", message: "Access Denied" }
        : missing
          ? { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" }
          : undefined,
    };
  });
};

const SCANNERS = [
  [
    "inspector2.amazonaws.com",
    "AWSServiceRoleForAmazonInspector2",
    "MandoService",
    "inspector2.amazonaws.com",
  ],
  ["trustedadvisor.amazonaws.com", "AWSServiceRoleForTrustedAdvisor", "TrustedAdvisor", "AWS Internal"],
  ["securityhub.amazonaws.com", "AWSServiceRoleForSecurityHub", "securityhub", "securityhub.amazonaws.com"],
] as const;

/** Scanners of AWS's own look at everything, too; their sessions show no key. */
export const scanner: Act = ({ at, accountId, random }) => {
  const [host, role, session, address] = random.pick(SCANNERS);
  const name = `${session}-${random.text(19, "0123456789")}`;
  const caller = serviceRole({ accountId, role, session: name, at }, { host, address, userAgent: address });
  return Array.from({ length: random.between(2, 6) }, (_, step): StoryCall => {
    const [service, call, request] = random.pick(RECORDED);
    const region = service === "iam" ? "us-east-1" : "eu-central-1";
    return { at: later(at, step), caller, service, name: call, region, request };
  });
};

const SCALED = ["DescribeInstanceStatus", "DescribeTags", "DescribeLaunchTemplates", "CreateTags"] as const;

/** Auto scaling looks after its machines from "AWS Internal" and from inside EC2. */
export const scaling: Act = ({ at, accountId, random }) => {
  const host = "autoscaling.amazonaws.com";
  const address = random.pick(["AWS Internal", "AWS Internal/3", "ec2.amazonaws.com", host]);
  const session = { accountId, role: "AWSServiceRoleForAutoScaling", session: "AutoScaling", at };
  const name = random.pick(SCALED);
  const request =
    name === "CreateTags"
      ? {
          resourcesSet: { items: [{ resourceId: "i-0a1b2c3d4e5f60001" }] },
          tagSet: { items: [{ key: "scaled" }] },
        }
      : { filterSet: {} };
  return withRetries(
    {
      at,
      caller: serviceRole(session, { host, address, userAgent: "AWS Internal" }),
      service: "ec2",
      name,
      region: "eu-central-1",
      request,
      response: name === "CreateTags" ? { _return: true } : undefined,
    },
    {
      random,
      throttled: 0.03,
      error: { code: "Client.RequestLimitExceeded", message: "Request limit exceeded." },
    },
  );
};

/** Flow and access logs write their files; most refusals of a quiet account are theirs. */
export const logDelivery: Act = ({ at, accountId, random }) => {
  const host = "delivery.logs.amazonaws.com";
  const service = awsService(host);
  const key = keyOf(accountId, "trail");
  const denied = random.chance(0.12);
  const bucketName = denied ? "shop-old-logs" : `trail-${accountId}`;
  const look: StoryCall = {
    at,
    caller: service,
    service: "s3",
    name: "GetBucketAcl",
    region: "eu-central-1",
    request: { bucketName, acl: "" },
    error: denied ? { code: "AccessDenied", message: "Access Denied" } : undefined,
  };
  if (denied) return [look];
  return [
    look,
    {
      at: later(at, 1),
      caller: awsService("cloudtrail.amazonaws.com"),
      service: "kms",
      name: "GenerateDataKey",
      region: "eu-central-1",
      request: {
        keySpec: "AES_256",
        encryptionContext: { "aws:s3:arn": `arn:aws:s3:::${bucketName}/AWSLogs/${accountId}/CloudTrail` },
        keyId: key,
      },
      more: { resources: [{ accountId, type: "AWS::KMS::Key", ARN: key }], sharedEventID: random.uuid() },
    },
  ];
};

/** Something AWS did by itself: an event without a caller. */
export const keyRotation: Act = ({ at, accountId, random }) => {
  const keyId = random.uuid();
  const ARN = `arn:aws:kms:eu-central-1:${accountId}:key/${keyId}`;
  return [
    {
      at,
      caller: {
        identity: { accountId, invokedBy: "AWS Internal" },
        address: "AWS Internal",
        userAgent: "AWS Internal",
      },
      service: "kms",
      name: "RotateKey",
      region: "eu-central-1",
      more: {
        eventType: "AwsServiceEvent",
        resources: [{ accountId, type: "AWS::KMS::Key", ARN }],
        serviceEventDetails: { keyId },
      },
    },
  ];
};
