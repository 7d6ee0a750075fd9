import type { BadDeployCast } from "./bad-deploy-cast.ts";
import { assumedRole, hourlySession } from "./callers.ts";
import { later } from "./noise-act.ts";
import { functionWake, secretRead } from "./noise-functions.ts";
import { BROWSER, OFFICE_ADDRESS, signedInSession } from "./noise-people.ts";
import { customers, hourOf } from "./noise-rhythm.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";

const region = "eu-central-1";
const DAY_SECONDS = 24 * 3600;

/** Before: the function and the service read the old secret all day long, and may. */
export function usualCheckout(
  cast: BadDeployCast,
  { until, count, random }: { until: Date; count: number; random: SeededRandom },
): StoryCall[] {
  const { accountId, functionName, oldSecret: secret } = cast;
  const calls: StoryCall[] = [];
  while (calls.length < count) {
    const at = later(until, -random.between(60, DAY_SECONDS - 3600));
    if (!random.chance(customers(hourOf(at)))) continue;
    const woken = functionWake({ at, accountId, random }, functionName);
    calls.push(...woken.calls, ...secretRead(woken.caller, { at: later(at, 1), accountId, secret, random }));
    calls.push(...secretRead(task(cast, at, random), { at: later(at, 40), accountId, secret, random }));
  }
  return calls;
}

/** After: both ask for what nobody allowed them. Many services refuse them, as they would refuse a burglar. */
export function refusals(
  cast: BadDeployCast,
  { from, minutes, random }: { from: Date; minutes: number; random: SeededRandom },
): StoryCall[] {
  const { accountId, functionName } = cast;
  const calls: StoryCall[] = [];
  for (let seconds = 9; seconds < minutes * 60; seconds += random.between(9, 19)) {
    const at = later(from, seconds);
    const woken = functionWake({ at, accountId, random }, functionName);
    calls.push(...woken.calls);
    for (const [step, wanted] of asked(cast).entries())
      if (step === 0 || random.chance(0.35))
        calls.push(refused(cast, woken.caller, later(at, 1 + step), wanted));
    if (random.chance(0.5)) {
      const [wanted] = asked(cast);
      calls.push(refused(cast, task(cast, at, random), later(at, 3), wanted));
    }
  }
  return calls.filter((call) => call.at < later(from, minutes * 60));
}

/** What else was changed in that hour, by people: nothing that checkout needs. */
export function otherChanges(cast: BadDeployCast, start: Date): StoryCall[] {
  const caller = assumedRole(signedInSession(cast.accountId, "platform-dev", start), {
    address: OFFICE_ADDRESS,
    userAgent: BROWSER,
    fromConsole: true,
  });
  const change = (minutes: number, service: string, name: string, request: object): StoryCall => ({
    at: later(start, minutes * 60),
    caller,
    service,
    name,
    region,
    request,
    part: "other-change",
  });
  return [
    change(-9, "ec2", "AuthorizeSecurityGroupIngress", {
      groupId: "sg-0123456789abcdef0",
      ipPermissions: {
        items: [
          { ipProtocol: "tcp", fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: "10.0.0.0/8" }] } },
        ],
      },
    }),
    change(-4, "logs", "PutRetentionPolicy", { logGroupName: "/aws/lambda/checkout", retentionInDays: 90 }),
    change(6, "elasticloadbalancing", "ModifyListener", { listenerArn: "shop-web" }),
  ];
}

type Wanted = readonly [service: string, name: string, action: string, code: string, request: object];

function asked({ newSecret, accountId }: BadDeployCast): [Wanted, ...Wanted[]] {
  const role = `arn:aws:iam::${accountId}:role/payments-writer`;
  return [
    [
      "secretsmanager",
      "GetSecretValue",
      "secretsmanager:GetSecretValue",
      "AccessDeniedException",
      { secretId: newSecret },
    ],
    [
      "ssm",
      "GetParameter",
      "ssm:GetParameter",
      "AccessDeniedException",
      { name: "/shop/payments-v2/endpoint", withDecryption: true },
    ],
    ["sts", "AssumeRole", "sts:AssumeRole", "AccessDenied", { roleArn: role, roleSessionName: "checkout" }],
    [
      "dynamodb",
      "DescribeTable",
      "dynamodb:DescribeTable",
      "AccessDeniedException",
      { tableName: "payments-v2" },
    ],
    ["kms", "DescribeKey", "kms:DescribeKey", "AccessDeniedException", { keyId: "alias/payments-v2" }],
  ];
}

function refused(cast: BadDeployCast, caller: Caller, at: Date, wanted: Wanted): StoryCall {
  const [service, name, action, code, request] = wanted;
  const message = `User: ${String(caller.identity.arn)} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  const isTask = String(caller.identity.arn).includes(cast.taskRole);
  return {
    at,
    caller,
    service,
    name,
    region,
    // A refused AssumeRole does not even say what for.
    request: service === "sts" ? undefined : request,
    error: { code, message },
    part: isTask ? "refused-task" : "refused",
  };
}

function task({ accountId, taskRole }: BadDeployCast, at: Date, random: SeededRandom): Caller {
  const session = hourlySession(
    { accountId, role: taskRole, session: "c0ffee5d8e9f40a1b2c3d4e5f6a7b8c9" },
    at,
  );
  return assumedRole(session, {
    address: `10.0.13.${random.between(4, 20)}`,
    userAgent: "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10 exec-env/AWS_ECS_FARGATE",
  });
}
