import type { LookupAttributeKey } from "@aws-sdk/client-cloudtrail";
import { conditionInWords } from "../domain/query/condition-words.ts";
import { isEventName, withoutVersion } from "../domain/query/field-names.ts";
import type { Condition, Query } from "../domain/query/query.ts";
import { topConditions } from "./conditions.ts";

export interface LookupPlan {
  /** LookupEvents takes one attribute, compared for equality. */
  attribute?: { AttributeKey: LookupAttributeKey; AttributeValue: string };
  pushedDown: string[];
  checkedHere: string[];
}

interface Candidate {
  key: LookupAttributeKey;
  value: string;
  condition: Condition;
  /** False when the attribute says less than the condition. */
  whole: boolean;
}

// ResourceName is not among them: Event history lists resources by rules of its own, so it would lose rows.
const bestFirst: LookupAttributeKey[] = [
  "EventId",
  "AccessKeyId",
  "Username",
  "EventName",
  "EventSource",
  "ReadOnly",
];

/** The most selective attribute that loses no row; all else is checked here. */
export function planLookup(query: Query): LookupPlan {
  const conditions = topConditions(query.where);
  const candidates = conditions.flatMap((condition) => candidateOf(condition, conditions) ?? []);
  candidates.sort((one, two) => bestFirst.indexOf(one.key) - bestFirst.indexOf(two.key));
  const [best] = candidates;
  if (!best) return { pushedDown: [], checkedHere: conditions.map(conditionInWords) };
  return {
    attribute: { AttributeKey: best.key, AttributeValue: best.value },
    pushedDown: [`${best.key} = ${best.value}`],
    checkedHere: conditions
      .filter((condition) => !(best.whole && condition === best.condition))
      .map(conditionInWords),
  };
}

function candidateOf(condition: Condition, conditions: Condition[]): Candidate | undefined {
  if (!("path" in condition)) return undefined;
  const value = onlyValue(condition);
  if (value === undefined || value === "") return undefined;
  const exactly = (key: LookupAttributeKey): Candidate => ({ key, value, condition, whole: true });
  switch (condition.path) {
    case "eventID":
      return exactly("EventId");
    case "userIdentity.accessKeyId":
    case "key":
      return exactly("AccessKeyId");
    case "eventSource":
      return exactly("EventSource");
    case "eventName":
    case "call":
      return mayHaveVersion(value, pinned("eventSource", conditions)) ? undefined : exactly("EventName");
    case "readOnly":
      return value === "true" || value === "false" ? exactly("ReadOnly") : undefined;
    case "userIdentity.userName":
      // Other kinds of caller have user names too, and Event history files them under their session.
      return pinned("userIdentity.type", conditions) === "IAMUser" ? exactly("Username") : undefined;
    case "userIdentity.arn": {
      const name = nameInArn(value);
      return name === undefined ? undefined : { key: "Username", value: name, condition, whole: false };
    }
    default:
      return undefined;
  }
}

/** The user of an IAM user's ARN, the session of an assumed role's. A `principal` is neither: it names a role. */
function nameInArn(arn: string): string | undefined {
  return (
    /^arn:[\w-]+:iam::\d{12}:user\/(?:[^/]+\/)*([^/]+)$/.exec(arn)?.[1] ??
    /^arn:[\w-]+:sts::\d{12}:assumed-role\/[^/]+\/([^/]+)$/.exec(arn)?.[1]
  );
}

// Lambda is the service that writes its API version behind the name (seen in records: CreateFunction20150331).
const lambdaName =
  /Function|Alias|Layer|EventSource|CodeSigning|Concurrency|Permission|Policy|Version|Tag|Invoke|AccountSettings|Runtime|Url/i;

/** True when records may write the name with a version behind it, which an equality in AWS would not find. */
function mayHaveVersion(name: string, source: string | undefined): boolean {
  if (withoutVersion(name) !== name) return true;
  return source === undefined ? lambdaName.test(name) : source === "lambda.amazonaws.com";
}

/** The one value a field must have, if the query says so. */
function pinned(path: string, conditions: Condition[]): string | undefined {
  for (const condition of conditions) {
    if ("path" in condition && condition.path === path) {
      const value = onlyValue(condition);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** The text of a test for equality with one value that has no wildcard. */
function onlyValue({ path, test }: Extract<Condition, { path: string }>): string | undefined {
  if (test.op !== "equals" || test.values.length !== 1) return undefined;
  const [literal] = test.values;
  if (literal?.type === "boolean") return isEventName(path) ? undefined : String(literal.boolean);
  if (literal?.type !== "text" || literal.openStart || literal.openEnd) return undefined;
  return literal.text;
}
