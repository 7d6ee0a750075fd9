import { type CloudWatch, createCloudWatch } from "./alarms/cloudwatch.ts";
import { athenaOperations } from "./athena/athena.ts";
import { busLagMs, cloudTrailEvent, isQuietRead } from "./events/cloudtrail-event.ts";
import { createDestinations } from "./events/connections.ts";
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
import type { Buckets } from "./s3/buckets.ts";
import { s3Operations } from "./s3/s3.ts";
import type { Signer } from "./sns/signer.ts";
import { createSns, type Sns } from "./sns/sns.ts";
import type { Kept } from "./state-file.ts";
import { createBucketDelivery } from "./trails/bucket-delivery.ts";
import { lookupOperations } from "./trails/cloudtrail.ts";
import { DEFAULT_TRAIL, type DeliveryGap, defaultTrail } from "./trails/default-trail.ts";
import { trailOperations } from "./trails/operations.ts";
import { createTrail, type IngestDelay } from "./trails/trail.ts";
import { deliverToGroups, isInGap, trailRecords } from "./trails/trail-delivery.ts";
import type { TrailEvent } from "./trails/trail-event.ts";
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
  { identities, signer, buckets }: { identities: Identities; signer: () => Signer; buckets: Buckets },
  options: OneAccountOptions,
): OneAccount {
  const history = createTrail(world.clock, options.ingestDelay);
  const trails = createTrailList(world);
  const groups = createLogGroups(world);
  const queues = createQueues(world);
  const buses = createEventBuses(world);
  const destinations = createDestinations();
  const deliver = createEventDelivery(world, { buses, destinations });
  const sns = createSns(world, signer);
  const cloudWatch = createCloudWatch(world, (region, event) => {
    const bus = buses.find(region);
    if (bus) deliver(bus, event);
  });
  const { alarms, metrics } = cloudWatch;
  const filters = createMetricFilters(metrics);
  const gaps = options.trailGaps ?? [];
  const isLost = (event: TrailEvent) => isInGap(event, gaps);
  const deliverToBuckets = createBucketDelivery(world, { trails, buckets, isLost });

  // Metric filters look at what comes in, not at what was there before.
  let begun = false;
  groups.onArrival((group, event) => {
    if (begun) filters.measure(group, event);
  });

  const isWritten = (event: TrailEvent) =>
    !isInGap(event, gaps) && trails.list().some((trail) => trailRecords(trail, event));
  const tellBus = (event: TrailEvent) => {
    const from = Math.max(event.at, world.clock().getTime());
    world.agenda.at(from + busLagMs(event), () => {
      const bus = isWritten(event) ? buses.find(event.region) : undefined;
      const told = bus && cloudTrailEvent(world, event, new Date(event.at));
      if (bus && told) deliver(bus, told, { quiet: isQuietRead(event) });
    });
  };

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
    deliverToBuckets(events);
    // What happened before the account began has long been told.
    const now = world.clock().getTime();
    for (const event of events) if (event.at > now) tellBus(event);
    begun = true;
    cloudWatch.begin();
  };
  const addRecords: OneAccount["addRecords"] = (records, delay) => {
    const events = history.add(records, delay);
    deliverToGroups(
      { trails, groups },
      events.filter((event) => !isInGap(event, gaps)),
    );
    deliverToBuckets(events);
    for (const event of events) tellBus(event);
  };

  return {
    accountId: world.accountId,
    begin,
    addRecords,
    cloudWatch,
    queues,
    sns,
    parts: { trails, groups, filters, queues, buses, destinations, alarms, topics: sns.topics },
    services: {
      cloudtrail: {
        ...lookupOperations(world, history, options.lookupRatePerSecond ?? 2),
        ...trailOperations(world, { trails, groups, trail: history }),
      },
      logs: logsOperations(world, { groups, filters }, options.filterRatePerSecond),
      sqs: sqsOperations(world, queues),
      sns: sns.operations,
      events: eventBridgeOperations(world, { buses, destinations, deliver }),
      monitoring: cloudWatch.operations,
      sts: stsOperations(identities),
      s3: s3Operations(world, buckets),
      athena: athenaOperations(world, {
        events: () => history.regions().flatMap(history.inRegion),
        wasDelivered: isWritten,
      }),
    },
  };
}
