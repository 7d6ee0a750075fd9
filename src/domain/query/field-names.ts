import type { Condition, Query } from "./query.ts";
import { pathReader, type ReadField, type TrailRecord, textAt } from "./record.ts";
import { resourcesOf } from "./resources.ts";

/** What people mean, read from whatever shape a record has. Facts: CloudTrail userIdentity element, user guide. */
const readers = {
  /** The role or user behind a session, the service or the account: one name for all sessions of a role. */
  principal: principalOf,
  actor: principalOf,
  /** Who it was, as closely as the record tells: source identity, user, session name. Absent for service calls. */
  person: personOf,
  key: (record: TrailRecord) => textAt(record, "userIdentity", "accessKeyId"),
  /** The caller's address as the record has it; absent where a service's name stands instead. */
  ip: (record: TrailRecord) => {
    const address = textAt(record, "sourceIPAddress");
    return address === undefined || isServiceName(address) ? undefined : address;
  },
  /** The API's name without the version that some services append. */
  call: (record: TrailRecord) => {
    const name = textAt(record, "eventName");
    return name === undefined ? undefined : withoutVersion(name);
  },
};

export const fieldNames: readonly string[] = [...Object.keys(readers), "resource"];

/** Reads a name people use or a path into the record. Throws InputError for what is neither. */
export function fieldReader(path: string): ReadField {
  // Everything a record names as touched, any of which may be the one asked for: ARNs and plain names.
  if (path === "resource") return resourcesOf;
  if (!isName(path)) return pathReader(path);
  const read = readers[path];
  return (record) => {
    const value = read(record);
    return value === undefined ? [] : [value];
  };
}

function isName(path: string): path is keyof typeof readers {
  return Object.hasOwn(readers, path);
}

function principalOf(record: TrailRecord): string | undefined {
  return (
    textAt(record, "userIdentity", "sessionContext", "sessionIssuer", "arn") ??
    textAt(record, "userIdentity", "arn") ??
    textAt(record, "userIdentity", "invokedBy") ??
    textAt(record, "userIdentity", "principalId") ??
    textAt(record, "userIdentity", "accountId")
  );
}

function personOf(record: TrailRecord): string | undefined {
  if (isServiceCall(record)) return undefined;
  if (textAt(record, "userIdentity", "type") === "Root") return "root";
  const arn = textAt(record, "userIdentity", "arn");
  return (
    textAt(record, "userIdentity", "sessionContext", "sourceIdentity") ??
    textAt(record, "userIdentity", "userName") ??
    (arn?.includes("/") ? arn.slice(arn.lastIndexOf("/") + 1) : undefined) ??
    textAt(record, "userIdentity", "onBehalfOf", "userId") ??
    principalOf(record)
  );
}

/** `UpdateFunctionCode20150331v2` is `UpdateFunctionCode`. */
export function withoutVersion(eventName: string): string {
  return eventName.replace(/\d{8}(v\d+)?$/, "");
}

/** Fields in which names are compared with and without their version. */
export function isEventName(path: string): boolean {
  return path === "eventName" || path === "call";
}

/**
 * True for what an AWS service did by itself or on somebody's behalf. The user agent counts only where AWS put no
 * address: a caller can write any user agent, and must not hide behind one.
 */
export function isServiceCall(record: TrailRecord): boolean {
  if (textAt(record, "userIdentity", "type") === "AWSService") return true;
  if (textAt(record, "userIdentity", "invokedBy") !== undefined) return true;
  const address = textAt(record, "sourceIPAddress");
  if (address?.endsWith(".amazonaws.com")) return true;
  const hasAddress = address !== undefined && !isServiceName(address);
  return !hasAddress && (textAt(record, "userAgent")?.endsWith(".amazonaws.com") ?? false);
}

function isServiceName(sourceAddress: string): boolean {
  return sourceAddress.endsWith(".amazonaws.com") || sourceAddress.startsWith("AWS Internal");
}

const globalSources = new Set(["iam", "sts", "signin", "organizations", "cloudfront", "route53", "support"]);

/**
 * True for a question about a person, key, role or global service: its answer may also lie in us-east-1, where AWS
 * records IAM, sign-in and the like.
 */
export function isIdentityQuestion(query: Query): boolean {
  return concernsIdentity(query.where);
}

function concernsIdentity(condition: Condition): boolean {
  if ("all" in condition) return condition.all.some(concernsIdentity);
  if ("any" in condition) return condition.any.some(concernsIdentity);
  if ("none" in condition) return condition.none.some(concernsIdentity);
  const { path, test } = condition;
  if (["principal", "actor", "person", "key"].includes(path) || path.startsWith("userIdentity.")) return true;
  if (test.op !== "equals") return false;
  const asked = test.values.map((value) => (value.type === "text" ? value.text : ""));
  if (path === "eventSource")
    return asked.some((source) => globalSources.has(source.replace(".amazonaws.com", "")));
  return (
    isEventName(path) && asked.some((name) => /^(ConsoleLogin|CheckMfa|SwitchRole|AssumeRole)/.test(name))
  );
}

/**
 * True for fields that are one value in every record, never a list or an object: an engine may ask its neighbour for
 * these with plain equality and miss nothing.
 */
export function isScalarField(path: string): boolean {
  return (
    scalarFields.has(path) ||
    /^userIdentity\.(type|principalId|arn|accountId|accessKeyId|userName|invokedBy)$/.test(path)
  );
}

const scalarFields = new Set([
  "awsRegion",
  "errorCode",
  "errorMessage",
  "eventCategory",
  "eventID",
  "eventName",
  "eventSource",
  "eventTime",
  "eventType",
  "eventVersion",
  "managementEvent",
  "readOnly",
  "recipientAccountId",
  "requestID",
  "sharedEventID",
  "sourceIPAddress",
  "userAgent",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.sessionContext.sessionIssuer.userName",
  "userIdentity.sessionContext.sourceIdentity",
  "vpcEndpointId",
]);
