import type { SeededRandom } from "./seeded-random.ts";
import { type Caller, timeText } from "./trail-record.ts";

/** A user with a long-lived key. */
export function iamUser(
  user: { accountId: string; userName: string; accessKeyId: string },
  from: { address: string; userAgent: string },
): Caller {
  const { accountId, userName, accessKeyId } = user;
  return {
    ...from,
    identity: {
      type: "IAMUser",
      principalId: `AIDA${idLetters(userName)}`,
      arn: `arn:aws:iam::${accountId}:user/${userName}`,
      accountId,
      accessKeyId,
      userName,
    },
  };
}

/** A role session. `mfaAuthenticated` is text, as CloudTrail writes it. */
export function assumedRole(
  session: {
    accountId: string;
    role: string;
    session: string;
    accessKeyId: string;
    since: Date;
    path?: string;
    more?: Record<string, unknown>;
  },
  from: { address: string; userAgent: string; fromConsole?: boolean },
): Caller {
  const { accountId, role, accessKeyId, since } = session;
  const roleId = `AROA${idLetters(role)}`;
  return {
    ...from,
    identity: {
      type: "AssumedRole",
      principalId: `${roleId}:${session.session}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session.session}`,
      accountId,
      accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: roleId,
          arn: `arn:aws:iam::${accountId}:role/${session.path ?? ""}${role}`,
          accountId,
          userName: role,
        },
        webIdFederationData: {},
        attributes: { creationDate: timeText(since), mfaAuthenticated: "false" },
        ...session.more,
      },
    },
  };
}

/** A service acting for itself: no ARN, no key, a host name where an address should be. */
export function awsService(host: string): Caller {
  return { identity: { type: "AWSService", invokedBy: host }, address: host, userAgent: host };
}

/** The same caller when a service makes a call on its behalf. */
export function onBehalfOf(caller: Caller, host: string): Caller {
  return { identity: { ...caller.identity, invokedBy: host }, address: host, userAgent: host };
}

export function temporaryKey(random: SeededRandom): string {
  return `ASIA${random.text(16)}`;
}

function idLetters(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, "")
    .padEnd(17, "EXAMPLE")
    .slice(0, 17);
}
