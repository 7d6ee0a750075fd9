import { createHash } from "node:crypto";
import { z } from "zod";

/** Who calls: one of user, role, root, service, foreign or anonymous; the rest has defaults. */
export const callerForm = z
  .strictObject({
    user: z.string().optional(),
    role: z.string().optional(),
    session: z.string().optional(),
    root: z.literal(true).optional(),
    service: z.string().describe("A service by itself: config.amazonaws.com").optional(),
    foreign: z.string().describe("Id of another account").optional(),
    anonymous: z.literal(true).optional(),
    through: z.string().describe("The service that makes the call for them").optional(),
    key: z.string().optional(),
    ip: z.string().default("192.0.2.10"),
    agent: z.string().default("aws-cli/2.17.20"),
    mfa: z.boolean().default(false),
    console: z.boolean().default(false),
  })
  .refine(
    ({ user, role, root, service, foreign, anonymous }) =>
      [user, role, root, service, foreign, anonymous].filter((each) => each !== undefined).length === 1,
    "is one of user, role, root, service, foreign and anonymous",
  );
export type StagedCaller = z.output<typeof callerForm>;

/** The members of a record that tell who called, as CloudTrail writes them for this kind of caller. */
export function callerParts(
  caller: StagedCaller,
  { name, account, at }: { name: string; account: string; at: Date },
): Record<string, unknown> {
  const host = caller.through ?? caller.service;
  return {
    userIdentity: {
      ...identityOf(caller, { name, account, at }),
      ...(caller.through !== undefined && { invokedBy: caller.through }),
    },
    sourceIPAddress: host ?? caller.ip,
    userAgent: host ?? caller.agent,
    ...(caller.console && { sessionCredentialFromConsole: "true" }),
  };
}

function identityOf(
  { user, role, session = "session", root, service, foreign, anonymous, mfa, ...caller }: StagedCaller,
  { name, account, at }: { name: string; account: string; at: Date },
): Record<string, unknown> {
  const key = caller.key ?? `${user === undefined ? "ASIA" : "AKIA"}${letters(name)}`;
  const since = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  const attributes = {
    creationDate: since.toISOString().replace(".000Z", "Z"),
    // Text, as CloudTrail has it.
    mfaAuthenticated: String(mfa),
  };
  if (service !== undefined) return { type: "AWSService", invokedBy: service };
  if (anonymous) return { type: "AWSAccount", principalId: "", accountId: "anonymous" };
  if (foreign !== undefined)
    return { type: "AWSAccount", principalId: `AIDA${letters(name)}`, accountId: foreign };
  if (root)
    return {
      type: "Root",
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      accessKeyId: caller.key ?? "",
      ...(caller.console && { sessionContext: { sessionIssuer: {}, attributes } }),
    };
  if (user !== undefined)
    return {
      type: "IAMUser",
      principalId: `AIDA${letters(user)}`,
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
      accessKeyId: key,
      userName: user,
      ...(caller.console && { sessionContext: { sessionIssuer: {}, attributes } }),
    };
  const roleId = `AROA${letters(role ?? "")}`;
  const issuer = {
    type: "Role",
    principalId: roleId,
    arn: `arn:aws:iam::${account}:role/${role}`,
    accountId: account,
    userName: role,
  };
  return {
    type: "AssumedRole",
    principalId: `${roleId}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId: key,
    sessionContext: { sessionIssuer: issuer, webIdFederationData: {}, attributes },
  };
}

/** Sixteen letters and digits as ids of AWS have them, always the same for a name. */
function letters(name: string): string {
  const digest = createHash("sha256").update(name).digest();
  return [...digest.subarray(0, 16)].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32]).join("");
}
