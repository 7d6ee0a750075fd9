import { fillCommand } from "../runbook/command.ts";
import { plainText } from "../text/text.ts";
import type { RecordingFix } from "./recorded.ts";
import type { TrailFacts } from "./recording-facts.ts";
import { type AdvancedSelector, resourceTypeOf, type TrailSelectors } from "./trail-selectors.ts";

type Named = Pick<TrailFacts, "arn" | "home">;

/** A command line with names from outside in it, quoted. */
function fixed(say: string, template: string, values: Readonly<Record<string, string>>): RecordingFix {
  return { say, command: plainText(fillCommand(template, (name) => values[name])) };
}

const trailValues = ({ arn, home }: Named) => ({ trail: arn, region: home });

export const startTrail = (trail: Named): RecordingFix =>
  fixed(
    "Start the trail again (changes the account)",
    "aws cloudtrail start-logging --name {{trail}} --region {{region}}",
    trailValues(trail),
  );

export const coverAllRegions = (trail: Named): RecordingFix =>
  fixed(
    "Let the trail record every Region, and global services (changes the account)",
    "aws cloudtrail update-trail --name {{trail}} --region {{region}} --is-multi-region-trail --include-global-service-events",
    trailValues(trail),
  );

export const lookAtTrail = (trail: Named): RecordingFix =>
  fixed(
    "See what the trail says of its deliveries",
    "aws cloudtrail get-trail-status --name {{trail}} --region {{region}}",
    trailValues(trail),
  );

export const makeTrail = (region: string): RecordingFix =>
  fixed(
    "Make a trail of all Regions; fill in a bucket that CloudTrail may write to (changes the account)",
    "aws cloudtrail create-trail --name management-events --s3-bucket-name BUCKET --is-multi-region-trail --region {{region}}",
    { region },
  );

export const keepLonger = ({ name, region }: { name: string; region: string }): RecordingFix =>
  fixed(
    "Keep what the log group gets for a year from now on; what is gone stays gone (changes the account)",
    "aws logs put-retention-policy --log-group-name {{name}} --retention-in-days 365 --region {{region}}",
    { name, region },
  );

export const askEventHistory: RecordingFix = {
  say: "Event history has every management event of the last 90 days, whatever the trail does: ask it instead.",
};

const oldTypes = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];

/** The trail's selectors as they are, and what was missing. PutEventSelectors replaces all of them. */
export function recordMore(
  trail: Named & { selectors: TrailSelectors },
  wanted: { category: "management" | "data" | "network"; source?: string },
): RecordingFix {
  const type = resourceTypeOf(wanted.source);
  const what =
    wanted.category === "management" ? "all management events" : `data events of ${wanted.source ?? "S3"}`;
  const say = `Let the trail record ${what} (changes the account; data events cost money)`;
  const { basic } = trail.selectors;
  if (basic && wanted.category === "management")
    return put(say, trail, "event-selectors", [
      {
        ReadWriteType: "All",
        IncludeManagementEvents: true,
        DataResources: basic.flatMap(({ DataResources }) => DataResources),
        ExcludeManagementEventSources: [],
      },
    ]);
  const [first, ...others] = basic ?? [];
  if (first && type !== undefined && oldTypes.includes(type)) {
    const everything = { Type: type, Values: [`arn:aws:${(wanted.source ?? "").split(".")[0]}`] };
    const kept = first.DataResources.filter((each) => each.Type !== type);
    return put(say, trail, "event-selectors", [
      { ...first, ReadWriteType: "All", DataResources: [...kept, everything] },
      ...others,
    ]);
  }
  const known = trail.selectors.advanced ?? [
    { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
  ];
  return put(say, trail, "advanced-event-selectors", [
    ...withoutManagement(known, wanted),
    more(wanted, type),
  ]);
}

function withoutManagement(
  known: readonly AdvancedSelector[],
  { category }: { category: string },
): AdvancedSelector[] {
  const isManagement = ({ FieldSelectors }: AdvancedSelector) =>
    FieldSelectors.some(({ Field, Equals }) => Field === "eventCategory" && Equals?.includes("Management"));
  return category === "management" ? known.filter((each) => !isManagement(each)) : [...known];
}

function more(
  { category, source }: { category: string; source?: string },
  type = "AWS::S3::Object",
): AdvancedSelector {
  if (category === "management")
    return {
      Name: "Management events",
      FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }],
    };
  if (category === "network")
    return {
      Name: "Network activity",
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["NetworkActivity"] },
        { Field: "eventSource", Equals: [source ?? "s3.amazonaws.com"] },
      ],
    };
  return {
    Name: `Data events of ${type}`,
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Data"] },
      { Field: "resources.type", Equals: [type] },
    ],
  };
}

function put(say: string, trail: Named, option: string, selectors: readonly object[]): RecordingFix {
  return fixed(
    say,
    `aws cloudtrail put-event-selectors --trail-name {{trail}} --region {{region}} --${option} {{selectors}}`,
    { ...trailValues(trail), selectors: JSON.stringify(selectors) },
  );
}
