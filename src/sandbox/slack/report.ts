import type { Fields } from "./json.ts";
import type { Message } from "./records.ts";

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
}

/** What a test or a person wants to know about how the app behaved. */
export interface Report {
  calls: Record<string, number>;
  refused: Refusal[];
  warnings: { at: string; method: string; warning: string }[];
  deliveries: Record<string, number>;
  acks: { count: number; slowestMs: number; late: AckTrouble[]; missing: AckTrouble[]; twice: number };
  /** The same bot message twice: one metadata in one channel on several messages. */
  duplicates: { channel: string; metadata: Fields; ts: string[] }[];
  connections: number;
  messages: Record<string, Message[]>;
}

export type Tally = Omit<Report, "duplicates" | "connections" | "messages">;

export function emptyTally(): Tally {
  return {
    calls: {},
    refused: [],
    warnings: [],
    deliveries: {},
    acks: { count: 0, slowestMs: 0, late: [], missing: [], twice: 0 },
  };
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
