import { assumedRole } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import type { StoryCall } from "./trail-record.ts";

/** Where the company's people sit. */
export const OFFICE_ADDRESS = "198.51.100.20";

const PEOPLE = ["platform-dev", "backend-dev", "data-dev", "support-dev", "team-lead"] as const;
const BROWSER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

const LOOKED_AT = [
  ["ec2", "DescribeInstances"],
  ["ec2", "DescribeSecurityGroups"],
  ["logs", "DescribeLogGroups"],
  ["logs", "StartQuery"],
  ["lambda", "ListFunctions20150331"],
  ["iam", "ListUsers"],
  ["iam", "GetAccountSummary"],
  ["cloudtrail", "LookupEvents"],
  ["health", "DescribeEventAggregates"],
  ["ce", "GetCostAndUsage"],
  ["s3", "ListBuckets"],
  ["rds", "DescribeDBInstances"],
] as const;
const CHANGED = [
  ["ec2", "AuthorizeSecurityGroupIngress"],
  ["lambda", "UpdateFunctionConfiguration20150331v2"],
  ["monitoring", "PutMetricAlarm"],
  ["logs", "PutRetentionPolicy"],
] as const;
const GLOBAL = new Set(["iam", "health", "ce"]);

/** A developer clicks through the console: one page is many calls. */
export const consoleDeveloper: Act = ({ at, accountId, random }) => {
  const person = random.pick(PEOPLE);
  const caller = assumedRole(
    {
      accountId,
      role: "AWSReservedSSO_Developer_0123456789abcdef",
      path: "aws-reserved/sso.amazonaws.com/",
      session: person,
      accessKeyId: `ASIASSO${person.toUpperCase().replace(/\W/g, "").padEnd(13, "7").slice(0, 13)}`,
      since: later(at, -2400),
    },
    {
      address: random.chance(0.9) ? OFFICE_ADDRESS : `203.0.113.${random.between(200, 230)}`,
      userAgent: BROWSER,
      fromConsole: true,
    },
  );
  const arn = String(caller.identity.arn);
  return Array.from({ length: random.between(1, 5) }, (_, step): StoryCall => {
    const [service, name] = random.chance(0.06) ? random.pick(CHANGED) : random.pick(LOOKED_AT);
    const message = `User: ${arn} is not authorized to perform: ${service}:${name} because no identity-based policy allows it`;
    return {
      at: later(at, step),
      caller,
      service,
      name,
      region: GLOBAL.has(service) ? "us-east-1" : "eu-central-1",
      error: random.chance(0.02) ? { code: "AccessDenied", message } : undefined,
    };
  });
};

/** A sign-in through the company's identity provider; a rare failure has a message but no error code. */
export const ssoSignIn: Act = ({ at, accountId, random }) => {
  const failed = random.chance(0.15);
  return [
    {
      at,
      caller: {
        identity: {
          type: "IAMUser",
          principalId: "AIDABREAKGLASSEXAMPLE",
          accountId,
          accessKeyId: "",
          userName: failed ? "HIDDEN_DUE_TO_SECURITY_REASONS" : "break-glass",
          ...(!failed && { arn: `arn:aws:iam::${accountId}:user/break-glass` }),
        },
        address: OFFICE_ADDRESS,
        userAgent: BROWSER,
      },
      service: "signin",
      name: "ConsoleLogin",
      region: "us-east-1",
      response: { ConsoleLogin: failed ? "Failure" : "Success" },
      more: {
        eventType: "AwsConsoleSignIn",
        additionalEventData: {
          LoginTo: "https://console.aws.amazon.com/console/home",
          MobileVersion: "No",
          MFAUsed: failed ? "No" : "Yes",
        },
        ...(failed && { errorMessage: "No username found in supplied account" }),
      },
    },
  ];
};
