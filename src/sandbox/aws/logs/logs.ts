import { z } from "zod";
import { insightsOperations } from "../insights/insights.ts";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import { createRequestRate } from "../wire/request-rate.ts";
import type { Operations, World } from "../world.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogGroup, LogGroups } from "./log-groups.ts";
import { logStreamOperations } from "./log-streams.ts";
import { metricFilterOperations } from "./metric-filter-operations.ts";
import type { MetricFilters } from "./metric-filters.ts";

/** FilterLogEvents calls a second that a Region allows; not raisable. */
const FILTER_RATES: Record<string, number> = {
  "us-east-1": 25,
  "ap-northeast-3": 5,
  "ap-southeast-3": 5,
  "ca-west-1": 5,
  "eu-central-1": 5,
  "il-central-1": 5,
};

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const GroupInput = z.object({ logGroupName: z.string() });
const StreamInput = GroupInput.extend({ logStreamName: z.string().min(1).max(512) });
const PutLogEvents = StreamInput.extend({
  logEvents: z
    .array(z.object({ timestamp: numeric, message: z.string().min(1) }))
    .min(1)
    .max(10_000),
});
const DescribeLogGroups = z.object({
  logGroupNamePrefix: z.string().nullish(),
  logGroupNamePattern: z.string().nullish(),
  limit: numeric.nullish(),
  nextToken: z.string().nullish(),
});
const TestMetricFilter = z.object({
  filterPattern: z.string(),
  logEventMessages: z.array(z.string()).min(1).max(50),
});

export function logsOperations(
  world: World,
  { groups, filters }: { groups: LogGroups; filters: MetricFilters },
  ratePerSecond?: number,
): Operations {
  const take = createRequestRate(world.clock);
  const groupOf = (region: string, name: string): LogGroup => {
    const group = groups.find(region, name);
    if (group === undefined) {
      throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    return group;
  };

  return {
    ...insightsOperations(world, groups, ratePerSecond),
    ...metricFilterOperations(world, filters, groupOf),
    ...logStreamOperations(world, groupOf),
    CreateLogGroup({ region, input }) {
      const { logGroupName } = readInput(GroupInput, input);
      if (!NAME.test(logGroupName)) {
        throw new AwsError(
          "InvalidParameterException",
          "Value at 'logGroupName' failed to satisfy its pattern.",
        );
      }
      if (groups.find(region, logGroupName)) {
        throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
      }
      groups.create(region, logGroupName);
      world.changed();
      return {};
    },
    DeleteLogGroup({ region, input }) {
      const group = groupOf(region, readInput(GroupInput, input).logGroupName);
      groups.remove(group);
      filters.removeAll(group);
      world.changed();
      return {};
    },
    CreateLogStream({ region, input }) {
      const { logGroupName, logStreamName } = readInput(StreamInput, input);
      const { streams } = groupOf(region, logGroupName);
      if (streams.has(logStreamName)) {
        throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
      }
      streams.set(logStreamName, { createdAt: world.clock().getTime() });
      world.changed();
      return {};
    },
    PutLogEvents({ region, input }) {
      const { logGroupName, logStreamName: stream, logEvents } = readInput(PutLogEvents, input);
      const group = groupOf(region, logGroupName);
      if (!group.streams.has(stream)) {
        throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
      }
      if (logEvents.some((event, at) => event.timestamp < (logEvents[at - 1]?.timestamp ?? 0))) {
        throw new AwsError(
          "InvalidParameterException",
          "Log events in a single PutLogEvents request must be in chronological order.",
        );
      }
      const ingestedAt = world.clock().getTime();
      groups.append(
        group,
        logEvents.map((event) => ({ ...event, stream, ingestedAt })),
      );
      world.changed();
      return { nextSequenceToken: String(group.events.length).padStart(56, "4") };
    },
    DescribeLogGroups({ region, input }) {
      const { logGroupNamePrefix, logGroupNamePattern, limit, nextToken } = readInput(
        DescribeLogGroups,
        input,
      );
      const wanted = groups
        .list(region)
        .filter(
          ({ name }) => name.startsWith(logGroupNamePrefix ?? "") && name.includes(logGroupNamePattern ?? ""),
        );
      const from = nextToken == null ? 0 : wanted.findIndex(({ name }) => name > nextToken);
      const page = from < 0 ? [] : wanted.slice(from, from + (limit ?? 50));
      const more = from >= 0 && from + page.length < wanted.length;
      return {
        logGroups: page.map((group) => describeGroup(group, filters.of(group).length)),
        nextToken: more ? page.at(-1)?.name : undefined,
      };
    },
    FilterLogEvents(call) {
      take(call.region, ratePerSecond ?? FILTER_RATES[call.region] ?? 10);
      return filterLogEvents(world, (name) => groupOf(call.region, name), call);
    },
    TestMetricFilter(call) {
      take(`test ${call.region}`, ratePerSecond ?? 5);
      const { filterPattern, logEventMessages } = readInput(TestMetricFilter, call.input);
      const pattern = compileFilterPattern(filterPattern);
      return {
        matches: logEventMessages.flatMap((eventMessage, at) => {
          const match = pattern(eventMessage);
          return match ? [{ eventNumber: at + 1, eventMessage, extractedValues: match.extracted }] : [];
        }),
      };
    },
  };
}

function describeGroup(
  { name, arn, createdAt, retentionInDays, events }: LogGroup,
  metricFilterCount: number,
): object {
  return {
    logGroupName: name,
    creationTime: createdAt,
    retentionInDays,
    metricFilterCount,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: "STANDARD",
    storedBytes: events.reduce((sum, event) => sum + event.message.length, 0),
  };
}
