/** What a trail records, as GetEventSelectors gives it: one of the two kinds. */
export interface TrailSelectors {
  basic?: BasicSelector[];
  advanced?: AdvancedSelector[];
}

export interface BasicSelector {
  ReadWriteType: "All" | "ReadOnly" | "WriteOnly";
  IncludeManagementEvents: boolean;
  DataResources: { Type: string; Values: string[] }[];
  ExcludeManagementEventSources: string[];
}

export interface AdvancedSelector {
  Name?: string;
  FieldSelectors: FieldSelector[];
}

export interface FieldSelector {
  Field: string;
  Equals?: string[];
  StartsWith?: string[];
  EndsWith?: string[];
  NotEquals?: string[];
  NotStartsWith?: string[];
  NotEndsWith?: string[];
}

/** One kind of event: reads or writes, of one service or of any. */
export interface EventKind {
  category: "management" | "data" | "network";
  write: boolean;
  /** Absent: any. */
  source?: string;
  /** What was touched, one of these; empty: anything. */
  resources: readonly string[];
}

/** `part` names what is left out, as the end of "records them, but …". */
export type Cover = { cover: "all" } | { cover: "part"; but: string } | { cover: "none" };

/** What trails call a service's data events. Facts: CloudTrail API reference, AdvancedFieldSelector, `resources.type`. */
const resourceTypes: Record<string, string> = {
  "s3.amazonaws.com": "AWS::S3::Object",
  "lambda.amazonaws.com": "AWS::Lambda::Function",
  "dynamodb.amazonaws.com": "AWS::DynamoDB::Table",
  "sqs.amazonaws.com": "AWS::SQS::Queue",
  "sns.amazonaws.com": "AWS::SNS::Topic",
};

export const resourceTypeOf = (source: string | undefined): string | undefined =>
  source === undefined ? undefined : resourceTypes[source];

/** How much of a kind of event a trail's selectors let through; the best of them counts. */
export function selectorCover({ basic, advanced }: TrailSelectors, kind: EventKind): Cover {
  const covers = advanced
    ? advanced.map(({ FieldSelectors }) => advancedCover(FieldSelectors, kind))
    : (basic ?? []).map((selector) => basicCover(selector, kind));
  return (
    covers.find(({ cover }) => cover === "all") ??
    covers.find(({ cover }) => cover === "part") ?? { cover: "none" }
  );
}

function basicCover(selector: BasicSelector, { category, write, source, resources }: EventKind): Cover {
  const { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources } = selector;
  if (ReadWriteType === (write ? "ReadOnly" : "WriteOnly")) return { cover: "none" };
  if (category === "network") return { cover: "none" };
  if (category === "management") {
    if (!IncludeManagementEvents) return { cover: "none" };
    return withoutSources(ExcludeManagementEventSources, source);
  }
  const type = resourceTypeOf(source);
  const values = DataResources.filter(({ Type }) => type === undefined || Type === type).flatMap(
    ({ Values }) => Values,
  );
  // `arn:aws:s3`, `arn:aws:s3:::` and `arn:aws:lambda` mean all of them.
  if (values.some((value) => /^arn:aws[\w-]*:(s3|lambda|dynamodb)(:::)?$/.test(value)))
    return type === undefined ? { cover: "part", but: "of some services only" } : { cover: "all" };
  return values.length === 0 ? { cover: "none" } : resourceCover(values, source, resources);
}

function advancedCover(fields: readonly FieldSelector[], kind: EventKind): Cover {
  const parts = fields.map((field) => fieldCover(field, kind));
  return (
    parts.find(({ cover }) => cover === "none") ??
    parts.find(({ cover }) => cover === "part") ?? { cover: "all" }
  );
}

const categories = { management: "Management", data: "Data", network: "NetworkActivity" };

function fieldCover(field: FieldSelector, { category, write, source, resources }: EventKind): Cover {
  switch (field.Field) {
    case "eventCategory":
      return { cover: fits(field, categories[category]) ? "all" : "none" };
    case "readOnly":
      return { cover: fits(field, String(!write)) ? "all" : "none" };
    case "eventSource":
      if (source !== undefined) return { cover: fits(field, source) ? "all" : "none" };
      return field.NotEquals ? withoutSources(field.NotEquals, source) : narrowed(field);
    case "resources.type": {
      const type = resourceTypeOf(source);
      return type === undefined ? narrowed(field) : { cover: fits(field, type) ? "all" : "none" };
    }
    case "resources.ARN":
      if (field.NotStartsWith || field.NotEquals || field.NotEndsWith) {
        const left = [field.NotStartsWith, field.NotEquals].flatMap((values) => values ?? []);
        const hit = namesOf(source, resources).some((name) => left.some((value) => name.startsWith(value)));
        return hit ? { cover: "none" } : narrowed(field);
      }
      return resourceCover(
        [field.StartsWith, field.Equals].flatMap((values) => values ?? []),
        source,
        resources,
      );
    default:
      return narrowed(field);
  }
}

function withoutSources(excluded: readonly string[], source: string | undefined): Cover {
  if (source !== undefined) return { cover: excluded.includes(source) ? "none" : "all" };
  return excluded.length === 0
    ? { cover: "all" }
    : { cover: "part", but: `without those of ${excluded.join(" and ")}` };
}

function resourceCover(
  values: readonly string[],
  source: string | undefined,
  resources: readonly string[],
): Cover {
  const names = namesOf(source, resources);
  if (names.length > 0 && names.every((name) => values.some((value) => name.startsWith(value))))
    return { cover: "all" };
  const touches = values.some((value) => names.some((name) => value.startsWith(name)));
  if (names.length > 0 && !touches) return { cover: "none" };
  return { cover: "part", but: `of ${values.slice(0, 3).join(", ")} only` };
}

/** Beginnings of the ARNs that a name may stand for. */
function namesOf(source: string | undefined, resources: readonly string[]): string[] {
  return resources.flatMap((name) => {
    if (name.startsWith("arn:")) return [name];
    return source === "s3.amazonaws.com" ? [`arn:aws:s3:::${name}/`] : [];
  });
}

const narrowed = ({ Field }: FieldSelector): Cover => ({ cover: "part", but: `narrowed by ${Field}` });

function fits(field: FieldSelector, value: string): boolean {
  const { Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith } = field;
  return (
    (Equals?.includes(value) ?? true) &&
    (StartsWith?.some((wanted) => value.startsWith(wanted)) ?? true) &&
    (EndsWith?.some((wanted) => value.endsWith(wanted)) ?? true) &&
    !NotEquals?.includes(value) &&
    !NotStartsWith?.some((wanted) => value.startsWith(wanted)) &&
    !NotEndsWith?.some((wanted) => value.endsWith(wanted))
  );
}
