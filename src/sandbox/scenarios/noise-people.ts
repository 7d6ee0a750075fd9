import { assumedRole, consoleSession, iamUser, type RoleSession, temporaryKey } from "./callers.ts";
import { type Act, later } from "./noise-act.ts";
import { CHANGED, LOOKED_AT, TYPED } from "./noise-clicks.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";

/** Where the company's people sit. */
export const OFFICE_ADDRESS = "198.51.100.20";

const PEOPLE = ["platform-dev", "backend-dev", "data-dev", "support-dev", "team-lead"] as const;
const HOME_ADDRESSES = [
  "203.0.113.204",
  "203.0.113.219",
  "2001:db8:51:2::9c1",
  "2001:db8:51:7::1a40",
] as const;
export const BROWSER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const CLI =
  "aws-cli/2.17.20 md/awscrt#0.21.2 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard";
const GLOBAL = new Set(["iam", "health", "ce", "organizations"]);

/** A developer clicks through the console: one page is many calls. */
export const consoleDeveloper: Act = (scene) => {
  const { at, random } = scene;
  const caller = developer(scene, { userAgent: BROWSER, fromConsole: true });
  return Array.from({ length: random.between(2, 6) }, (_, step) => {
    const table = random.chance(0.03) ? CHANGED : LOOKED_AT;
    return clicked(caller, { at: later(at, step), table, random });
  });
};

/** The same people at a terminal, with the same role and another program. */
export const cliDeveloper: Act = (scene) => {
  const { at, random } = scene;
  const caller = developer(scene, { userAgent: `${CLI} md/command#logs.tail` });
  return Array.from({ length: random.between(2, 6) }, (_, step) =>
    clicked(caller, { at: later(at, step * 9), table: TYPED, random }),
  );
};

function clicked(
  caller: Caller,
  { at, table, random }: { at: Date; table: typeof LOOKED_AT; random: SeededRandom },
): StoryCall {
  const [service, name, request] = random.pick(table);
  const message = `User: ${String(caller.identity.arn)} is not authorized to perform: ${service}:${name} because no identity-based policy allows the ${service}:${name} action`;
  const error = { code: service === "ec2" ? "Client.UnauthorizedOperation" : "AccessDenied", message };
  return {
    at,
    caller,
    service,
    name,
    region: GLOBAL.has(service) ? "us-east-1" : "eu-central-1",
    request,
    error: random.chance(0.02) ? error : undefined,
  };
}

function developer(
  { at, accountId, random }: Parameters<Act>[0],
  how: { userAgent: string; fromConsole?: boolean },
): Caller {
  const address = random.chance(0.85) ? OFFICE_ADDRESS : random.pick(HOME_ADDRESSES);
  return assumedRole(signedInSession(accountId, random.pick(PEOPLE), at), { ...how, address });
}

/** The session that a person has of the company's single sign-on for one working day. */
export function signedInSession(
  accountId: string,
  person: string,
  at: Date,
  role = "AWSReservedSSO_Developer_0123456789abcdef",
): RoleSession {
  const day = at.toISOString().slice(0, 10);
  const letters = `${person}${role.slice(15, 18)}`.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return {
    accountId,
    role,
    path: "aws-reserved/sso.amazonaws.com/eu-central-1/",
    session: person,
    accessKeyId: `ASIA${letters.slice(0, 12).padEnd(12, "7")}${day
      .slice(5)
      .replace("-", "")
      .replaceAll(/[0189]/g, "5")}`,
    since: new Date(`${day}T00:00:00Z`),
  };
}

/** A sign-in through the company's identity provider. It says "MFAUsed: No" although there was one. */
export const ssoSignIn: Act = (scene) => {
  const { at } = scene;
  const caller = developer(scene, { userAgent: BROWSER });
  return [
    {
      at,
      caller,
      service: "signin",
      name: "ConsoleLogin",
      region: "eu-central-1",
      response: { ConsoleLogin: "Success" },
      more: {
        eventType: "AwsConsoleSignIn",
        additionalEventData: {
          LoginTo: "https://eu-central-1.console.aws.amazon.com/console/home",
          MobileVersion: "No",
          MFAUsed: "No",
        },
      },
    },
    {
      at: later(at, 4),
      caller: { ...caller, fromConsole: true },
      service: "ce",
      name: "GetCostAndUsage",
      region: "us-east-1",
      request: { granularity: "MONTHLY" },
    },
  ];
};

/** The account's emergency user; a failed try has a message but no error code, and may hide the name. */
export const emergencySignIn: Act = ({ at, accountId, random }) => {
  const failure = random.chance(0.5)
    ? random.pick(["No username found in supplied account", "Failed authentication"])
    : undefined;
  const from = { address: OFFICE_ADDRESS, userAgent: BROWSER };
  const user = { accountId, userName: "break-glass", accessKeyId: "" };
  const { arn: _hidden, ...nobody } = iamUser(user, from).identity;
  const unknown = { ...nobody, principalId: accountId, userName: "HIDDEN_DUE_TO_SECURITY_REASONS" };
  const signIn: StoryCall = {
    at,
    caller: failure?.startsWith("No username") ? { ...from, identity: unknown } : iamUser(user, from),
    service: "signin",
    name: "ConsoleLogin",
    region: "us-east-1",
    response: { ConsoleLogin: failure ? "Failure" : "Success" },
    more: {
      eventType: "AwsConsoleSignIn",
      additionalEventData: {
        LoginTo: "https://console.aws.amazon.com/console/home",
        MobileVersion: "No",
        MFAUsed: failure ? "No" : "Yes",
      },
      ...(failure && { errorMessage: failure }),
    },
  };
  if (failure) return [signIn];
  const caller = consoleSession({ ...user, accessKeyId: temporaryKey(random), since: at, mfa: true }, from);
  const look = (seconds: number, name: string): StoryCall => ({
    at: later(at, seconds),
    caller,
    service: "iam",
    name,
    region: "us-east-1",
  });
  return [signIn, look(4, "GetAccountSummary"), look(5, "ListMFADevices")];
};
