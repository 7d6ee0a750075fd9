import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { flag, numeric, readInput } from "../wire/input.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import type { Operations, World } from "../world.ts";
import type { LogGroup } from "./log-groups.ts";

const DescribeLogStreams = z.object({
  logGroupName: z.string().nullish(),
  logGroupIdentifier: z.string().nullish(),
  logStreamNamePrefix: z.string().nullish(),
  orderBy: z.enum(["LogStreamName", "LastEventTime"]).nullish(),
  descending: flag.nullish(),
  limit: numeric.nullish(),
  nextToken: z.string().nullish(),
});
const PutRetentionPolicy = z.object({ logGroupName: z.string(), retentionInDays: numeric });
const OfGroup = z.object({ logGroupName: z.string() });

/** AWS takes no other numbers of days. */
const RETENTIONS = new Set([
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
]);

/** When streams were written, and how long a group keeps it; nothing is deleted here. */
export function logStreamOperations(
  world: World,
  groupOf: (region: string, nameOrArn: string) => LogGroup,
): Operations {
  return {
    DescribeLogStreams({ region, input }) {
      const { nextToken, ...wish } = readInput(DescribeLogStreams, input);
      if ((wish.logGroupName == null) === (wish.logGroupIdentifier == null))
        throw invalid("Specify either logGroupName or logGroupIdentifier.");
      if (wish.limit != null && (wish.limit < 1 || wish.limit > 50))
        throw invalid("1 validation error detected: limit must be between 1 and 50.");
      const byTime = wish.orderBy === "LastEventTime";
      if (byTime && wish.logStreamNamePrefix != null)
        throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
      const group = groupOf(region, wish.logGroupName ?? wish.logGroupIdentifier ?? "");
      const asked = { ...wish, region };
      const place = nextToken == null ? undefined : readPageToken(asked, nextToken);
      if (nextToken != null && typeof place?.from !== "number")
        throw invalid("The specified nextToken is invalid.");
      const from = Number(place?.from ?? 0);
      const streams = streamsOf(group, world.clock().getTime())
        .filter(({ logStreamName }) => logStreamName.startsWith(wish.logStreamNamePrefix ?? ""))
        .sort((a, b) =>
          byTime
            ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
            : a.logStreamName < b.logStreamName
              ? -1
              : 1,
        );
      const ordered = wish.descending ? streams.reverse() : streams;
      const to = from + (wish.limit ?? 50);
      return {
        logStreams: ordered.slice(from, to),
        nextToken: to < ordered.length ? writePageToken(asked, { from: to }) : undefined,
      };
    },
    PutRetentionPolicy({ region, input }) {
      const { logGroupName, retentionInDays } = readInput(PutRetentionPolicy, input);
      if (!RETENTIONS.has(retentionInDays)) throw invalid(`${retentionInDays} is no valid number of days.`);
      groupOf(region, logGroupName).retentionInDays = retentionInDays;
      world.changed();
      return {};
    },
    DeleteRetentionPolicy({ region, input }) {
      groupOf(region, readInput(OfGroup, input).logGroupName).retentionInDays = undefined;
      world.changed();
      return {};
    },
  };
}

/** What has not come in yet is in no stream. */
function streamsOf(group: LogGroup, now: number) {
  return [...group.streams].flatMap(([logStreamName, { createdAt }]) => {
    const events = group.events.filter(
      ({ stream, ingestedAt }) => stream === logStreamName && ingestedAt <= now,
    );
    const written = events.map(({ ingestedAt }) => ingestedAt);
    return [
      {
        logStreamName,
        creationTime: createdAt,
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        lastIngestionTime: written.length > 0 ? written.reduce((a, b) => Math.max(a, b)) : undefined,
        arn: `${group.arn}:log-stream:${logStreamName}`,
        storedBytes: 0,
      },
    ];
  });
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
