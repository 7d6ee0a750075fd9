import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { CairnError, UnavailableError } from "../domain/errors.ts";
import type { AskedBy } from "../flows/ports.ts";
import { awsError } from "./errors.ts";

export interface AssumedRole {
  account: string;
  roleArn: string;
  externalId?: string;
}

export interface RoleCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

const sessionSeconds = 15 * 60;
const renewBeforeMs = 5 * 60_000;

/**
 * Role sessions that carry the responder's name as session name and SourceIdentity, so that CloudTrail itself
 * shows who asked. Each lasts 15 minutes and is kept until 5 minutes before its end.
 */
export function createRoleSessions({
  sts,
  region,
  now,
}: {
  sts: Pick<STSClient, "send">;
  region: string;
  now: () => Date;
}) {
  const sessions = new Map<string, { credentials: Promise<RoleCredentials>; renewAt: number }>();

  return {
    /** Callers that come together share one AssumeRole; looked up without waiting, so that they do. */
    credentials(role: AssumedRole, askedBy: AskedBy): Promise<RoleCredentials> {
      const key = sessionKey(role.account, askedBy);
      const kept = sessions.get(key);
      if (kept && now().getTime() < kept.renewAt) return kept.credentials;
      const session = {
        credentials: assume(sts, region, role, sessionNameOf(askedBy)),
        renewAt: Number.POSITIVE_INFINITY,
      };
      sessions.set(key, session);
      session.credentials.then(
        ({ expiration }) => {
          session.renewAt = expiration.getTime() - renewBeforeMs;
        },
        // A refusal must not be kept: the next call may follow a mended trust policy.
        () => {
          if (sessions.get(key) === session) sessions.delete(key);
        },
      );
      return session.credentials;
    },
    forget(account: string, askedBy: AskedBy): void {
      sessions.delete(sessionKey(account, askedBy));
    },
  };
}

/** AWS takes 2 to 64 of `[\w+=,.@-]` for both names; `+` is left out because SourceIdentity has been documented without it. */
export function sessionNameOf(askedBy: AskedBy): string {
  const name = askedBy.name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_=,.@-]+/g, "-")
    .slice(0, 64);
  return /[A-Za-z0-9]/.test(name) ? name.padEnd(2, "-") : "cairn";
}

function sessionKey(account: string, askedBy: AskedBy): string {
  return `${account} ${sessionNameOf(askedBy)}`;
}

async function assume(
  sts: Pick<STSClient, "send">,
  region: string,
  role: AssumedRole,
  sessionName: string,
): Promise<RoleCredentials> {
  const answer = await sts
    .send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        ExternalId: role.externalId,
        RoleSessionName: sessionName,
        SourceIdentity: sessionName,
        DurationSeconds: sessionSeconds,
      }),
    )
    .catch((error: unknown) => {
      throw assumeError(error, region, role);
    });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new UnavailableError(
      `AWS gave no credentials for ${role.roleArn}. Ask again; if it stays so, run cairn doctor.`,
    );
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

function assumeError(error: unknown, region: string, role: AssumedRole): CairnError {
  const ours = awsError(error, {
    action: "sts:AssumeRole",
    account: role.account,
    region,
    resource: role.roleArn,
  });
  if (ours.code !== "aws_access_denied") return ours;
  return new CairnError(
    ours.code,
    `AWS denied sts:AssumeRole or sts:SetSourceIdentity on ${role.roleArn}. The role's trust policy must allow both to the identity Cairn runs as${
      role.externalId ? " with the external id set in cairn.yml" : ""
    }, and that identity needs ${JSON.stringify({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource: role.roleArn })}`,
    { cause: error },
  );
}
