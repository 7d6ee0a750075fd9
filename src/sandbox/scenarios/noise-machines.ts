import { assumedRole, hourlySession, iamUser, temporaryKey } from "./callers.ts";
import { credentialsResponse } from "./credentials-response.ts";
import { type Act, later } from "./noise-act.ts";
import { withRetries } from "./noise-retries.ts";
import type { StoryCall } from "./story-call.ts";

const WATCHED = [
  ["ec2", "DescribeInstances", { maxResults: 1000, instancesSet: {}, filterSet: {} }],
  ["ec2", "DescribeNatGateways", { DescribeNatGatewaysRequest: { MaxResults: 1000 } }],
  ["monitoring", "ListMetrics", undefined],
  ["rds", "DescribeDBInstances", undefined],
  ["elasticloadbalancing", "DescribeLoadBalancers", { pageSize: 400 }],
  ["lambda", "ListFunctions20150331", { maxItems: 10_000 }],
  ["tagging", "GetResources", { resourcesPerPage: 100 }],
  ["sqs", "ListQueues", undefined],
] as const;
const THROTTLED = { code: "ThrottlingException", message: "Rate exceeded" };

/** A vendor in another account reads metrics; it is throttled often and tries again. */
export const monitoringVendor: Act = ({ at, accountId, random }) => {
  const role = "monitoring-reader";
  const session = "vendor-poller";
  const accessKeyId = temporaryKey(random);
  const roleArn = `arn:aws:iam::${accountId}:role/${role}`;
  const from = {
    address: random.chance(0.2) ? "2001:db8:40::17" : "192.0.2.17",
    userAgent: "vendor-poller/7.2 Botocore/1.29.9",
  };
  const region = random.chance(0.7) ? "eu-central-1" : "us-east-1";
  const signIn: StoryCall = {
    at,
    caller: {
      ...from,
      identity: { type: "AWSAccount", principalId: "AIDAVENDORPOLLEREXAMP", accountId: "444455556666" },
    },
    service: "sts",
    name: "AssumeRole",
    region,
    request: { roleArn, roleSessionName: session, externalId: "shop", durationSeconds: 3600 },
    response: credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
    more: { resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn }], sharedEventID: random.uuid() },
  };
  const caller = assumedRole({ accountId, role, session, accessKeyId, since: at }, from);
  const reads = WATCHED.filter(() => random.chance(0.5)).flatMap(([service, name, request], step) =>
    withRetries(
      { at: later(at, 1 + step), caller, service, name, region, request },
      { random, throttled: 0.08, error: THROTTLED },
    ),
  );
  return [signIn, ...reads];
};

const MANAGED = [
  ["ec2", "DescribeVpcs", { vpcSet: {}, filterSet: {} }],
  ["ec2", "DescribeSubnets", { subnetSet: {}, filterSet: {} }],
  ["ec2", "DescribeRouteTables", { routeTableIdSet: {}, filterSet: {} }],
  ["ec2", "DescribeSecurityGroups", { securityGroupIdSet: {}, filterSet: {} }],
  ["ec2", "DescribeSecurityGroupRules", { DescribeSecurityGroupRulesRequest: {} }],
  ["iam", "GetRole", { roleName: "shop-task" }],
  ["iam", "ListRolePolicies", { roleName: "shop-task" }],
  ["iam", "ListAttachedRolePolicies", { roleName: "order-worker" }],
  ["iam", "GetPolicyVersion", { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess", versionId: "v1" }],
  ["lambda", "GetFunction20150331v2", { functionName: "order-worker" }],
  ["lambda", "GetPolicy20150331v2", { functionName: "order-worker" }],
  ["rds", "DescribeDBSubnetGroups", { dBSubnetGroupName: "shop" }],
  ["elasticloadbalancing", "DescribeListeners", { loadBalancerArn: "shop" }],
  ["s3", "GetBucketVersioning", { bucketName: "shop-artifacts", versioning: "" }],
  ["s3", "GetBucketPolicy", { bucketName: "shop-site", policy: "" }],
  ["ssm", "GetParameter", { name: "/shop/feature-flags", withDecryption: false }],
] as const;

/** Infrastructure as code compares what is with what should be: many reads at once, throttled when it hurries. */
export const driftCheck: Act = ({ at, accountId, random }) => {
  const session = { accountId, role: "infrastructure-plan", session: "drift-check" };
  const caller = assumedRole(hourlySession(session, at), {
    address: `203.0.113.${random.between(10, 40)}`,
    userAgent:
      "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5",
  });
  return Array.from({ length: random.between(30, 60) }, (_, step) => {
    const [service, name, request] = random.pick(MANAGED);
    const region = service === "iam" ? "us-east-1" : "eu-central-1";
    const call = { at: later(at, Math.floor(step / 4)), caller, service, name, region, request };
    return withRetries(call, {
      random,
      throttled: service === "iam" ? 0.06 : 0.02,
      error: throttleOf(service),
    });
  }).flat();
};

function throttleOf(service: string): { code: string; message: string } {
  if (service === "iam") return { code: "Throttling", message: "Rate exceeded" };
  return service === "ec2"
    ? { code: "Client.RequestLimitExceeded", message: "Request limit exceeded." }
    : THROTTLED;
}

/** An old machine in the cellar with a key of its own, and a clock that is sometimes wrong. */
export const legacyArchiver: Act = ({ at, accountId, random }) => {
  const caller = iamUser(
    { accountId, userName: "tape-archiver", accessKeyId: "AKIATAPEARCHIVEREXAM" },
    { address: "198.51.100.21", userAgent: "aws-sdk-java/1.12.488 Linux/4.15.0 Java_HotSpot/1.8.0_372" },
  );
  const list = { at, caller, service: "s3", name: "ListBuckets", region: "us-east-1" };
  const look: StoryCall = {
    at: later(at, 1),
    caller,
    service: "s3",
    name: "GetBucketLocation",
    region: "eu-central-1",
    request: { bucketName: "shop-tapes", location: "" },
  };
  return random.chance(0.05)
    ? [
        {
          ...list,
          error: {
            code: "RequestTimeTooSkewed",
            message: "The difference between the request time and the current time is too large.",
          },
        },
        { ...list, at: later(at, 30) },
        { ...look, at: later(at, 31) },
      ]
    : [list, look];
};
