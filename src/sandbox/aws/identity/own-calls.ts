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
]);
const READ_ONLY = /^(Get|List|Describe|Lookup|Filter|Test|AssumeRole|StartQuery)/;

/** What CloudTrail writes about a call to the account itself, or undefined when it writes nothing. */
export function recordOfCall(
  call: Call,
  outcome: { result?: object; error?: AwsError },
  context: { identities: Identities; accountId: string; at: Date },
): object | undefined {
  const { service, operation, region, accessKeyId, input, sourceAddress, userAgent, requestId } = call;
  if (UNRECORDED.has(operation)) return undefined;
  const readOnly = READ_ONLY.test(operation);
  const answers = !readOnly || operation === "AssumeRole";
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(context.identities.of(accessKeyId), accessKeyId),
    eventTime: context.at.toISOString().replace(/\.\d+Z$/, "Z"),
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    awsRegion: region,
    sourceIPAddress: sourceAddress.replace(/^::ffff:/, ""),
    userAgent,
    ...(outcome.error && { errorCode: outcome.error.code, errorMessage: outcome.error.message }),
    requestParameters: lowerFirst(input),
    responseElements: outcome.result && answers ? lowerFirst(withoutSecretKey(outcome.result)) : null,
    requestID: requestId,
    eventID: randomUUID(),
    readOnly,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: context.accountId,
    eventCategory: "Management",
  };
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

/** Records spell parameters with a small first letter, at every depth. */
function lowerFirst(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(lowerFirst);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      lowerFirst(child),
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
