import { conjuncts, dataEventsAsked, dataServices } from "../query/data-events.ts";
import { withoutVersion } from "../query/field-names.ts";
import type { Condition, FieldPath, Literal, Query } from "../query/query.ts";

/** The kind of events that could answer a question, as far as the question fixes it. */
export interface EventClass {
  category: "management" | "data" | "network";
  reads: boolean;
  writes: boolean;
  /** Event sources, such as `kms.amazonaws.com`; empty when it may be any. */
  sources: string[];
  /** Names of what was touched: ARNs, buckets, functions; empty when it may be anything. */
  resources: string[];
  /** AWS records these in us-east-1, wherever people work. */
  global: boolean;
}

const readCall =
  /^(Get|List|Describe|Head|Lookup|BatchGet|Search|Check|Simulate|Decrypt|GenerateDataKey|AssumeRole|Select|Scan|Query)/;
const writeCall =
  /^(Create|Delete|Put|Update|Attach|Detach|Modify|Stop|Start|Run|Terminate|Add|Remove|Set|Enable|Disable|Authorize|Revoke|Tag|Untag|Schedule|Cancel|Reboot|Register|Deregister|Associate|Disassociate|Leave|Invite|Accept|Upload|Import|Replace|Reset|ConsoleLogin|PasswordRecovery)/;

/** Facts: CloudTrail user guide, "About global service events" (since November 2021 recorded in us-east-1). */
const globalSources = new Set([
  "iam.amazonaws.com",
  "cloudfront.amazonaws.com",
  "organizations.amazonaws.com",
  "route53.amazonaws.com",
]);

export function eventClassOf({ where }: Pick<Query, "where">): EventClass {
  const conditions = conjuncts(where);
  const asked = dataEventsAsked({ where });
  const names = textsOf(conditions, ["eventName", "call"])?.map(withoutVersion);
  const said = textsOf(conditions, ["eventSource"]);
  const category =
    asked === undefined ? "management" : asked.startsWith("NetworkActivity") ? "network" : "data";
  const sources = said ?? (category === "data" && names ? dataServices(names) : []);
  return {
    category,
    ...access(conditions, names),
    sources,
    resources: resourcesIn(conditions),
    global: sources.length > 0 && sources.every((source) => globalSources.has(source)),
  };
}

function access(
  conditions: readonly Condition[],
  names: readonly string[] | undefined,
): Pick<EventClass, "reads" | "writes"> {
  const readOnly = textsOf(conditions, ["readOnly"]);
  if (readOnly?.length === 1) return { reads: readOnly[0] === "true", writes: readOnly[0] === "false" };
  if (names?.every((name) => readCall.test(name))) return { reads: true, writes: false };
  if (names?.every((name) => writeCall.test(name))) return { reads: false, writes: true };
  return { reads: true, writes: true };
}

const resourcePaths = [
  "resource",
  "resources.ARN",
  "requestParameters.bucketName",
  "requestParameters.functionName",
  "requestParameters.tableName",
];

function resourcesIn(conditions: readonly Condition[]): string[] {
  return [
    ...(textsOf(conditions, resourcePaths) ?? []),
    ...(textsOf(conditions, resourcePaths, "contains") ?? []),
  ];
}

/** The beginnings of the values one of which a field must have; undefined when it may have others. */
function textsOf(
  conditions: readonly Condition[],
  paths: readonly FieldPath[],
  op: "equals" | "contains" = "equals",
): string[] | undefined {
  for (const condition of conditions) {
    if (!("path" in condition) || !paths.includes(condition.path)) continue;
    const { test } = condition;
    if (!("values" in test) || test.op !== op) continue;
    const texts = test.values.flatMap((literal) => textOf(literal) ?? []);
    if (texts.length > 0 && texts.length === test.values.length) return texts;
  }
  return undefined;
}

function textOf(literal: Literal): string | undefined {
  if (literal.type === "boolean") return String(literal.boolean);
  return literal.type === "text" && !literal.openStart ? literal.text : undefined;
}
