import { createHash } from "node:crypto";
import type { TrailEvent } from "../trails/trail-event.ts";
import type { World } from "../world.ts";

export interface LogEvent {
  stream: string;
  /** Milliseconds since 1970. For CloudTrail this is the delivery, not the call. */
  timestamp: number;
  ingestedAt: number;
  order: number;
  message: string;
}

export interface LogGroup {
  name: string;
  arn: string;
  region: string;
  createdAt: number;
  /** Absent: for ever. */
  retentionInDays?: number;
  streams: Map<string, { createdAt: number }>;
  /** Oldest first. */
  events: LogEvent[];
  /** True for the group that the trail writes to: it is made anew from the records at each start. */
  trail: boolean;
}

export interface LogGroups {
  find: (region: string, nameOrArn: string) => LogGroup | undefined;
  list: (region: string) => LogGroup[];
  create: (region: string, name: string, trail?: boolean) => LogGroup;
  remove: (group: LogGroup) => void;
  append: (group: LogGroup, events: readonly NewLogEvent[]) => void;
  /** Writes the trail's records to its group, as CloudTrail does: nothing over 256 KB, one stream a Region. */
  deliver: (group: LogGroup, events: readonly TrailEvent[]) => void;
  /** Told of each event when it comes in, which may be later than it was appended. */
  onArrival: (listener: OnArrival) => void;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

export type NewLogEvent = Omit<LogEvent, "order">;
type OnArrival = (group: LogGroup, event: NewLogEvent) => void;

const OLDER_THAN_RECORDS = 400 * 86_400_000;
const MAX_TRAIL_EVENT_BYTES = 256 * 1024;

export function createLogGroups({ accountId, clock, agenda }: World): LogGroups {
  const groups = new Map<string, LogGroup>();
  const listeners: OnArrival[] = [];
  let order = 0;
  const keyOf = (region: string, name: string) => `${region} ${name}`;
  const arnOf = (region: string, name: string) => `arn:aws:logs:${region}:${accountId}:log-group:${name}`;

  const append: LogGroups["append"] = (group, events) => {
    for (const event of events) {
      group.events.push({ ...event, order });
      order += 1;
      if (!group.streams.has(event.stream)) group.streams.set(event.stream, { createdAt: event.ingestedAt });
    }
    group.events.sort(
      (a, b) => a.timestamp - b.timestamp || a.ingestedAt - b.ingestedAt || a.order - b.order,
    );
    if (listeners.length === 0) return;
    const now = clock().getTime();
    for (const event of events) {
      const arrive = () => {
        for (const listener of listeners) listener(group, event);
      };
      if (event.ingestedAt <= now) arrive();
      else agenda.at(event.ingestedAt, arrive);
    }
  };

  return {
    find(region, nameOrArn) {
      const arn = /^arn:aws[\w-]*:logs:([\w-]+):(\d+):log-group:([^:]+)/.exec(nameOrArn);
      if (arn !== null && (arn[1] !== region || arn[2] !== accountId)) return undefined;
      return groups.get(keyOf(region, arn?.[3] ?? nameOrArn));
    },
    list: (region) =>
      [...groups.values()]
        .filter((group) => group.region === region)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(region, name, trail = false) {
      const arn = arnOf(region, name);
      // The trail's records are older than the account: so is their group.
      const createdAt = clock().getTime() - (trail ? OLDER_THAN_RECORDS : 0);
      const group: LogGroup = { name, arn, region, createdAt, streams: new Map(), events: [], trail };
      groups.set(keyOf(region, name), group);
      return group;
    },
    remove: (group) => groups.delete(keyOf(group.region, group.name)),
    append,
    onArrival: (listener) => void listeners.push(listener),
    deliver(group, events) {
      const small = events.filter((event) => Buffer.byteLength(event.text) <= MAX_TRAIL_EVENT_BYTES);
      append(
        group,
        small.map(({ deliveredAt, awsRegion, text }) => ({
          stream: `${accountId}_CloudTrail_${awsRegion}`,
          timestamp: deliveredAt,
          ingestedAt: deliveredAt,
          message: text,
        })),
      );
    },
    snapshot: () =>
      [...groups.values()]
        .filter((group) => !group.trail)
        .map(({ streams, ...group }) => ({ ...group, streams: [...streams] })),
    restore(saved) {
      for (const { streams, ...group } of saved as (Omit<LogGroup, "streams"> & { streams: [] })[]) {
        groups.set(keyOf(group.region, group.name), { ...group, streams: new Map(streams) });
        order = Math.max(order, ...group.events.map((event) => event.order + 1));
      }
    },
  };
}

/** Those with a timestamp from `from` to `to`, both included, oldest first. */
export function eventsBetween({ events }: LogGroup, from: number, to: number): LogEvent[] {
  const firstAfter = (time: number) => {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.timestamp ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return events.slice(firstAfter(from), firstAfter(to + 1));
}

/** The 56-digit ids of FilterLogEvents. */
export function logEventId(group: LogGroup, event: LogEvent): string {
  const digest = createHash("sha256").update(`${group.arn} ${event.order} ${event.timestamp}`).digest("hex");
  return BigInt(`0x${digest.slice(0, 44)}`)
    .toString()
    .padStart(56, "3")
    .slice(0, 56);
}
