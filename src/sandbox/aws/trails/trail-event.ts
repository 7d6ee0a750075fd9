import { randomUUID } from "node:crypto";
import { resourcesOf, type TrailResource } from "./trail-resources.ts";

/** A CloudTrail record with the few facts that are asked for kept beside its text. */
export interface TrailEvent {
  eventId: string;
  eventName: string;
  eventSource: string;
  /** Milliseconds since 1970. */
  at: number;
  /** When LookupEvents may show it. */
  visibleAt: number;
  /** When it reached the log group. */
  deliveredAt: number;
  order: number;
  /** Where Event history keeps it: the record's Region, or us-east-1 for the global services. */
  region: string;
  awsRegion: string;
  category: "Management" | "Data" | "NetworkActivity" | "Insight";
  readOnly: "true" | "false" | undefined;
  accessKeyId: string | undefined;
  username: string | undefined;
  resources: TrailResource[];
  /** The record itself as JSON. */
  text: string;
}

const GLOBAL_SOURCES = new Set([
  "iam.amazonaws.com",
  "organizations.amazonaws.com",
  "cloudfront.amazonaws.com",
  "route53.amazonaws.com",
]);

const OBJECT_CALL =
  /^(Get|Put|Head|Delete|Copy|Post|Restore|Select|List)(Object|Objects|ObjectAcl|ObjectTagging|Parts)$/;

export function readTrailEvent(raw: object, order: number): TrailEvent {
  const record = raw as Record<string, unknown>;
  const at = Date.parse(textOf(record.eventTime) ?? "");
  const eventName = textOf(record.eventName) ?? (record.insightDetails ? "Insight" : undefined);
  if (Number.isNaN(at) || eventName === undefined) {
    throw new TypeError(
      `Record ${textOf(record.eventID) ?? `number ${order + 1}`} has no usable eventTime or eventName. Give CloudTrail records as they stand in "Records".`,
    );
  }
  const eventSource = textOf(record.eventSource) ?? "";
  const awsRegion = textOf(record.awsRegion) ?? "us-east-1";
  const identity = mapOf(record.userIdentity);
  return {
    eventId: textOf(record.eventID) ?? randomUUID(),
    eventName,
    eventSource,
    at,
    visibleAt: at,
    deliveredAt: at,
    order,
    region: GLOBAL_SOURCES.has(eventSource) ? "us-east-1" : awsRegion,
    awsRegion,
    category: categoryOf(record, eventName, eventSource),
    readOnly:
      record.readOnly === undefined ? undefined : String(record.readOnly) === "true" ? "true" : "false",
    accessKeyId: textOf(identity.accessKeyId) || undefined,
    username: usernameOf(identity),
    resources: resourcesOf(record),
    text: JSON.stringify(record),
  };
}

function categoryOf(record: Record<string, unknown>, name: string, source: string): TrailEvent["category"] {
  const category = textOf(record.eventCategory);
  if (category === "Data" || category === "NetworkActivity" || category === "Insight") return category;
  if (category === "Management") return "Management";
  if (record.eventType === "AwsCloudTrailInsight") return "Insight";
  if (record.managementEvent === false) return "Data";
  // Records before 1.07 carry no category: only objects and invocations are data there.
  const old = record.managementEvent === undefined;
  if (old && source === "s3.amazonaws.com" && OBJECT_CALL.test(name)) return "Data";
  if (old && source === "lambda.amazonaws.com" && name.startsWith("Invoke")) return "Data";
  return "Management";
}

/** The user name, the session name of a role, or `root`: never an ARN. */
function usernameOf(identity: Record<string, unknown>): string | undefined {
  const session = textOf(identity.principalId)?.split(":")[1] ?? textOf(identity.arn)?.split("/").at(-1);
  switch (identity.type) {
    case "Root":
      return "root";
    case "AssumedRole":
    case "FederatedUser":
      return session;
    default:
      return textOf(identity.userName) || undefined;
  }
}

export function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
