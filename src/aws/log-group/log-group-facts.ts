import { DescribeLogGroupsCommand, DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { isUnknown, type LogGroupFacts, type Unknown } from "../../domain/recording/recording-facts.ts";
import { createKeptAWhile } from "../kept-a-while.ts";
import { type Looking, lookAt, type SettingsOptions } from "../settings-call.ts";
import { groupArn, type TrailLogGroup } from "./trail-log-groups.ts";

const streamsLookedAt = 5;

/** Whether a log group is there, how long it keeps what it gets, and when something was written to it last. */
export function createLogGroupFacts(options: SettingsOptions) {
  const keep = createKeptAWhile<LogGroupFacts | Unknown>(options.now);
  return (place: TrailLogGroup, looking: Looking): Promise<LogGroupFacts | Unknown> =>
    keep(`${place.account} ${place.region} ${place.group}`, () => look(options, place, looking));
}

async function look(
  options: SettingsOptions,
  { account, region, group: name }: TrailLogGroup,
  looking: Looking,
): Promise<LogGroupFacts | Unknown> {
  if (name.startsWith("arn:"))
    return {
      unknown: `${name} is a log group of a linked account, whose settings cannot be seen from here.`,
    };
  const client = options.clients.logs(account, region, looking.askedBy);
  const { signal: abortSignal } = looking;
  const anyGroup = groupArn(account, region, "*");
  const groups = await lookAt(
    options,
    { action: "logs:DescribeLogGroups", account, region, resource: anyGroup },
    looking,
    () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }), { abortSignal }),
  );
  if (isUnknown(groups)) return groups;
  // The shortest name comes first: the group itself, when it is there.
  const found = groups.logGroups?.find(({ logGroupName }) => logGroupName === name);
  if (!found) return { region, name };
  const streams = await lookAt(
    options,
    { action: "logs:DescribeLogStreams", account, region, resource: groupArn(account, region, name) },
    looking,
    () =>
      client.send(
        new DescribeLogStreamsCommand({
          logGroupName: name,
          orderBy: "LastEventTime",
          descending: true,
          limit: streamsLookedAt,
        }),
        { abortSignal },
      ),
  );
  return {
    region,
    name,
    group: {
      arn: (found.logGroupArn ?? found.arn ?? "").replace(/:\*$/, ""),
      createdAt: found.creationTime === undefined ? undefined : new Date(found.creationTime),
      retentionDays: found.retentionInDays,
    },
    lastEvent: isUnknown(streams) ? streams : latest(streams.logStreams ?? []),
  };
}

function latest(
  streams: readonly { lastEventTimestamp?: number; lastIngestionTime?: number }[],
): Date | undefined {
  const times = streams.flatMap(({ lastEventTimestamp, lastIngestionTime }) => [
    lastEventTimestamp ?? 0,
    lastIngestionTime ?? 0,
  ]);
  const newest = Math.max(0, ...times);
  return newest === 0 ? undefined : new Date(newest);
}
