import { credentialsResponse } from "./credentials-response.ts";
import { later } from "./noise-act.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";
import type { Caller, StoryCall } from "./story-call.ts";
import { wordyTime } from "./trail-times.ts";

/** Reads that are tried in both Regions, and whether the exporter's own rights allow them. */
const READS: readonly (readonly [service: string, name: string, allowed: boolean])[] = [
  ["s3", "ListBuckets", true],
  ["ec2", "DescribeInstances", false],
  ["ec2", "DescribeSnapshots", false],
  ["ec2", "DescribeSecurityGroups", false],
  ["ec2", "DescribeVpcs", false],
  ["lambda", "ListFunctions20150331", false],
  ["secretsmanager", "ListSecrets", true],
  ["ssm", "DescribeParameters", false],
  ["rds", "DescribeDBInstances", false],
  ["dynamodb", "ListTables", false],
  ["kms", "ListKeys", false],
  ["ecr", "DescribeRepositories", false],
  ["cloudtrail", "DescribeTrails", false],
  ["guardduty", "ListDetectors", false],
  ["logs", "DescribeLogGroups", false],
  ["sqs", "ListQueues", false],
  ["sns", "ListTopics", false],
  ["athena", "ListWorkGroups", true],
  ["glue", "GetDatabases", true],
];
const GLOBAL_READS: readonly (readonly [service: string, name: string, allowed: boolean])[] = [
  ["iam", "ListUsers", false],
  ["iam", "ListRoles", false],
  ["iam", "ListAttachedUserPolicies", true],
  ["iam", "GetAccountAuthorizationDetails", false],
  ["iam", "SimulatePrincipalPolicy", false],
  ["organizations", "DescribeOrganization", false],
];

export function lookingAround(
  cast: StolenKeyCast,
  start: Date,
  caller: Caller,
  random: SeededRandom,
): StoryCall[] {
  const everywhere = ["eu-central-1", "us-east-1"].flatMap((region) =>
    READS.map((read) => [...read, region] as const),
  );
  const tried = [...everywhere, ...GLOBAL_READS.map((read) => [...read, "us-east-1"] as const)];
  let at = start;
  return tried.map(([service, name, allowed, region]) => {
    at = later(at, random.between(3, 16));
    const error = allowed ? undefined : refusal(cast, service, name, random);
    return { at, caller, service, name, region, error };
  });
}

/** The doors it leaves open; the first try is refused, then the exporter's own mistake helps. */
export function doorCalls(
  cast: StolenKeyCast,
  start: Date,
  caller: Caller,
  random: SeededRandom,
): StoryCall[] {
  const { accountId, userName, secondKey, secondKeyUser, newUser } = cast;
  const at = (seconds: number) => later(start, seconds);
  const iam = { caller, service: "iam", region: "us-east-1" };
  const policyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  return [
    {
      ...iam,
      at: at(0),
      name: "PutUserPolicy",
      request: {
        userName,
        policyName: "inline",
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
      },
      error: refusal(cast, "iam", "PutUserPolicy", random),
    },
    { ...iam, at: at(70), name: "AttachUserPolicy", request: { userName, policyArn } },
    {
      ...iam,
      at: at(140),
      name: "CreateAccessKey",
      request: { userName: secondKeyUser },
      response: {
        accessKey: {
          userName: secondKeyUser,
          accessKeyId: secondKey,
          status: "Active",
          createDate: wordyTime(at(140)),
        },
      },
    },
    {
      ...iam,
      at: at(230),
      name: "CreateUser",
      request: { userName: newUser },
      response: {
        user: {
          userName: newUser,
          userId: "AIDASUPPORTTOOLSEXAMP",
          arn: `arn:aws:iam::${accountId}:user/${newUser}`,
        },
      },
    },
    {
      ...iam,
      at: at(260),
      name: "CreateLoginProfile",
      request: { userName: newUser, passwordResetRequired: false },
    },
    { ...iam, at: at(300), name: "AttachUserPolicy", request: { userName: newUser, policyArn } },
  ];
}

/** What it takes, what it tries to start, and where the key leads. */
export function lootCalls(
  cast: StolenKeyCast,
  start: Date,
  { tool, elsewhere, chained, secondKey }: Record<"tool" | "elsewhere" | "chained" | "secondKey", Caller>,
  random: SeededRandom,
): StoryCall[] {
  const { accountId, chainedRole, chainedKey } = cast;
  const at = (seconds: number) => later(start, seconds);
  const home = "eu-central-1";
  const secret = (seconds: number, secretId: string): StoryCall => ({
    at: at(seconds),
    caller: tool,
    service: "secretsmanager",
    name: "GetSecretValue",
    region: home,
    request: { secretId },
  });
  const machines = (seconds: number, region: string, code: string): StoryCall => ({
    at: at(seconds),
    caller: tool,
    service: "ec2",
    name: "RunInstances",
    region,
    request: {
      instanceType: "p4d.24xlarge",
      userData: "<sensitiveDataRemoved>",
      instancesSet: { items: [{ imageId: "ami-0123456789abcdef0", minCount: 8, maxCount: 8 }] },
    },
    error: { code, message: "You have requested more vCPU capacity than your current limit allows." },
  });
  const grant = {
    accountId,
    role: chainedRole,
    session: "cli-session",
    accessKeyId: chainedKey,
    at: at(900),
  };
  return [
    secret(0, "shop/database"),
    secret(35, "shop/payment-gateway"),
    secret(70, "partners/sftp"),
    machines(200, home, "Client.VcpuLimitExceeded"),
    machines(260, "us-east-1", "Client.VcpuLimitExceeded"),
    machines(320, "us-east-1", "Client.VcpuLimitExceeded"),
    { at: at(860), caller: elsewhere, service: "sts", name: "GetCallerIdentity", region: "us-east-1" },
    {
      at: at(900),
      caller: elsewhere,
      service: "sts",
      name: "AssumeRole",
      region: "us-east-1",
      request: { roleArn: `arn:aws:iam::${accountId}:role/${chainedRole}`, roleSessionName: "cli-session" },
      response: credentialsResponse(grant, random),
    },
    { at: at(960), caller: chained, service: "iam", name: "ListUsers", region: "us-east-1" },
    { at: at(1010), caller: chained, service: "secretsmanager", name: "ListSecrets", region: home },
    { at: at(1080), caller: secondKey, service: "sts", name: "GetCallerIdentity", region: "us-east-1" },
    {
      at: at(1200),
      caller: elsewhere,
      service: "cloudtrail",
      name: "StopLogging",
      region: home,
      request: { name: `arn:aws:cloudtrail:${home}:${accountId}:trail/main` },
      error: {
        code: "AccessDenied",
        message: `User: arn:aws:iam::${accountId}:user/${cast.userName} is not authorized to perform: cloudtrail:StopLogging with an explicit deny in a service control policy`,
      },
    },
    { at: at(1620), caller: elsewhere, service: "s3", name: "ListBuckets", region: home },
  ];
}

/** EC2 and a few others spell a refusal in their own way. */
function refusal(cast: StolenKeyCast, service: string, name: string, random: SeededRandom) {
  const message = `User: arn:aws:iam::${cast.accountId}:user/${cast.userName} is not authorized to perform: ${service}:${name}`;
  if (service === "ec2") return { code: "Client.UnauthorizedOperation", message };
  const code = random.chance(0.5) || service === "iam" ? "AccessDenied" : "AccessDeniedException";
  return { code, message };
}
