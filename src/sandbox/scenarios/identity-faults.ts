type Members = Record<string, unknown>;

/** What each type of identity has, and what it never has. */
const HAS: Record<string, { always: string[]; never: string[] }> = {
  Root: { always: ["principalId", "arn", "accountId"], never: ["userName"] },
  IAMUser: { always: ["principalId", "accountId", "userName"], never: [] },
  AssumedRole: { always: ["principalId", "arn", "accountId", "sessionContext"], never: ["userName"] },
  WebIdentityUser: { always: ["principalId", "userName", "identityProvider"], never: ["arn", "accessKeyId"] },
  AWSAccount: { always: ["principalId", "accountId"], never: ["arn", "accessKeyId"] },
  AWSService: { always: ["invokedBy"], never: ["arn", "accountId", "principalId", "accessKeyId"] },
  none: { always: ["accountId", "invokedBy"], never: ["arn", "principalId"] },
};
const ARN: Record<string, RegExp> = {
  Root: /^arn:aws:iam::\d{12}:root$/,
  IAMUser: /^arn:aws:iam::\d{12}:user\/[\w+=,.@-]+$/,
  AssumedRole: /^arn:aws:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/,
};

export function identityFaults(record: Members): string[] {
  const identity = (record.userIdentity ?? {}) as Members;
  const type = identity.type === undefined ? "none" : String(identity.type);
  const shape = HAS[type];
  if (shape === undefined) return [`the identity type ${type} is unknown`];
  const faults = [
    ...shape.always.filter((member) => !(member in identity)).map((member) => `${type} lacks ${member}`),
    ...shape.never.filter((member) => member in identity).map((member) => `${type} has ${member}`),
  ];
  const { arn, accessKeyId } = identity;
  if (arn !== undefined && !ARN[type]?.test(String(arn))) faults.push(`the arn of ${type} is ${arn}`);
  if (accessKeyId && !/^A[KS]IA[A-Z2-7]{16}$/.test(String(accessKeyId)))
    faults.push(`${accessKeyId} is no key`);
  if (type === "none" && record.eventType !== "AwsServiceEvent") faults.push("the identity has no type");
  return [...faults, ...sessionFaults(record, identity)];
}

function sessionFaults(
  { eventTime }: Members,
  { type, sessionContext, principalId, arn }: Members,
): string[] {
  if (sessionContext === undefined) return [];
  const { attributes, sessionIssuer } = sessionContext as Record<string, Members | undefined>;
  const faults: string[] = [];
  if (attributes?.mfaAuthenticated !== "true" && attributes?.mfaAuthenticated !== "false")
    faults.push("mfaAuthenticated is no text");
  if (String(attributes?.creationDate) > String(eventTime)) faults.push("the session began after its call");
  if (type !== "AssumedRole") return faults;
  const [roleId, session] = String(principalId).split(":");
  const [, role, named] = String(arn).split("/");
  if (sessionIssuer?.type !== "Role" || sessionIssuer.userName !== role)
    faults.push("the issuer is not the role");
  if (sessionIssuer?.principalId !== roleId || session !== named) faults.push("principalId and arn disagree");
  if (!String(sessionIssuer?.arn).endsWith(`/${role}`)) faults.push("the issuer's arn is of another role");
  return faults;
}
