import { createHash, randomBytes } from "node:crypto";

/** Who stands behind an access key. */
export interface Identity {
  accountId: string;
  arn: string;
  userId: string;
  role?: { arn: string; name: string; session: string; since: Date };
  sourceIdentity?: string;
  /** Milliseconds since 1970; a user's key has none. */
  expiresAt?: number;
}

export interface Identities {
  /**
   * A key that no AssumeRole issued belongs to the first account's user `sandbox`; the id of an account in place of a
   * key means the user `sandbox` of that one.
   */
  of: (accessKeyId: string) => Identity;
  hasExpired: (identity: Identity) => boolean;
  /** Whether there is an account of that id. */
  knows: (accountId: string) => boolean;
  assume: (wish: { roleArn: string; session: string; sourceIdentity?: string; seconds: number }) => object;
}

/** `accountIds`: all there are, the first one first. */
export function createIdentities(accountIds: readonly string[], clock: () => Date): Identities {
  const sessions = new Map<string, Identity>();
  const [first = ""] = accountIds;
  const userOf = (accountId: string): Identity => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:user/sandbox`,
    userId: "AIDASANDBOXUSEREXAMPL",
  });
  return {
    of: (accessKeyId) =>
      sessions.get(accessKeyId) ?? userOf(accountIds.includes(accessKeyId) ? accessKeyId : first),
    hasExpired: ({ expiresAt }) => expiresAt !== undefined && clock().getTime() >= expiresAt,
    knows: (accountId) => accountIds.includes(accountId),
    assume({ roleArn, session, sourceIdentity, seconds }) {
      const since = clock();
      const accountId = roleArn.split(":")[4] ?? first;
      const name = roleArn.split("/").at(-1) ?? "";
      const roleId = `AROA${createHash("sha256").update(roleArn).digest("hex").slice(0, 17).toUpperCase()}`;
      const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`;
      const accessKeyId = `ASIA${randomBytes(10).toString("hex").slice(0, 16).toUpperCase()}`;
      const role = { arn: roleArn, name, session, since };
      const userId = `${roleId}:${session}`;
      const expiresAt = since.getTime() + seconds * 1000;
      sessions.set(accessKeyId, { accountId, arn, userId, role, sourceIdentity, expiresAt });
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: randomBytes(30).toString("base64"),
          SessionToken: randomBytes(180).toString("base64"),
          Expiration: new Date(expiresAt),
        },
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
        SourceIdentity: sourceIdentity,
        PackedPolicySize: 1,
      };
    },
  };
}
