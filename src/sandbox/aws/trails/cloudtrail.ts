import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { numeric, readInput } from "../wire/input.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import { createRequestRate } from "../wire/request-rate.ts";
import type { Operations, World } from "../world.ts";
import type { Trail } from "./trail.ts";
import type { TrailEvent } from "./trail-event.ts";

const NINETY_DAYS = 90 * 24 * 60 * 60 * 1000;

const LookupEvents = z.object({
  LookupAttributes: z.array(z.object({ AttributeKey: z.string(), AttributeValue: z.string() })).nullish(),
  StartTime: numeric.nullish(),
  EndTime: numeric.nullish(),
  EventCategory: z.string().nullish(),
  MaxResults: numeric.nullish(),
  NextToken: z.string().nullish(),
});
type Lookup = z.output<typeof LookupEvents>;

/** What an attribute is compared with; an event without it never matches. */
const ATTRIBUTES: Record<string, (event: TrailEvent) => readonly (string | undefined)[]> = {
  EventId: (event) => [event.eventId],
  EventName: (event) => [event.eventName],
  ReadOnly: (event) => [event.readOnly],
  Username: (event) => [event.username],
  ResourceType: (event) => event.resources.map((resource) => resource.ResourceType),
  ResourceName: (event) => event.resources.map((resource) => resource.ResourceName),
  EventSource: (event) => [event.eventSource],
  AccessKeyId: (event) => [event.accessKeyId],
};
const INSIGHT_ATTRIBUTES = ["EventId", "EventName", "EventSource"];

/** Event history: management events of one Region, newest first, 50 a page, two requests a second. */
export function lookupOperations(world: World, trail: Trail, ratePerSecond: number): Operations {
  const take = createRequestRate(world.clock);
  return {
    LookupEvents(call) {
      take(call.region, ratePerSecond);
      const lookup = readInput(LookupEvents, call.input);
      requireValid(lookup);
      return lookUp(world, trail, call, lookup);
    },
  };
}

function lookUp(world: World, trail: Trail, { region, page: cut }: Call, lookup: Lookup): object {
  const { NextToken, ...parameters } = lookup;
  const asked = { ...parameters, region, account: world.accountId };
  const place = NextToken == null ? undefined : readPageToken(asked, NextToken);
  if (NextToken != null && (typeof place?.at !== "number" || typeof place.order !== "number")) {
    throw new AwsError("InvalidNextTokenException", "Invalid NextToken.");
  }
  const now = world.clock().getTime();
  const from = Math.max((lookup.StartTime ?? 0) * 1000, now - NINETY_DAYS);
  const to = lookup.EndTime == null ? now : lookup.EndTime * 1000 + 999;
  const category = lookup.EventCategory == null ? "Management" : "Insight";
  const [attribute] = lookup.LookupAttributes ?? [];
  const size = cut === "short" ? 1 : (lookup.MaxResults ?? 50);
  if (cut === "empty") {
    return { Events: [], NextToken: writePageToken(asked, place ?? { at: now + NINETY_DAYS, order: 0 }) };
  }

  const page: TrailEvent[] = [];
  let more = false;
  for (const event of trail.inRegion(region)) {
    if (event.at > to || event.visibleAt > now || event.category !== category) continue;
    if (event.at < from) break;
    if (place !== undefined && !isBehind(event, place)) continue;
    if (
      attribute !== undefined &&
      !ATTRIBUTES[attribute.AttributeKey]?.(event).includes(attribute.AttributeValue)
    )
      continue;
    if (page.length === size) {
      more = true;
      break;
    }
    page.push(event);
  }
  const last = page.at(-1);
  return {
    Events: page.map(toEvent),
    NextToken: more && last ? writePageToken(asked, { at: last.at, order: last.order }) : undefined,
  };
}

function isBehind(event: TrailEvent, { at, order }: Record<string, unknown>): boolean {
  return event.at < Number(at) || (event.at === Number(at) && event.order < Number(order));
}

function requireValid({ LookupAttributes, StartTime, EndTime, EventCategory, MaxResults }: Lookup): void {
  const attributes = LookupAttributes ?? [];
  if (EventCategory != null && EventCategory !== "insight") {
    throw new AwsError("InvalidEventCategoryException", "EventCategory must be insight, or be left out.");
  }
  if (attributes.length > 1) {
    throw new AwsError(
      "InvalidLookupAttributesException",
      "You can only specify one LookupAttribute per request.",
    );
  }
  for (const { AttributeKey, AttributeValue } of attributes) {
    const known = EventCategory === "insight" ? INSIGHT_ATTRIBUTES : Object.keys(ATTRIBUTES);
    if (!known.includes(AttributeKey) || AttributeValue.length === 0 || AttributeValue.length > 2000) {
      throw new AwsError(
        "InvalidLookupAttributesException",
        `Lookup attribute ${AttributeKey} is not valid.`,
      );
    }
  }
  if (StartTime != null && EndTime != null && StartTime > EndTime) {
    throw new AwsError("InvalidTimeRangeException", "Time range not valid.");
  }
  if (MaxResults != null && (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 50)) {
    throw new AwsError("InvalidMaxResultsException", "MaxResults must be between 1 and 50.");
  }
}

function toEvent(event: TrailEvent): object {
  return {
    EventId: event.eventId,
    EventName: event.eventName,
    ReadOnly: event.readOnly,
    AccessKeyId: event.accessKeyId,
    EventTime: new Date(event.at),
    EventSource: event.eventSource,
    Username: event.username,
    Resources: event.resources,
    CloudTrailEvent: event.text,
  };
}
