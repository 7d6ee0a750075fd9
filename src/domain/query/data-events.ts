import { withoutVersion } from "./field-names.ts";
import type { Condition, Query } from "./query.ts";

/** Calls that CloudTrail records as data events only, by service. Facts: CloudTrail user guide, "Logging data events". */
const dataCalls: Record<string, RegExp> = {
  "s3.amazonaws.com":
    /^(Get|Put|Head|Copy|Restore|Select)Object(Acl|Attributes|LegalHold|Retention|Tagging|Torrent|Content)?$|^DeleteObjects?(Tagging)?$|^ListParts$|^(CreateMultipartUpload|UploadPart|UploadPartCopy|CompleteMultipartUpload|AbortMultipartUpload)$/,
  "lambda.amazonaws.com": /^Invoke(Async|WithResponseStream)?$/,
  "dynamodb.amazonaws.com":
    /^((Get|Put|Update|Delete)Item|Batch(Get|Write)Item|TransactGetItems|TransactWriteItems|Query|Scan|GetRecords)$/,
  "sqs.amazonaws.com": /^((Send|Receive|Delete)Message(Batch)?|ChangeMessageVisibility(Batch)?)$/,
  "sns.amazonaws.com": /^Publish(Batch)?$/,
};
// Names that other services give to management calls as well.
const shared = /^(Query|Scan|GetRecords|Invoke|Publish)$/;

/**
 * The part of a question that only data or network events can meet, in words; undefined when management events may
 * answer it. An engine that holds none of those refuses with it, since its "nothing found" would mean nothing.
 */
export function dataEventsAsked({ where }: Pick<Query, "where">): string | undefined {
  const conditions = conjuncts(where);
  const categories = valuesOf(conditions, "eventCategory");
  if (categories?.every((category) => category === "Data" || category === "NetworkActivity"))
    return `${categories.join(" or ")} events`;
  if (valuesOf(conditions, "managementEvent")?.every((value) => value === "false"))
    return "events that are no management events";
  const names = valuesOf(conditions, "eventName") ?? valuesOf(conditions, "call");
  const sources = valuesOf(conditions, "eventSource");
  if (names && names.length > 0 && names.every((name) => isDataCall(withoutVersion(name), sources)))
    return `${names.join(" or ")}, recorded as data events only`;
  return undefined;
}

function isDataCall(name: string, sources: string[] | undefined): boolean {
  if (!sources) return !shared.test(name) && Object.values(dataCalls).some((calls) => calls.test(name));
  return sources.every((source) => Object.hasOwn(dataCalls, source) && dataCalls[source]?.test(name));
}

/** The services whose data events have such names. */
export function dataServices(names: readonly string[]): string[] {
  return Object.keys(dataCalls).filter((source) => names.some((name) => dataCalls[source]?.test(name)));
}

/** The conditions that must all hold. */
export function conjuncts(where: Condition): Condition[] {
  return "all" in where ? where.all.flatMap(conjuncts) : [where];
}

/** The closed values that a field must have one of. */
function valuesOf(conditions: readonly Condition[], path: string): string[] | undefined {
  for (const condition of conditions) {
    if (!("path" in condition) || condition.path !== path || condition.test.op !== "equals") continue;
    const texts = condition.test.values.map((literal) => {
      if (literal.type === "boolean") return String(literal.boolean);
      return literal.type === "text" && !literal.openStart && !literal.openEnd ? literal.text : undefined;
    });
    const closed = texts.filter((text) => text !== undefined);
    if (closed.length > 0 && closed.length === texts.length) return closed;
  }
  return undefined;
}
