import { z } from "zod";
import { createSeededRandom } from "../../scenarios/seeded-random.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { flag, numeric, readInput } from "../wire/input.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import type { World } from "../world.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import { type LogEvent, type LogGroup, logEventId } from "./log-groups.ts";
import type { FilterPattern } from "./pattern-terms.ts";

const FilterLogEvents = z.object({
  logGroupName: z.string().nullish(),
  logGroupIdentifier: z.string().nullish(),
  logStreamNames: z.array(z.string()).max(100).nullish(),
  logStreamNamePrefix: z.string().nullish(),
  startTime: numeric.nullish(),
  endTime: numeric.nullish(),
  filterPattern: z.string().nullish(),
  limit: numeric.nullish(),
  nextToken: z.string().nullish(),
  startFromHead: flag.nullish(),
});
type Filter = z.output<typeof FilterLogEvents>;

interface Place {
  /** Of the last event that was searched; undefined at the start. */
  timestamp?: number;
  order?: number;
  page: number;
  newestFirst: boolean;
}

const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_SEARCHED = 6_000;
const TOKEN_LIFE = 24 * 60 * 60 * 1000;
const NEWEST_FIRST_SINCE = Date.UTC(2024, 0, 1);

/** One page of a search, which may be short or empty although more follows. `find` refuses unknown groups. */
export function filterLogEvents(world: World, find: (name: string) => LogGroup, call: Call): object {
  const filter = readInput(FilterLogEvents, call.input);
  requireValid(filter);
  const pattern = compileFilterPattern(filter.filterPattern ?? "");
  const group = find(filter.logGroupName ?? filter.logGroupIdentifier ?? "");
  const { nextToken, limit, startFromHead, ...question } = filter;
  const asked = { ...question, group: group.arn };
  const now = world.clock().getTime();
  const place = placeOf(filter, asked, now);
  const waiting = eventsAfter(group, filter, place, now);
  const most = call.page === "short" ? 1 : (limit ?? MAX_PAGE_EVENTS);
  const search = { waiting, place, asked, limit: most, now, empty: call.page === "empty" };
  return searchPage(world, group, pattern, search);
}

function searchPage(
  { seed }: World,
  group: LogGroup,
  pattern: FilterPattern,
  search: { waiting: LogEvent[]; place: Place; asked: object; limit: number; now: number; empty: boolean },
): object {
  const { waiting, place, asked, limit, now, empty } = search;
  const random = createSeededRandom(`${seed} ${JSON.stringify(asked)} ${place.page}`);
  // Real pages end where the service's time for them ends, now and then before anything was searched.
  const searchable = empty || random.chance(0.15) ? 0 : random.between(1, MAX_SEARCHED);
  const found: LogEvent[] = [];
  let bytes = 0;
  let searched = 0;
  for (const event of waiting) {
    if (searched >= searchable || found.length >= limit) break;
    if (pattern(event.message) !== undefined) {
      bytes += Buffer.byteLength(event.message);
      if (bytes > MAX_PAGE_BYTES && found.length > 0) break;
      found.push(event);
    }
    searched += 1;
  }
  const last = waiting[searched - 1];
  const reached = last ? { timestamp: last.timestamp, order: last.order } : place;
  const { timestamp, order } = reached;
  const next = { timestamp, order, newestFirst: place.newestFirst, page: place.page + 1, issuedAt: now };
  return {
    events: found.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestedAt,
      eventId: logEventId(group, event),
    })),
    searchedLogStreams: [],
    nextToken: searched < waiting.length ? writePageToken(asked, next) : undefined,
  };
}

function eventsAfter(group: LogGroup, filter: Filter, place: Place, now: number): LogEvent[] {
  const from = filter.startTime ?? 0;
  const to = Math.min(filter.endTime ?? Number.POSITIVE_INFINITY, now);
  const streams = filter.logStreamNames ? new Set(filter.logStreamNames) : undefined;
  const events = group.events.filter(
    (event) =>
      event.timestamp >= from &&
      event.timestamp <= to &&
      (streams === undefined || streams.has(event.stream)) &&
      event.stream.startsWith(filter.logStreamNamePrefix ?? ""),
  );
  if (place.newestFirst) events.reverse();
  if (place.timestamp === undefined) return events;
  const at = events.findIndex((event) => event.timestamp === place.timestamp && event.order === place.order);
  return events.slice(at + 1);
}

function placeOf(filter: Filter, asked: object, now: number): Place {
  if (filter.nextToken == null) return { page: 0, newestFirst: filter.startFromHead === false };
  const place = readPageToken(asked, filter.nextToken);
  if (place === undefined || now - Number(place.issuedAt) > TOKEN_LIFE) {
    throw invalid("The specified nextToken is invalid.");
  }
  return place as unknown as Place;
}

function requireValid(filter: Filter): void {
  const { logGroupName, logGroupIdentifier, limit, startFromHead, startTime, endTime } = filter;
  if ((logGroupName == null) === (logGroupIdentifier == null)) {
    throw invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  if (filter.logStreamNames != null && filter.logStreamNamePrefix != null) {
    throw invalid("LogStreamNames and logStreamNamePrefix can not be specified together.");
  }
  if (limit != null && (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_EVENTS)) {
    const bound = limit < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_PAGE_EVENTS}`;
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  if ((startTime ?? 0) < 0 || (endTime ?? 0) < 0) throw invalid("Times must not be negative.");
  if (startTime != null && endTime != null && startTime > endTime) {
    throw invalid("startTime must not be after endTime.");
  }
  if (startFromHead === false && (startTime == null || startTime < NEWEST_FIRST_SINCE)) {
    throw invalid("startFromHead can be false only when startTime is January 1, 2024 00:00:00 UTC or later.");
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
