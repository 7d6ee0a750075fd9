import type { Fields } from "./json.ts";
import type { Channel, Message, State } from "./records.ts";

export interface Refusal {
  at: string;
  method: string;
  error: string;
  channel?: string;
  messages: string[];
  /** A fault somebody asked for, not the app's mistake. */
  injected: boolean;
}

export interface AckTrouble {
  at: string;
  kind: string;
  /** What it was about: a command, an action id, a callback id, an event type. */
  about: string;
  reason: string;
  /** When it came after all. */
  afterMs?: number;
  /** A fault somebody asked for, not the app's mistake. */
  injected?: boolean;
}

/** What a test or a person wants to know about how the app behaved. */
export interface Report {
  calls: Record<string, number>;
  /** Calls by Slack's rate-limit tier: "2", "3", "4", "special", "none". */
  tiers: Record<string, number>;
  /** The most calls of a method within one minute of the workspace's clock, and how many Slack allows. */
  busiest: Record<string, { calls: number; perMinute: number }>;
  refused: Refusal[];
  warnings: { at: string; method: string; warning: string }[];
  deliveries: Record<string, number>;
  acks: { count: number; slowestMs: number; late: AckTrouble[]; missing: AckTrouble[]; twice: number };
  /** Faults that did strike, in order. */
  struck: { at: string; fault: string; on: string }[];
  /** Events the app never got because it had its share for the hour. */
  eventsOverLimit: number;
  /** The same bot message twice: one metadata in one channel on several messages. */
  duplicates: { channel: string; metadata: Fields; ts: string[] }[];
  connections: number;
  channels: (Pick<Channel, "id" | "name" | "kind" | "archived" | "topic" | "members"> & {
    messages: number;
    pins: number;
  })[];
  messages: Record<string, Message[]>;
}

export type Tally = Omit<Report, "duplicates" | "connections" | "messages" | "channels">;

export function emptyTally(): Tally {
  return {
    calls: {},
    tiers: {},
    busiest: {},
    refused: [],
    warnings: [],
    deliveries: {},
    acks: { count: 0, slowestMs: 0, late: [], missing: [], twice: 0 },
    struck: [],
    eventsOverLimit: 0,
  };
}

export function channelStates({ channels, messages }: State): Report["channels"] {
  return channels.map(({ id, name, kind, archived, topic, members, pins }) => ({
    id,
    name,
    kind,
    archived,
    topic,
    members: [...members],
    messages: messages[id]?.length ?? 0,
    pins: pins.length,
  }));
}

export function findDuplicates(messages: Record<string, Message[]>): Report["duplicates"] {
  const seen = new Map<string, { channel: string; metadata: Fields; ts: string[] }>();
  for (const [channel, list] of Object.entries(messages)) {
    for (const { metadata, ts } of list) {
      if (metadata === undefined || metadata.event_type === undefined) continue;
      const key = JSON.stringify([channel, metadata]);
      const entry = seen.get(key) ?? { channel, metadata, ts: [] };
      entry.ts.push(ts);
      seen.set(key, entry);
    }
  }
  return [...seen.values()].filter((entry) => entry.ts.length > 1);
}
