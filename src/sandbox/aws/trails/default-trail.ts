import { dataResourceOf } from "./data-resource.ts";
import type { AdvancedSelector } from "./selectors.ts";
import type { TrailEvent } from "./trail-event.ts";
import { MANAGEMENT_ONLY, type TrailList, type TrailSettings } from "./trail-settings.ts";

/** A time in which the trail delivered less than happened. Event history has it all. */
export interface DeliveryGap {
  from: Date;
  to: Date;
  delivered: "nothing" | "writes";
}

export const DEFAULT_TRAIL = "management-events";

/**
 * The trail that wrote the given events. What it selects follows from them: data and network events could not be
 * there otherwise. `dataEvents` says it outright.
 */
export function defaultTrail(
  trails: TrailList,
  wish: {
    accountId: string;
    homeRegion: string;
    logGroupArn: string;
    events: readonly TrailEvent[];
    dataEvents?: boolean;
    gaps: readonly DeliveryGap[];
    now: number;
  },
): TrailSettings {
  const { accountId, homeRegion, logGroupArn, events, dataEvents, gaps, now } = wish;
  const advanced = dataEvents === false ? undefined : selectorsFor(events, dataEvents === true);
  return {
    name: DEFAULT_TRAIL,
    arn: trails.arnOf(homeRegion, DEFAULT_TRAIL),
    homeRegion,
    bucket: `cloudtrail-logs-${accountId}`,
    logGroupArn: `${logGroupArn}:*`,
    logRoleArn: `arn:aws:iam::${accountId}:role/CloudTrail_CloudWatchLogs_Role`,
    multiRegion: true,
    globalEvents: true,
    organisation: false,
    validation: true,
    ...(advanced ? { advanced } : { selectors: MANAGEMENT_ONLY }),
    logging: periods(gaps, now),
    tags: {},
  };
}

/** On, but for the gaps that StopLogging and StartLogging made. */
function periods(gaps: readonly DeliveryGap[], now: number): TrailSettings["logging"] {
  const off = gaps
    .filter(({ from, delivered }) => delivered === "nothing" && from.getTime() <= now)
    .map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }))
    .sort((a, b) => a.from - b.from);
  const starts = [0, ...off.filter(({ to }) => to <= now).map(({ to }) => to)];
  return starts.map((from, at) => ({ from, ...(off[at] && { to: off[at].from }) }));
}

function selectorsFor(events: readonly TrailEvent[], dataEvents: boolean): AdvancedSelector[] | undefined {
  const types = new Set(dataEvents ? ["AWS::S3::Object", "AWS::Lambda::Function"] : []);
  for (const event of events) if (event.category === "Data") types.add(dataResourceOf(event).type);
  const network = events.some((event) => event.category === "NetworkActivity");
  if (types.size === 0 && !network) return undefined;
  const management = { Field: "eventCategory", Equals: ["Management"] };
  return [
    { Name: "Management events", FieldSelectors: [management] },
    ...[...types].sort().map((type) => ({
      Name: `Data events of ${type}`,
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["Data"] },
        { Field: "resources.type", Equals: [type] },
      ],
    })),
    ...(network
      ? [
          {
            Name: "Network activity events",
            FieldSelectors: [{ Field: "eventCategory", Equals: ["NetworkActivity"] }],
          },
        ]
      : []),
  ];
}
