import { isRecord, type TrailRecord } from "../domain/query/record.ts";

const maxWrappers = 4;

/**
 * The CloudTrail records in one parsed object: itself, or what exports wrap them in (LookupEvents output, EventBridge
 * events, rows and events of CloudWatch Logs). Empty for anything else, digests included.
 */
export function unwrapRecords(value: unknown, wrappers = maxWrappers): TrailRecord[] {
  if (!isRecord(value) || wrappers === 0) return [];
  if (typeof value.eventTime === "string") return [value];
  if (isRecord(value.detail) && typeof value["detail-type"] === "string")
    return unwrapRecords(value.detail, wrappers - 1);
  for (const list of [value.Records, value.Events, value.events]) {
    if (Array.isArray(list)) return list.flatMap((element) => unwrapRecords(element, wrappers - 1));
  }
  for (const inner of [value.CloudTrailEvent, value["@message"], value.message]) {
    if (typeof inner === "string") return unwrapRecords(parsed(inner), wrappers - 1);
    if (isRecord(inner)) return unwrapRecords(inner, wrappers - 1);
  }
  return [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
