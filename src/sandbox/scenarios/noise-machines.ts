import { assumedRole, temporaryKey } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import { credentialsResponse, type StoryCall } from "./trail-record.ts";

const DEPLOYMENT = [
  ["ecr", "GetAuthorizationToken"],
  ["ecr", "DescribeImages"],
  ["cloudformation", "DescribeStacks"],
  ["cloudformation", "CreateChangeSet"],
  ["cloudformation", "DescribeChangeSet"],
  ["cloudformation", "ExecuteChangeSet"],
  ["lambda", "GetFunction20150331v2"],
  ["lambda", "UpdateFunctionCode20150331v2"],
  ["ecs", "RegisterTaskDefinition"],
  ["ecs", "UpdateService"],
  ["ecs", "DescribeServices"],
] as const;

/** A pipeline run: signs in with a web identity, deploys, and is refused the one thing it was never given. */
export const pipeline: Act = ({ at, accountId, random }) => {
  const session = `run-${random.between(40_000, 49_999)}`;
  const accessKeyId = temporaryKey(random);
  const from = {
    address: `203.0.113.${random.between(10, 40)}`,
    userAgent: "aws-sdk-js/3.600.0 os/linux lang/js md/nodejs#20.15.0",
  };
  const role = "deploy-pipeline";
  const signIn: StoryCall = {
    at,
    caller: {
      ...from,
      identity: {
        type: "WebIdentityUser",
        principalId: `arn:aws:iam::${accountId}:oidc-provider/ci.example.com:sts.amazonaws.com:repo:shop/main`,
        userName: "repo:shop/main",
        identityProvider: `arn:aws:iam::${accountId}:oidc-provider/ci.example.com`,
      },
    },
    service: "sts",
    name: "AssumeRoleWithWebIdentity",
    region: "eu-central-1",
    request: { roleArn: `arn:aws:iam::${accountId}:role/${role}`, roleSessionName: session },
    response: credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
  };
  const caller = assumedRole({ accountId, role, session, accessKeyId, since: at }, from);
  const steps = DEPLOYMENT.map(([service, name], step): StoryCall => {
    const request = name.includes("Function") ? { functionName: "order-worker" } : undefined;
    return { at: later(at, 4 + step * 7), caller, service, name, region: "eu-central-1", request };
  });
  if (random.chance(0.2)) {
    const message = `User: arn:aws:sts::${accountId}:assumed-role/${role}/${session} is not authorized to perform: ec2:DescribeVpcs`;
    const error = { code: "Client.UnauthorizedOperation", message };
    steps.push({
      at: later(at, 90),
      caller,
      service: "ec2",
      name: "DescribeVpcs",
      region: "eu-central-1",
      error,
    });
  }
  return [signIn, ...steps];
};

const WATCHED = [
  ["ec2", "DescribeInstances"],
  ["ec2", "DescribeNatGateways"],
  ["monitoring", "ListMetrics"],
  ["rds", "DescribeDBInstances"],
  ["elasticloadbalancing", "DescribeLoadBalancers"],
  ["lambda", "ListFunctions20150331"],
  ["tagging", "GetResources"],
  ["sqs", "ListQueues"],
] as const;

/** A vendor in another account reads metrics; it is throttled often and tries again. */
export const monitoringVendor: Act = ({ at, accountId, random }) => {
  const role = "monitoring-reader";
  const session = "vendor-poller";
  const accessKeyId = temporaryKey(random);
  const from = {
    address: random.chance(0.2) ? "2001:db8:40::17" : "192.0.2.17",
    userAgent: "vendor-poller/7.2 Botocore/1.34.9",
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
    request: {
      roleArn: `arn:aws:iam::${accountId}:role/${role}`,
      roleSessionName: session,
      externalId: "shop",
    },
    response: credentialsResponse({ accountId, role, session, accessKeyId, at }, random),
    more: { sharedEventID: random.uuid() },
  };
  const caller = assumedRole({ accountId, role, session, accessKeyId, since: at }, from);
  const reads = WATCHED.filter(() => random.chance(0.5)).flatMap(([service, name], step): StoryCall[] => {
    const call = { at: later(at, 1 + step), caller, service, name, region };
    const error = { code: "ThrottlingException", message: "Rate exceeded" };
    return random.chance(0.08)
      ? [
          { ...call, error },
          { ...call, at: later(at, 3 + step) },
        ]
      : [call];
  });
  return [signIn, ...reads];
};
