import { z } from "zod";
import { eventsBetween, type LogEvent, type LogGroup, type LogGroups } from "../logs/log-groups.ts";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import { createRequestRate } from "../wire/request-rate.ts";
import type { Operations, World } from "../world.ts";
import { eventRow } from "./event-fields.ts";
import { parseQuery } from "./parse-query.ts";
import { readPointer } from "./pointer.ts";
import { createQueries, type StartedQuery } from "./queries.ts";
import { asText } from "./value.ts";
import { groupsToSearch } from "./which-groups.ts";

const Texts = z.array(z.string()).nullish();
const StartQuery = z.object({
  queryLanguage: z.string().nullish(),
  logGroupName: z.string().nullish(),
  logGroupNames: Texts,
  logGroupIdentifiers: Texts,
  startTime: numeric,
  endTime: numeric,
  queryString: z.string(),
  limit: numeric.nullish(),
});
const OfQuery = z.object({ queryId: z.string() });
const GetQueryResults = OfQuery.extend({ nextToken: z.string().nullish(), maxItems: numeric.nullish() });
const DescribeQueries = z.object({
  logGroupName: z.string().nullish(),
  status: z.string().nullish(),
  maxResults: numeric.nullish(),
});
const GetLogRecord = z.object({ logRecordPointer: z.string() });
const RATE = 10;
const MOST_ROWS = 100_000;
const USUAL_ROWS = 10_000;
const YEAR = 365 * 24 * 60 * 60;

/** Logs Insights: a query is started, looked at until it is complete, or stopped. */
export function insightsOperations(world: World, groups: LogGroups, ratePerSecond = RATE): Operations {
  const take = createRequestRate(world.clock);
  const queries = createQueries(world);
  return {
    StartQuery({ region, input }) {
      take(`start ${region}`, ratePerSecond);
      const wish = readInput(StartQuery, input);
      requireTimes(wish, world.clock().getTime() / 1000);
      if (wish.queryLanguage != null && wish.queryLanguage !== "CWLI") {
        throw invalid(`The sandbox account speaks CWLI, not ${wish.queryLanguage}.`);
      }
      if (wish.limit != null && (wish.limit < 1 || wish.limit > MOST_ROWS)) {
        throw invalid(`limit must be between 1 and ${MOST_ROWS}.`);
      }
      const { source, commands } = parseQuery(wish.queryString);
      const searched = groupsToSearch(world, groups, region, { ...wish, source });
      const [from, to] = [wish.startTime * 1000, wish.endTime * 1000 + 999];
      const now = world.clock().getTime();
      const query = queries.start({
        region,
        text: wish.queryString,
        groups: searched.map(({ name }) => name),
        from,
        to,
        commands,
        limit: wish.limit ?? (/\blimit\s+\d/i.test(wish.queryString) ? MOST_ROWS : USUAL_ROWS),
        searched: searched
          .flatMap((group) => eventsBetween(group, from, to).map((event) => ({ group, event })))
          .filter(({ event }) => event.ingestedAt <= now)
          .sort((a, b) => b.event.timestamp - a.event.timestamp || b.event.order - a.event.order),
      });
      return { queryId: query.id };
    },
    GetQueryResults({ region, input }) {
      take(`results ${region}`, ratePerSecond);
      const { queryId, nextToken, maxItems } = readInput(GetQueryResults, input);
      const query = queries.find(region, queryId);
      if (maxItems != null && (maxItems < 1 || maxItems > 10_000))
        throw invalid("maxItems must be 1 to 10000.");
      const place = nextToken == null ? { at: 0 } : readPageToken(queryId, nextToken);
      if (place === undefined) throw invalid("The specified nextToken is invalid.");
      const { result, share } = queries.look(query);
      const from = Number(place.at);
      const to = from + (maxItems ?? 10_000);
      const whole = query.status === "Complete";
      return {
        queryLanguage: "CWLI",
        results: result.rows.slice(from, to),
        statistics: statisticsOf(query, result.recordsMatched, share),
        status: query.status,
        nextToken: whole && to < result.rows.length ? writePageToken(queryId, { at: to }) : undefined,
      };
    },
    StopQuery({ region, input }) {
      queries.stop(queries.find(region, readInput(OfQuery, input).queryId));
      return { success: true };
    },
    DescribeQueries({ region, input }) {
      const { logGroupName, status, maxResults } = readInput(DescribeQueries, input);
      const listed = queries
        .list(region)
        .filter((query) => logGroupName == null || query.groups.includes(logGroupName))
        .filter((query) => status == null || query.status === status);
      return {
        queries: listed.slice(0, maxResults ?? 1000).map((query) => ({
          queryLanguage: "CWLI",
          queryId: query.id,
          queryString: describedText(query),
          status: query.status,
          createTime: query.startedAt,
          logGroupName: query.groups[0],
        })),
      };
    },
    GetLogRecord({ region, input }) {
      const place = readPointer(readInput(GetLogRecord, input).logRecordPointer);
      const group = place && groups.find(region, place.arn);
      const event = group?.events.find(
        ({ order, timestamp }) => order === place?.order && timestamp === place.timestamp,
      );
      if (group === undefined || event === undefined) {
        throw new AwsError("ResourceNotFoundException", "The specified log record does not exist.");
      }
      return { logRecord: wholeRecord(group, event) };
    },
  };
}

function requireTimes({ startTime, endTime }: { startTime: number; endTime: number }, now: number): void {
  if (startTime < 0 || startTime > endTime) throw invalid("startTime must not be after endTime.");
  // The one interface of CloudWatch Logs that counts in seconds.
  if (startTime > now + YEAR) throw invalid("startTime is far in the future: StartQuery counts in seconds.");
}

function statisticsOf(query: StartedQuery, recordsMatched: number, share: number): object {
  return {
    recordsMatched,
    recordsScanned: Math.floor(query.records * share),
    estimatedRecordsSkipped: 0,
    bytesScanned: Math.floor(query.bytes * share),
    estimatedBytesSkipped: 0,
    logGroupsScanned: query.groups.length,
  };
}

function describedText({ groups, from, to, text }: StartedQuery): string {
  return `SOURCE ${groups.map((name) => `"${name}"`).join(",")} START=${from} END=${to} | ${text}`;
}

function wholeRecord(group: LogGroup, event: LogEvent): Record<string, string> {
  const row = eventRow(event, group);
  const own = ["@timestamp", "@ingestionTime", "@message", "@logStream", "@log"];
  const found = [...own, ...row.names().filter((name) => !own.includes(name))];
  return Object.fromEntries(
    found.flatMap((name) => {
      const value = row.read(name);
      return value === undefined ? [] : [[name, asText(value)]];
    }),
  );
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
