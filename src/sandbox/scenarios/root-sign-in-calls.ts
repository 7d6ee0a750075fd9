import { assumedRole, consoleSession, iamUser, onBehalfOf, rootUser } from "./callers.ts";
import { later } from "./noise-act.ts";
import { BROWSER, OFFICE_ADDRESS, signedInSession } from "./noise-people.ts";
import type { RootSignInCast } from "./root-sign-in-cast.ts";
import type { Caller, StoryCall } from "./story-call.ts";
import { wordyTime } from "./trail-times.ts";

/** What came before: a new password the day before, and the alarm that somebody made this morning. */
export function beforehand(cast: RootSignInCast, now: Date): StoryCall[] {
  const { accountId } = cast;
  const at = (minutes: number) => later(now, minutes * 60);
  const owner = rootUser(
    { accountId, accessKeyId: "" },
    { address: cast.recoveryAddress, userAgent: cast.browser },
  );
  const platform = assumedRole(signedInSession(accountId, "platform-dev", at(-600)), {
    address: OFFICE_ADDRESS,
    userAgent: BROWSER,
    fromConsole: true,
  });
  const byService = onBehalfOf(
    rootUser({ accountId }, { address: "", userAgent: "" }),
    "backup.amazonaws.com",
  );
  return [
    signInEvent(owner, { at: at(-1210), name: "PasswordRecoveryRequested", part: "recovery" }),
    signInEvent(owner, { at: at(-1204), name: "PasswordRecoveryCompleted", part: "recovery" }),
    {
      at: at(-600),
      caller: platform,
      service: "logs",
      name: "PutMetricFilter",
      region: "eu-central-1",
      request: { filterName: "root-account-used", logGroupName: "aws/cloudtrail/managementevents" },
    },
    {
      at: at(-598),
      caller: platform,
      service: "monitoring",
      name: "PutMetricAlarm",
      region: "eu-central-1",
      request: { alarmName: "root-account-used", threshold: 1, period: 300 },
    },
    // Old backup plans still run as root: a service in its name is no sign-in.
    ...[-900, -540, -180].map(
      (minutes): StoryCall => ({
        at: at(minutes),
        caller: byService,
        service: "ec2",
        name: "DescribeVolumes",
        region: "eu-central-1",
        request: { volumeSet: {}, filterSet: {} },
      }),
    ),
  ];
}

/** The session at the console: looking around, then one door after the other. */
export function rootSession(cast: RootSignInCast, start: Date): StoryCall[] {
  const { accountId, emergencyUser: userName, role: roleName } = cast;
  const from = { address: cast.signInAddress, userAgent: cast.browser };
  const signingIn = rootUser({ accountId, accessKeyId: "" }, from);
  const caller = rootUser(
    { accountId, accessKeyId: cast.consoleKey, since: later(start, 40) },
    { ...from, fromConsole: true },
  );
  const call = (
    seconds: number,
    service: string,
    name: string,
    more: Partial<StoryCall> = {},
  ): StoryCall => ({
    at: later(start, seconds),
    caller,
    service,
    name,
    region: service === "s3" || service === "ec2" ? "eu-central-1" : "us-east-1",
    part: "root-read",
    ...more,
  });
  const write = { part: "root-write" };
  return [
    signInEvent(signingIn, { at: start, name: "ConsoleLogin", failed: true, part: "sign-in" }, cast),
    signInEvent(signingIn, { at: later(start, 40), name: "ConsoleLogin", part: "sign-in" }, cast),
    call(52, "iam", "GetAccountSummary"),
    call(53, "iam", "ListAccountAliases"),
    call(55, "iam", "ListMFADevices"),
    call(80, "iam", "ListAccessKeys"),
    call(95, "iam", "ListUsers", { request: { maxItems: 1000 } }),
    call(120, "health", "DescribeEventAggregates", { request: { aggregateField: "eventTypeCategory" } }),
    call(170, "ec2", "DescribeInstances", { request: { instancesSet: {}, filterSet: {} } }),
    call(300, "iam", "CreateAccessKey", {
      ...write,
      response: {
        accessKey: { accessKeyId: cast.rootKey, status: "Active", createDate: wordyTime(later(start, 300)) },
      },
    }),
    call(420, "iam", "DeactivateMFADevice", {
      ...write,
      request: { userName, serialNumber: `arn:aws:iam::${accountId}:mfa/${userName}` },
    }),
    call(480, "iam", "UpdateLoginProfile", { ...write, request: { userName, passwordResetRequired: false } }),
    call(600, "account", "PutAlternateContact", {
      ...write,
      request: { alternateContactType: "SECURITY", emailAddress: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    }),
    call(720, "iam", "CreateRole", {
      ...write,
      request: {
        roleName,
        description: cast.hostileDescription,
        assumeRolePolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
      },
      response: { role: { roleName, arn: `arn:aws:iam::${accountId}:role/${roleName}` } },
    }),
    call(750, "iam", "AttachRolePolicy", {
      ...write,
      request: { roleName, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
    call(840, "s3", "PutAccountPublicAccessBlock", {
      ...write,
      request: {
        accountId,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: false,
          IgnorePublicAcls: false,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
      },
    }),
  ];
}

/** Others from the same address: the emergency user, without its second factor now. */
export function emergencySession(cast: RootSignInCast, start: Date): StoryCall[] {
  const { accountId, emergencyUser: userName } = cast;
  const from = { address: cast.signInAddress, userAgent: cast.browser };
  const signingIn = iamUser({ accountId, userName, accessKeyId: "" }, from);
  const caller = consoleSession(
    { accountId, userName, accessKeyId: cast.emergencyKey, since: start, mfa: false },
    from,
  );
  const look = (seconds: number, service: string, name: string): StoryCall => ({
    at: later(start, seconds),
    caller,
    service,
    name,
    region: "us-east-1",
    part: "emergency-user",
  });
  return [
    signInEvent(signingIn, { at: start, name: "ConsoleLogin", part: "emergency-user" }, cast),
    look(20, "iam", "GetAccountSummary"),
    look(45, "iam", "ListRoles"),
  ];
}

function signInEvent(
  caller: Caller,
  what: { at: Date; name: string; failed?: boolean; part: string },
  cast?: RootSignInCast,
): StoryCall {
  const { at, name, failed = false, part } = what;
  const home = `https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_eu-central-1_4f1c&code=${cast?.signInCode}`;
  return {
    at,
    caller,
    service: "signin",
    name,
    region: "us-east-1",
    response: { [name]: failed ? "Failure" : "Success" },
    part,
    more: {
      eventType: "AwsConsoleSignIn",
      ...(failed && { errorMessage: "Failed authentication" }),
      ...(cast && { additionalEventData: { LoginTo: home, MobileVersion: "No", MFAUsed: "No" } }),
    },
  };
}
