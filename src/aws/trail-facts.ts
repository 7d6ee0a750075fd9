import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
  type GetTrailStatusResponse,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import {
  isUnknown,
  type TrailFacts,
  type TrailStatus,
  type Unknown,
} from "../domain/recording/recording-facts.ts";
import type { FieldSelector, TrailSelectors } from "../domain/recording/trail-selectors.ts";
import { partitionOf } from "./athena/partition.ts";
import { createKeptAWhile } from "./kept-a-while.ts";
import { type Looking, lookAt, type SettingsOptions } from "./settings-call.ts";

type Trails = { trails: TrailFacts[] } | Unknown;

/** The trails that can be seen in some Regions of an account: their own, and those of all Regions from elsewhere. */
export function createTrailFacts(options: SettingsOptions) {
  const keep = createKeptAWhile<Trails>(options.now);

  const seenIn = (account: string, region: string, looking: Looking): Promise<Trails> =>
    keep(`${account} ${region}`, async () => {
      const found = await lookAt(
        options,
        { action: "cloudtrail:DescribeTrails", account, region, resource: "*" },
        looking,
        () =>
          options.clients
            .cloudtrail(account, region, looking.askedBy)
            .send(new DescribeTrailsCommand({ includeShadowTrails: true }), { abortSignal: looking.signal }),
      );
      if (isUnknown(found)) return found;
      const trails = (found.trailList ?? []).map((trail) =>
        factsOf(options, { account, region }, trail, looking),
      );
      return { trails: await Promise.all(trails) };
    });

  return async (
    account: string,
    regions: readonly string[],
    looking: Looking,
  ): Promise<TrailFacts[] | Unknown> => {
    const seen = await Promise.all(regions.map((region) => seenIn(account, region, looking)));
    const unknown = seen.find((each) => isUnknown(each));
    if (unknown && isUnknown(unknown)) return unknown;
    const trails = seen.flatMap((each) => (isUnknown(each) ? [] : each.trails));
    return [...new Map(trails.map((trail) => [trail.arn, trail])).values()];
  };
}

async function factsOf(
  options: SettingsOptions,
  { account, region }: { account: string; region: string },
  trail: Trail,
  looking: Looking,
): Promise<TrailFacts> {
  const { TrailARN: arn = "", Name: name = arn, HomeRegion: home = region } = trail;
  const call = {
    account,
    region: home,
    resource: `arn:${partitionOf(home)}:cloudtrail:*:*:trail/*`,
  };
  const client = options.clients.cloudtrail(account, home, looking.askedBy);
  const { signal: abortSignal } = looking;
  const [status, selectors] = await Promise.all([
    lookAt(options, { ...call, action: "cloudtrail:GetTrailStatus" }, looking, () =>
      client.send(new GetTrailStatusCommand({ Name: arn }), { abortSignal }),
    ),
    lookAt(options, { ...call, action: "cloudtrail:GetEventSelectors" }, looking, () =>
      client.send(new GetEventSelectorsCommand({ TrailName: arn }), { abortSignal }),
    ),
  ]);
  return {
    name,
    arn,
    home,
    multiRegion: trail.IsMultiRegionTrail ?? false,
    globalEvents: trail.IncludeGlobalServiceEvents ?? false,
    bucket: trail.S3BucketName,
    prefix: trail.S3KeyPrefix?.replace(/^\/+|\/+$/g, ""),
    logGroup: trail.CloudWatchLogsLogGroupArn?.replace(/:\*$/, ""),
    status: isUnknown(status) ? status : statusOf(status),
    selectors: isUnknown(selectors) ? selectors : selectorsOf(selectors),
  };
}

function statusOf(status: GetTrailStatusResponse): TrailStatus {
  return {
    logging: status.IsLogging ?? false,
    startedAt: status.StartLoggingTime,
    stoppedAt: status.StopLoggingTime,
    deliveredAt: status.LatestDeliveryTime,
    deliveryError: status.LatestDeliveryError,
    groupDeliveredAt: status.LatestCloudWatchLogsDeliveryTime,
    groupError: status.LatestCloudWatchLogsDeliveryError,
  };
}

function selectorsOf({ EventSelectors, AdvancedEventSelectors }: GetEventSelectorsResponse): TrailSelectors {
  if (AdvancedEventSelectors && AdvancedEventSelectors.length > 0)
    return {
      advanced: AdvancedEventSelectors.map(({ Name, FieldSelectors = [] }) => ({
        ...(Name !== undefined && { Name }),
        FieldSelectors: FieldSelectors.map(({ Field = "", ...tests }) => ({ Field, ...given(tests) })),
      })),
    };
  return {
    basic: (EventSelectors ?? []).map((selector) => ({
      ReadWriteType: selector.ReadWriteType ?? "All",
      IncludeManagementEvents: selector.IncludeManagementEvents ?? true,
      DataResources: (selector.DataResources ?? []).map(({ Type = "", Values = [] }) => ({ Type, Values })),
      ExcludeManagementEventSources: selector.ExcludeManagementEventSources ?? [],
    })),
  };
}

/** AWS sends null or an empty list for a test that is not made. */
function given(tests: Omit<FieldSelector, "Field">): Omit<FieldSelector, "Field"> {
  return Object.fromEntries(Object.entries(tests).filter(([, values]) => values && values.length > 0));
}
