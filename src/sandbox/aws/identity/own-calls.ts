import { randomUUID } from "node:crypto";
import type { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { Identities, Identity } from "./identities.ts";

/** Calls that carry messages or events are no management events: CloudTrail does not record them by itself. */
const UNRECORDED = new Set([
  "SendMessage",
  "SendMessageBatch",
  "ReceiveMessage",
  "DeleteMessage",
  "DeleteMessageBatch",
  "ChangeMessageVisibility",
  "ChangeMessageVisibilityBatch",
  "PutEvents",
  "PutLogEvents",
  "PutMetricData",
  "Publish",
  // Calls about objects are data events.
  "ListObjectsV2",
  "HeadBucket",
  "GetObject",
  "HeadObject",
  "PutObject",
  "DeleteObject",
]);
const READ_ONLY = /^(Get|List|Describe|Lookup|Filter|Test|AssumeRole|StartQuery)/;

/**
 * What CloudTrail writes about a call to the account itself: nothing, a record for the caller's account, or one for
 * each of the two accounts of a role that was taken up across them.
 */
export function recordsOfCall(
  call: Call,
  outcome: { result?: object; error?: AwsError },
  context: { identities: Identities; at: Date },
): object[] {
  const caller = context.identities.of(call.accessKeyId);
  const record = recordOfCall(call, outcome, { caller, at: context.at });
  const owner = call.operation === "AssumeRole" && outcome.result ? roleOwner(call.input) : undefined;
  if (record === undefined) return [];
  if (owner === undefined || owner === caller.accountId) return [record];
  const sharedEventID = randomUUID();
  const { accountId, userId } = caller;
  const stranger = { type: "AWSAccount", principalId: userId, accountId };
  const copy = { eventID: randomUUID(), sharedEventID, userIdentity: stranger, recipientAccountId: owner };
  return [
    { ...record, sharedEventID },
    { ...record, ...copy },
  ];
}

function roleOwner(input: unknown): string | undefined {
  return /^arn:aws[\w-]*:iam::(\d{12}):/.exec(String((input as { RoleArn?: unknown } | null)?.RoleArn))?.[1];
}

function recordOfCall(
  call: Call,
  outcome: { result?: object; error?: AwsError },
  { caller, at }: { caller: Identity; at: Date },
): object | undefined {
  const { service, operation, region, accessKeyId, input, sourceAddress, userAgent, requestId } = call;
  if (UNRECORDED.has(operation)) return undefined;
  const readOnly = READ_ONLY.test(operation);
  const answers = !readOnly || operation === "AssumeRole";
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(caller, accessKeyId),
    eventTime: at.toISOString().replace(/\.\d+Z$/, "Z"),
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    awsRegion: region,
    sourceIPAddress: sourceAddress.replace(/^::ffff:/, ""),
    userAgent,
    ...(outcome.error && { errorCode: errorCode(outcome.error), errorMessage: outcome.error.message }),
    requestParameters: lowerFirst(input),
    responseElements: outcome.result && answers ? lowerFirst(withoutSecretKey(outcome.result)) : null,
    requestID: requestId,
    eventID: randomUUID(),
    readOnly,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: caller.accountId,
    eventCategory: "Management",
  };
}

/** Records name a refusal as the older protocols do. */
function errorCode({ code }: AwsError): string {
  return code === "AccessDeniedException" ? "AccessDenied" : code;
}

function userIdentity(identity: Identity, accessKeyId: string): object {
  const { accountId, arn, userId, role, sourceIdentity } = identity;
  const base = { principalId: userId, arn, accountId, accessKeyId };
  if (role === undefined) return { type: "IAMUser", ...base, userName: arn.split("/").at(-1) };
  return {
    type: "AssumedRole",
    ...base,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: userId.split(":")[0],
        arn: role.arn,
        accountId,
        userName: role.name,
      },
      attributes: {
        creationDate: role.since.toISOString().replace(/\.\d+Z$/, "Z"),
        mfaAuthenticated: "false",
      },
      ...(sourceIdentity && { sourceIdentity }),
    },
  };
}

const SECRETS = new Set(["Password", "ApiKeyValue", "ClientSecret", "Token"]);

/** Records spell parameters with a small first letter, at every depth, and hide secrets. */
function lowerFirst(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(lowerFirst);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      SECRETS.has(name) && typeof child === "string" ? "HIDDEN_DUE_TO_SECURITY_REASONS" : lowerFirst(child),
    ]),
  );
}

/** CloudTrail keeps the session token, never the secret key. */
function withoutSecretKey(result: object): object {
  const { Credentials } = result as { Credentials?: Record<string, unknown> };
  if (Credentials === undefined) return result;
  const { SecretAccessKey, ...kept } = Credentials;
  return { ...result, Credentials: kept };
}
