import { createHash } from "node:crypto";
import { uniqueId } from "./credentials-response.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller } from "./story-call.ts";
import { timeText } from "./trail-times.ts";

interface From {
  address: string;
  userAgent: string;
  fromConsole?: boolean;
}

export interface RoleSession {
  accountId: string;
  role: string;
  session: string;
  accessKeyId: string;
  since: Date;
  /** Of the role, for instance `aws-service-role/config.amazonaws.com/`. */
  path?: string;
  mfa?: boolean;
  /** Further members of sessionContext. */
  more?: Record<string, unknown>;
}

/** A user with a long-lived key. */
export function iamUser(
  { accountId, userName, accessKeyId }: { accountId: string; userName: string; accessKeyId: string },
  from: From,
): Caller {
  return {
    ...from,
    identity: {
      type: "IAMUser",
      principalId: uniqueId("AIDA", userName),
      arn: `arn:aws:iam::${accountId}:user/${userName}`,
      accountId,
      accessKeyId,
      userName,
    },
  };
}

/** A role session. `mfaAuthenticated` is text, as CloudTrail writes it. */
export function assumedRole(session: RoleSession, from: From): Caller {
  const { accountId, role, accessKeyId, since } = session;
  const roleId = uniqueId("AROA", role);
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
        attributes: { creationDate: timeText(since), mfaAuthenticated: String(session.mfa ?? false) },
        ...session.more,
      },
    },
  };
}

/** A service acting for itself: no ARN, no key, a host name where an address should be. */
export function awsService(host: string): Caller {
  return { identity: { type: "AWSService", invokedBy: host }, address: host, userAgent: host };
}

/** A service acting with its service-linked role; most of these sessions show no key. */
export function serviceRole(
  { accountId, role, session, at }: { accountId: string; role: string; session: string; at: Date },
  { host, address = host, userAgent = host }: { host: string; address?: string; userAgent?: string },
): Caller {
  const path = `aws-service-role/${host}/`;
  const caller = assumedRole(
    { accountId, role, path, session, accessKeyId: "", since: at },
    { address, userAgent },
  );
  const { accessKeyId: _none, ...identity } = caller.identity;
  return { ...caller, identity: { ...identity, invokedBy: host } };
}

/** The same caller when a service makes a call on its behalf. */
export function onBehalfOf(caller: Caller, host: string): Caller {
  return { identity: { ...caller.identity, invokedBy: host }, address: host, userAgent: host };
}

/** The same user's session at the console: what stands where a role would have its issuer is empty. */
export function consoleSession(
  user: { accountId: string; userName: string; accessKeyId: string; since: Date; mfa: boolean },
  from: From,
): Caller {
  const caller = iamUser(user, from);
  const sessionContext = {
    sessionIssuer: {},
    webIdFederationData: {},
    attributes: { creationDate: timeText(user.since), mfaAuthenticated: String(user.mfa) },
  };
  return { ...caller, fromConsole: true, identity: { ...caller.identity, sessionContext } };
}

/** The root user: with a session when signed in to the console, without one when it uses a key. */
export function rootUser(
  { accountId, accessKeyId, since }: { accountId: string; accessKeyId?: string; since?: Date },
  from: From,
): Caller {
  const sessionContext = since && {
    sessionIssuer: {},
    webIdFederationData: {},
    attributes: { creationDate: timeText(since), mfaAuthenticated: "false" },
  };
  return {
    ...from,
    identity: {
      type: "Root",
      principalId: accountId,
      arn: `arn:aws:iam::${accountId}:root`,
      accountId,
      ...(accessKeyId !== undefined && { accessKeyId }),
      ...(sessionContext && { sessionContext }),
    },
  };
}

/** Nobody: a request without a signature. */
export function anonymous(from: From): Caller {
  return { ...from, identity: { type: "AWSAccount", principalId: "", accountId: "anonymous" } };
}

export function temporaryKey(random: SeededRandom): string {
  return `ASIA${random.text(16)}`;
}

/** A long-running role session renews its key every hour: the same all the hour long, new in the next. */
export function hourlySession(
  { accountId, role, session }: { accountId: string; role: string; session: string },
  at: Date,
): { accountId: string; role: string; session: string; accessKeyId: string; since: Date } {
  const minute = [...session].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 60;
  const hour = Math.floor((at.getTime() - minute * 60_000) / 3_600_000);
  const digest = createHash("sha256").update(`${accountId} ${role} ${session} ${hour}`).digest();
  const letters = [...digest.subarray(0, 16)].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32]);
  const since = new Date(hour * 3_600_000 + minute * 60_000);
  return { accountId, role, session, accessKeyId: `ASIA${letters.join("")}`, since };
}
