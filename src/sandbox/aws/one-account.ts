import { type CloudWatch, createCloudWatch } from "./alarms/cloudwatch.ts";
import { athenaOperations } from "./athena/athena.ts";
import { createEventBuses } from "./events/event-buses.ts";
import { createEventDelivery } from "./events/event-delivery.ts";
import { eventBridgeOperations } from "./events/eventbridge.ts";
import type { Identities } from "./identity/identities.ts";
import { stsOperations } from "./identity/sts.ts";
import { createLogGroups } from "./logs/log-groups.ts";
import { logsOperations } from "./logs/logs.ts";
import { createMetricFilters } from "./logs/metric-filters.ts";
import { sqsOperations } from "./queues/sqs.ts";
import { createQueues, type Queues } from "./queues/sqs-queues.ts";
import type { Signer } from "./sns/signer.ts";
import { createSns, type Sns } from "./sns/sns.ts";
import type { Kept } from "./state-file.ts";
import { lookupOperations } from "./trails/cloudtrail.ts";
import { DEFAULT_TRAIL, type DeliveryGap, defaultTrail } from "./trails/default-trail.ts";
import { trailOperations } from "./trails/operations.ts";
import { createTrail, type IngestDelay } from "./trails/trail.ts";
import { deliverToGroups, isInGap, trailRecords } from "./trails/trail-delivery.ts";
import { createTrailList } from "./trails/trail-settings.ts";
import type { Operations, World } from "./world.ts";

export interface OneAccountOptions {
  lookupRatePerSecond?: number;
  filterRatePerSecond?: number;
  logGroup?: string;
  ingestDelay?: IngestDelay;
  trailGaps?: readonly DeliveryGap[];
  dataEvents?: boolean;
}

export interface OneAccount {
  accountId: string;
  services: Record<string, Operations>;
  /** What survives a restart. */
  parts: Record<string, Kept>;
  /** To be called once, after the parts are restored: fills history and log group, and makes the trail. */
  begin: (records: readonly object[]) => void;
  addRecords: (records: readonly object[], delay?: IngestDelay) => void;
  cloudWatch: CloudWatch;
  queues: Queues;
  sns: Sns;
}

/** One AWS account: its services and what they share. */
export function createOneAccount(
  world: World,
  { identities, signer }: { identities: Identities; signer: () => Signer },
  options: OneAccountOptions,
): OneAccount {
  const history = createTrail(world.clock, options.ingestDelay);
  const trails = createTrailList(world);
  const groups = createLogGroups(world);
  const queues = createQueues(world);
  const buses = createEventBuses(world);
  const deliver = createEventDelivery(world, buses);
  const sns = createSns(world, signer);
  const cloudWatch = createCloudWatch(world, (region, event) => {
    const bus = buses.find(region);
    if (bus) deliver(bus, event);
  });
  const { alarms, metrics } = cloudWatch;
  const filters = createMetricFilters(metrics);
  const gaps = options.trailGaps ?? [];

  // Metric filters look at what comes in, not at what was there before.
  let begun = false;
  groups.onArrival((group, event) => {
    if (begun) filters.measure(group, event);
  });

  const begin: OneAccount["begin"] = (records) => {
    const name = options.logGroup ?? "aws/cloudtrail/managementevents";
    const group = groups.create(world.homeRegion, name, true);
    const events = history.add(records);
    if (trails.untouched()) {
      const { accountId, homeRegion } = world;
      const now = world.clock().getTime();
      const wish = { accountId, homeRegion, logGroupArn: group.arn, events, gaps, now };
      trails.save(defaultTrail(trails, { ...wish, dataEvents: options.dataEvents }));
    }
    const trail = trails.find(world.homeRegion, DEFAULT_TRAIL);
    if (trail) {
      const delivered = events.filter((event) => trailRecords(trail, event) && !isInGap(event, gaps));
      groups.deliver(group, delivered);
    }
    begun = true;
    cloudWatch.begin();
  };
  const addRecords: OneAccount["addRecords"] = (records, delay) => {
    const events = history.add(records, delay);
    deliverToGroups(
      { trails, groups },
      events.filter((event) => !isInGap(event, gaps)),
    );
  };

  return {
    accountId: world.accountId,
    begin,
    addRecords,
    cloudWatch,
    queues,
    sns,
    parts: { trails, groups, filters, queues, buses, alarms, topics: sns.topics },
    services: {
      cloudtrail: {
        ...lookupOperations(world, history, options.lookupRatePerSecond ?? 2),
        ...trailOperations(world, { trails, groups, trail: history }),
      },
      logs: logsOperations(world, { groups, filters }, options.filterRatePerSecond),
      sqs: sqsOperations(world, queues),
      sns: sns.operations,
      events: eventBridgeOperations(world, buses, deliver),
      monitoring: cloudWatch.operations,
      sts: stsOperations(identities),
      athena: athenaOperations(world, {
        events: () => history.regions().flatMap(history.inRegion),
        wasDelivered: (event) =>
          !isInGap(event, gaps) && trails.list().some((trail) => trailRecords(trail, event)),
      }),
    },
  };
}
