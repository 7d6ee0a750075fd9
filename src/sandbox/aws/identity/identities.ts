import { createHash, randomBytes } from "node:crypto";
import type { World } from "../world.ts";

/** Who stands behind an access key. */
export interface Identity {
  accountId: string;
  arn: string;
  userId: string;
  role?: { arn: string; name: string; session: string; since: Date };
  sourceIdentity?: string;
}

export interface Identities {
  /** A key that no AssumeRole issued belongs to the account's user `sandbox`. */
  of: (accessKeyId: string) => Identity;
  assume: (wish: { roleArn: string; session: string; sourceIdentity?: string; seconds: number }) => object;
}

export function createIdentities({ accountId, clock }: World): Identities {
  const sessions = new Map<string, Identity>();
  const user: Identity = {
    accountId,
    arn: `arn:aws:iam::${accountId}:user/sandbox`,
    userId: "AIDASANDBOXUSEREXAMPL",
  };
  return {
    of: (accessKeyId) => sessions.get(accessKeyId) ?? user,
    assume({ roleArn, session, sourceIdentity, seconds }) {
      const since = clock();
      const owner = roleArn.split(":")[4] ?? accountId;
      const name = roleArn.split("/").at(-1) ?? "";
      const roleId = `AROA${createHash("sha256").update(roleArn).digest("hex").slice(0, 17).toUpperCase()}`;
      const arn = `arn:aws:sts::${owner}:assumed-role/${name}/${session}`;
      const accessKeyId = `ASIA${randomBytes(10).toString("hex").slice(0, 16).toUpperCase()}`;
      const role = { arn: roleArn, name, session, since };
      const userId = `${roleId}:${session}`;
      sessions.set(accessKeyId, { accountId: owner, arn, userId, role, sourceIdentity });
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: randomBytes(30).toString("base64"),
          SessionToken: randomBytes(180).toString("base64"),
          Expiration: new Date(since.getTime() + seconds * 1000),
        },
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
        SourceIdentity: sourceIdentity,
        PackedPolicySize: 1,
      };
    },
  };
}
