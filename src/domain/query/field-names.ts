import { accessNames } from "../access-log/access-names.ts";
import type { Condition, Query, QuerySource } from "./query.ts";
import { pathReader, type ReadField, type TrailRecord, textAt } from "./record.ts";
import { resourcesOf } from "./resources.ts";

/** What people mean, read from whatever shape a record has. Facts: CloudTrail userIdentity element, user guide. */
const readers: Record<string, (record: TrailRecord) => (string | undefined)[]> = {
  /** The role or user behind a session, the service or the account: one name for all sessions of a role. */
  principal: (record) => [principalOf(record)],
  /** The same, and every other name by which the record knows it: session ARN, user name, role name. */
  actor: (record) => [principalOf(record), ...otherNamesOf(record)],
  /** Who it was, as closely as the record tells: source identity, user, session name. Absent for service calls. */
  person: (record) => [personOf(record)],
  key: (record) => [textAt(record, "userIdentity", "accessKeyId")],
  /** The caller's address as the record has it; absent where a service's name stands instead. */
  ip: (record) => {
    const address = textAt(record, "sourceIPAddress");
    return [address === undefined || isServiceName(address) ? undefined : address];
  },
  /** The API's name without the version that some services append. */
  call: (record) => {
    const name = textAt(record, "eventName");
    return [name === undefined ? undefined : withoutVersion(name)];
  },
  /** Everything a record names as touched: ARNs, names and ids from its resources, parameters and response. */
  resource: resourcesOf,
};

export const fieldNames: readonly string[] = Object.keys(readers);

/** Reads a name people use or a path into the record. Throws InputError for what is neither. */
export function fieldReader(path: string, source: QuerySource = "cloudtrail"): ReadField {
  const names = source === "cloudtrail" ? readers : accessNames;
  const read = Object.hasOwn(names, path) ? names[path] : undefined;
  if (!read) return pathReader(path);
  return (record) => read(record).filter((value) => value !== undefined);
}

/** Names whose several values are names of one thing: `not` means none of them, and only the first is shown. */
export function hasOtherNames(path: string): boolean {
  return path === "actor" || path === "resource";
}

const principalPaths = [
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.arn",
  "userIdentity.invokedBy",
  "userIdentity.principalId",
  "userIdentity.accountId",
];

/**
 * Paths of which at least one holds the value that a name has, so that an engine may ask its neighbour for any of
 * them and misses nothing (`call`: with a version appended). Undefined when a record's value is not simply at a path.
 */
export function pathsBehind(name: string): readonly string[] | undefined {
  return Object.hasOwn(paths, name) ? paths[name] : undefined;
}

const paths: Record<string, readonly string[]> = {
  principal: principalPaths,
  actor: [
    ...principalPaths,
    "userIdentity.userName",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.sourceIdentity",
  ],
  key: ["userIdentity.accessKeyId"],
  ip: ["sourceIPAddress"],
  call: ["eventName"],
};

function otherNamesOf(record: TrailRecord): (string | undefined)[] {
  return [
    textAt(record, "userIdentity", "arn"),
    textAt(record, "userIdentity", "userName"),
    textAt(record, "userIdentity", "sessionContext", "sessionIssuer", "userName"),
    textAt(record, "userIdentity", "sessionContext", "sourceIdentity"),
    textAt(record, "userIdentity", "principalId"),
  ];
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
 * these with plain equality and misses nothing.
 */
export function isScalarField(path: string): boolean {
  return scalarFields.has(path);
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
  "userIdentity.accessKeyId",
  "userIdentity.accountId",
  "userIdentity.arn",
  "userIdentity.identityProvider",
  "userIdentity.invokedBy",
  "userIdentity.principalId",
  "userIdentity.sessionContext.attributes.creationDate",
  "userIdentity.sessionContext.attributes.mfaAuthenticated",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.sessionContext.sessionIssuer.principalId",
  "userIdentity.sessionContext.sessionIssuer.type",
  "userIdentity.sessionContext.sessionIssuer.userName",
  "userIdentity.sessionContext.sourceIdentity",
  "userIdentity.type",
  "userIdentity.userName",
  "vpcEndpointId",
]);
