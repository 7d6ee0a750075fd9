import { assumedRole, awsService, temporaryKey } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import { credentialsResponse, type StoryCall } from "./trail-record.ts";

const SERVICE_ROLES = [
  ["lambda.amazonaws.com", "order-worker", "order-worker"],
  ["lambda.amazonaws.com", "invoice-mailer", "invoice-mailer"],
  ["ecs-tasks.amazonaws.com", "shop-task", "b7f3c2"],
  ["ec2.amazonaws.com", "web-server", "i-0a1b2c3d4e5f60001"],
  ["ec2.amazonaws.com", "web-server", "i-0a1b2c3d4e5f60002"],
  ["states.amazonaws.com", "nightly-batch", "states-session"],
  ["cloudformation.amazonaws.com", "stack-deployer", "AWSCloudFormation"],
] as const;

/** A service takes up a role; the answer holds a session token. */
export const roleForService: Act = ({ at, accountId, random }) => {
  const [host, role, session] = random.pick(SERVICE_ROLES);
  const accessKeyId = temporaryKey(random);
  const roleArn = `arn:aws:iam::${accountId}:role/${role}`;
  return [
    {
      at,
      caller: awsService(host),
      service: "sts",
      name: "AssumeRole",
      region: random.chance(0.85) ? "eu-central-1" : "us-east-1",
      request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
      response: credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
      more: {
        resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }],
        sharedEventID: random.uuid(),
      },
    },
  ];
};

const RECORDED = [
  ["ec2", "DescribeInstances"],
  ["ec2", "DescribeSecurityGroups"],
  ["ec2", "DescribeVolumes"],
  ["iam", "ListRoles"],
  ["iam", "GetRole"],
  ["lambda", "ListFunctions20150331"],
  ["rds", "DescribeDBInstances"],
  ["s3", "GetBucketEncryption"],
  ["s3", "GetBucketPublicAccessBlock"],
  ["kms", "DescribeKey"],
] as const;

/** The configuration recorder reads everything, in bursts, and is refused now and then. */
export const configRecorder: Act = ({ at, accountId, random }) => {
  const caller = assumedRole(
    {
      accountId,
      role: "AWSServiceRoleForConfig",
      path: "aws-service-role/config.amazonaws.com/",
      session: "AWSConfig-Describe",
      accessKeyId: temporaryKey(random),
      since: later(at, -300),
    },
    { address: "config.amazonaws.com", userAgent: "config.amazonaws.com" },
  );
  const identity = { ...caller.identity, invokedBy: "config.amazonaws.com" };
  return Array.from({ length: random.between(1, 4) }, (_, step): StoryCall => {
    const [service, name] = random.pick(RECORDED);
    const error = random.chance(0.02) ? { code: "AccessDenied", message: "Access Denied" } : undefined;
    const region = service === "iam" ? "us-east-1" : "eu-central-1";
    return { at: later(at, step), caller: { ...caller, identity }, service, name, region, error };
  });
};

/** Auto scaling and load balancing look after their machines from "AWS Internal". */
export const scaling: Act = ({ at, accountId, random }) => {
  const caller = assumedRole(
    {
      accountId,
      role: "AWSServiceRoleForAutoScaling",
      path: "aws-service-role/autoscaling.amazonaws.com/",
      session: "AutoScaling",
      accessKeyId: temporaryKey(random),
      since: later(at, -900),
    },
    {
      address: random.chance(0.3) ? "AWS Internal/3" : "autoscaling.amazonaws.com",
      userAgent: "AWS Internal",
    },
  );
  const identity = { ...caller.identity, invokedBy: "autoscaling.amazonaws.com" };
  const name = random.pick([
    "DescribeInstanceStatus",
    "DescribeTags",
    "DescribeLaunchTemplates",
    "CreateTags",
  ]);
  const throttled = random.chance(0.03);
  const error = throttled
    ? { code: "Client.RequestLimitExceeded", message: "Request limit exceeded." }
    : undefined;
  const call = { at, caller: { ...caller, identity }, service: "ec2", name, region: "eu-central-1" };
  // A throttled call is tried again.
  return throttled
    ? [
        { ...call, error },
        { ...call, at: later(at, 2) },
      ]
    : [call];
};

/** The trail and flow logs write their files; most refusals of a quiet account are theirs. */
export const logDelivery: Act = ({ at, accountId, random }) => {
  const host = random.pick(["cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"]);
  const denied = host.startsWith("delivery") && random.chance(0.25);
  const name = random.pick(["GetBucketAcl", "GetBucketLocation"]);
  const calls: StoryCall[] = [
    {
      at,
      caller: awsService(host),
      service: "s3",
      name,
      region: "eu-central-1",
      request: { bucketName: `trail-${accountId}`, acl: "" },
      error: denied ? { code: "AccessDenied", message: "Access Denied" } : undefined,
    },
  ];
  if (random.chance(0.6)) {
    calls.push({
      at: later(at, 1),
      caller: awsService(host),
      service: "kms",
      name: "GenerateDataKey",
      region: "eu-central-1",
      request: { keySpec: "AES_256", keyId: `arn:aws:kms:eu-central-1:${accountId}:alias/trail` },
    });
  }
  return calls;
};

/** Something AWS did by itself: an event without a caller. */
export const keyRotation: Act = ({ at, accountId, random }) => [
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
    more: { eventType: "AwsServiceEvent", serviceEventDetails: { keyId: random.uuid() } },
  },
];

const SERVER_CALLS = [
  ["ssm", "UpdateInstanceInformation"],
  ["ssm", "ListInstanceAssociations"],
  ["secretsmanager", "GetSecretValue"],
  ["kms", "Decrypt"],
  ["sts", "GetCallerIdentity"],
  ["elasticache", "DescribeCacheClusters"],
  ["sqs", "GetQueueAttributes"],
] as const;

/** An instance of the web shop uses its role's credentials. */
export const webServer: Act = ({ at, accountId, random }) => {
  const machine = random.between(1, 4);
  const caller = assumedRole(
    {
      accountId,
      role: "web-server",
      session: `i-0a1b2c3d4e5f6000${machine}`,
      accessKeyId: `ASIAWEBSERVER${String(machine).padStart(7, "2")}`,
      since: later(at, -1800),
      more: { ec2RoleDelivery: "2.0" },
    },
    {
      address: `198.51.100.${100 + machine}`,
      userAgent: "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOARCH#amd64",
    },
  );
  const [service, name] = random.pick(SERVER_CALLS);
  const request = name === "GetSecretValue" ? { secretId: "shop/database" } : undefined;
  return [{ at, caller, service, name, region: "eu-central-1", request }];
};
