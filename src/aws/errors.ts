import { CairnError, InputError, UnavailableError } from "../domain/errors.ts";

/** The call that failed, for the words of the error and the policy statement that would allow it. */
export interface AwsCall {
  /** IAM action, for instance `cloudtrail:LookupEvents`. */
  action: string;
  account: string;
  region: string;
  /** What the policy statement must name; `*` when the action knows no resources. */
  resource: string;
}

const throttlingNames = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "LimitExceededException",
  // S3, with 503.
  "SlowDown",
]);
const expiredNames = new Set([
  "ExpiredTokenException",
  "ExpiredToken",
  "RequestExpired",
  "TokenRefreshRequired",
]);
const deniedNames = new Set([
  "AccessDeniedException",
  "AccessDenied",
  "UnauthorizedOperation",
  "NotAuthorized",
]);
const badCredentialNames = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
]);
const transientNames = new Set([
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  "NetworkingError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "InternalFailure",
  "InternalServerError",
  "InternalServerException",
]);
const networkCodes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** LookupEvents answers HTTP 400, not 429, so the name decides. */
export function isThrottling(error: unknown): boolean {
  return throttlingNames.has(nameOf(error)) || statusOf(error) === 429;
}

export function isExpired(error: unknown): boolean {
  return expiredNames.has(nameOf(error));
}

export function isDenied(error: unknown): boolean {
  return deniedNames.has(nameOf(error)) || statusOf(error) === 403;
}

/** The network or AWS itself failed; the same call may succeed in a moment. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status >= 500;
  return transientNames.has(nameOf(error)) || networkCodes.has(codeOf(error));
}

/** What AWS or the SDK threw, in our words. A CairnError passes unchanged. */
export function awsError(error: unknown, call: AwsCall): CairnError {
  if (error instanceof CairnError) return error;
  const where = `account ${call.account}, ${call.region}`;
  if (isThrottling(error)) {
    return new UnavailableError(
      `AWS keeps throttling ${call.action} (${where}): people and other tools share its quota. Ask again in some minutes, or lower what else calls it.`,
      { cause: error },
    );
  }
  if (isExpired(error)) {
    return new CairnError(
      "aws_credentials",
      `The AWS credentials for ${call.action} (${where}) have expired, and fresh ones were refused too. Renew what Cairn runs with (instance role, SSO session or environment), then ask again.`,
      { cause: error },
    );
  }
  if (nameOf(error) === "CredentialsProviderError") {
    return new CairnError(
      "aws_credentials",
      `Cairn found no AWS credentials for ${call.action} (${where}). Give it an instance role, a profile (AWS_PROFILE) or keys in the environment, then ask again.`,
      { cause: error },
    );
  }
  if (badCredentialNames.has(nameOf(error))) {
    return new CairnError(
      "aws_credentials",
      `AWS does not accept the credentials for ${call.action} (${where}). Check the credentials Cairn runs with, and that the Region is enabled in this account.`,
      { cause: error },
    );
  }
  if (nameOf(error) === "OptInRequired" || nameOf(error) === "SubscriptionRequiredException") {
    return new InputError(
      `Region ${call.region} is not enabled in account ${call.account}. Take it out of the account's Regions in cairn.yml, or enable it.`,
      { cause: error },
    );
  }
  if (isDenied(error)) return deniedError(error, call);
  if (isTransient(error)) {
    return new UnavailableError(
      `AWS did not answer ${call.action} (${where}): ${codeOf(error) || nameOf(error)}. Check the network and the Region's name, then ask again.`,
      { cause: error },
    );
  }
  return new CairnError(
    "aws",
    `AWS refused ${call.action} (${where}): ${nameOf(error)}, ${messageOf(error)}`,
    {
      cause: error,
    },
  );
}

function deniedError(error: unknown, call: AwsCall): CairnError {
  const message = messageOf(error);
  // The action that is missing may be another one, for instance kms:Decrypt on an encrypted log group.
  const action = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? call.action;
  const resource = action === call.action ? call.resource : "*";
  const deny = /explicit deny in an? ([a-z -]{3,40}policy)/.exec(message)?.[1];
  const statement = JSON.stringify({ Effect: "Allow", Action: action, Resource: resource });
  const cure = deny
    ? `An explicit deny in a ${deny} forbids it: that must be lifted first, and the role needs ${statement}.`
    : `Allow it in the role's policy: ${statement}`;
  return new CairnError(
    "aws_access_denied",
    `AWS denied ${action} in account ${call.account}, ${call.region}. ${cure}`,
    { cause: error },
  );
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300);
}

export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
