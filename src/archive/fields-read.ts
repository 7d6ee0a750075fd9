import { fieldNames } from "../domain/query/field-names.ts";
import { type ParsedPath, parsePath } from "../domain/query/path.ts";
import type { Condition, Query } from "../domain/query/query.ts";
import type { TrailRecord } from "../domain/query/record.ts";

// What is read of every record: when it was, which it is, and whose it is.
const always = ["eventTime", "eventID", "requestID", "recipientAccountId", "awsRegion"];
/** What tells whether a service made the call. */
const maker = ["userIdentity", "sourceIPAddress", "userAgent"];
const usualColumns = ["eventSource", "eventName", "errorCode"];

const behindNames: Record<string, readonly string[]> = {
  principal: ["userIdentity"],
  actor: ["userIdentity"],
  person: maker,
  key: ["userIdentity"],
  ip: ["sourceIPAddress"],
  call: ["eventName"],
  resource: ["resources", "requestParameters", "responseElements"],
};

const understood = new Set([
  "from",
  "where",
  "by",
  "show",
  "measure",
  "perSeconds",
  "order",
  "limit",
  "services",
]);

/** The fields of a record that a query reads; undefined when that cannot be said, and a record has to be whole. */
export function fieldsRead(query: Query): ReadonlySet<string> | undefined {
  const unknown = Object.entries(query).some(([key, value]) => value !== undefined && !understood.has(key));
  if (unknown) return undefined;
  const { where, by = [], show = usualColumns, measure } = query;
  const paths = [...pathsIn(where), ...by, ...show, ...measure.map(({ path }) => path)];
  const fields = paths.map(fieldsOf);
  if (fields.some((found) => found === undefined)) return undefined;
  const hides = query.services === "hide" ? maker : [];
  return new Set([...always, ...hides, ...fields.flatMap((found) => found ?? [])]);
}

function pathsIn(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(pathsIn);
  if ("any" in condition) return condition.any.flatMap(pathsIn);
  if ("none" in condition) return condition.none.flatMap(pathsIn);
  return [condition.path];
}

function fieldsOf(path: string): readonly string[] | undefined {
  if (fieldNames.includes(path)) return behindNames[path];
  const first = firstStep(parsePath(path));
  return first === undefined ? undefined : [first];
}

function firstStep({ decode, steps: [first] }: ParsedPath): string | undefined {
  if (decode !== undefined) return firstStep(decode);
  return first !== undefined && "name" in first ? first.name : undefined;
}

/** A copy with these fields alone. */
export function onlyFields(record: TrailRecord, fields: ReadonlySet<string> | undefined): TrailRecord {
  if (fields === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => fields.has(name)));
}
