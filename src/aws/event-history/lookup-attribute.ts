import type { LookupAttributeKey } from "@aws-sdk/client-cloudtrail";
import { conditionInWords } from "../../domain/query/condition-words.ts";
import { topConditions } from "../../domain/query/conditions.ts";
import { isEventName, withoutVersion } from "../../domain/query/field-names.ts";
import type { Condition, Query } from "../../domain/query/query.ts";

export interface Attribute {
  AttributeKey: LookupAttributeKey;
  AttributeValue: string;
}

export interface LookupPlan {
  /** LookupEvents takes one attribute, compared for equality: each of these is a search of its own. None: one for all. */
  attributes: Attribute[];
  /** What may be asked for instead, where it turns out to have fewer events: the other choices in order. */
  others: Attribute[][];
  pushedDown: string[];
  checkedHere: string[];
}

interface Candidate {
  key: LookupAttributeKey;
  values: string[];
  condition: Condition;
  /** False when the attribute says less than the condition. */
  whole: boolean;
}

/** Beyond these, as many searches would take longer than checking here. */
const searchesMax = 12;

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
  const [best, ...others] = candidates;
  if (!best)
    return { attributes: [], others: [], pushedDown: [], checkedHere: conditions.map(conditionInWords) };
  const instead =
    others.length > 0 ? `, or ${others.map(({ key }) => key).join(" or ")} where that has fewer events` : "";
  return {
    attributes: attributesOf(best),
    others: others.map(attributesOf),
    pushedDown: [`${best.key} = ${best.values.join(" or ")}${instead}`],
    checkedHere: conditions
      .filter((condition) => !(best.whole && condition === best.condition))
      .map(conditionInWords),
  };
}

function attributesOf({ key, values }: Candidate): Attribute[] {
  return values.map((value) => ({ AttributeKey: key, AttributeValue: value }));
}

function candidateOf(condition: Condition, conditions: Condition[]): Candidate | undefined {
  if (!("path" in condition)) return undefined;
  const values = exactValues(condition);
  if (!values || values.length > searchesMax || values.includes("")) return undefined;
  const exactly = (key: LookupAttributeKey): Candidate => ({ key, values, condition, whole: true });
  switch (condition.path) {
    case "eventID":
      return exactly("EventId");
    case "userIdentity.accessKeyId":
    case "key":
      return exactly("AccessKeyId");
    case "eventSource":
      return exactly("EventSource");
    case "eventName":
    case "call": {
      const source = pinned("eventSource", conditions);
      return values.some((name) => mayHaveVersion(name, source)) ? undefined : exactly("EventName");
    }
    case "readOnly":
      return values.length === 1 && /^(true|false)$/.test(values.join()) ? exactly("ReadOnly") : undefined;
    case "userIdentity.userName":
      // Other kinds of caller have user names too, and Event history files them under their session.
      return pinned("userIdentity.type", conditions) === "IAMUser" ? exactly("Username") : undefined;
    case "userIdentity.arn": {
      const names = values.map(nameInArn).filter((name) => name !== undefined);
      if (names.length < values.length) return undefined;
      return { key: "Username", values: [...new Set(names)], condition, whole: false };
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
    if (!("path" in condition) || condition.path !== path) continue;
    const [value, ...others] = exactValues(condition) ?? [];
    if (value !== undefined && others.length === 0) return value;
  }
  return undefined;
}

/** The texts, each once, of a test for equality without wildcards. */
function exactValues({ path, test }: Extract<Condition, { path: string }>): string[] | undefined {
  if (test.op !== "equals" || test.values.length === 0) return undefined;
  const texts = test.values.map((literal) => {
    if (literal.type === "boolean") return isEventName(path) ? undefined : String(literal.boolean);
    return literal.type === "text" && !literal.openStart && !literal.openEnd ? literal.text : undefined;
  });
  const exact = texts.filter((text) => text !== undefined);
  return exact.length === texts.length ? [...new Set(exact)] : undefined;
}
