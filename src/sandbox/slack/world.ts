import { EventEmitter } from "node:events";
import { createEventCap, type EventCap } from "./event-cap.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createJournal, type Journal } from "./journal.ts";
import type { Fields } from "./json.ts";
import type { Manifest } from "./manifest.ts";
import { createOpenId, type OpenId } from "./openid/openid.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import type { Message, State, View } from "./records.ts";
import { emptyTally, type Tally } from "./report.ts";
import type { SocketState } from "./socket-faults.ts";
import type { StateFile } from "./state-file.ts";
import { type Tours, toursFor } from "./tour.ts";
import { createWorkspaceClock, type WorkspaceClock } from "./workspace-clock.ts";

export type DeliveryKind = "events_api" | "slash_commands" | "interactive";

export type Forgery = "wrong-signature" | "old-signature" | "future-signature";

/** One try at handing the app something. `late` is called if the ack comes after Slack gave up. */
export type Send = (delivery: {
  kind: DeliveryKind;
  payload: Fields;
  acceptsResponse: boolean;
  retry?: { attempt: number; reason: string };
  /** Signed HTTP only: a signature the app must not believe. */
  forge?: Forgery;
  late: (afterMs: number) => void;
}) => Promise<SendResult>;

export type SendResult =
  | { acked: true; body: unknown; afterMs: number }
  | { acked: false; reason: string; noRetry?: boolean };

export interface Trigger {
  person: string;
  wallAt: number;
  workspaceAt: number;
  used: boolean;
}

export interface ResponseUrl {
  channel: string;
  person: string;
  /** The message the interaction came from, which may be replaced or deleted. */
  messageTs?: string;
  ephemeral: boolean;
  threadTs?: string;
  workspaceAt: number;
  uses: number;
}

export interface Ephemeral {
  channel: string;
  person: string;
  message: Message;
}

export interface Change {
  /** Whose messages changed; absent when something else did. */
  channel?: string;
  /** Only this person notices; absent when everybody may. */
  person?: string;
}

/** Everything the workspace's servers share. */
export interface World {
  url: string;
  state: State;
  files: StateFile;
  manifest: Manifest;
  clock: WorkspaceClock;
  faults: Faults;
  takeRate: RateLimit;
  tally: Tally;
  journal: Journal;
  /** Deliveries that wait to be overtaken by the next. */
  overtaken: (() => void)[];
  /** Somebody took the bot's token away: every call is refused, nothing is delivered. Forgotten at a restart. */
  tokenRevoked: boolean;
  eventCap: EventCap;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** Modal stacks by person, the topmost last. */
  modals: Map<string, View[]>;
  ephemerals: Ephemeral[];
  /** What messages showed before their edits, newest first, by channel and ts: old screens still get clicks. */
  earlier: Map<string, Message[]>;
  /** What people entered but did not send: by person, then by message or view. */
  entered: Map<string, Fields>;
  /** Options the app offered last in an external select, by whose screen and which element. */
  suggested: Map<string, Fields[]>;
  changes: EventEmitter<{ change: [Change] }>;
  send: Send;
  connections: () => number;
  /** What is wrong with Socket Mode on purpose; nothing where deliveries go by HTTP. */
  socketState: () => SocketState | undefined;
  tours: Tours;
  openid: OpenId;
  ackWithinMs: number;
  /** Note that something changed: saved soon, and shown at once. */
  changed(what?: Change): void;
  /** The next id with this prefix; the same ids for the same story. */
  nextId(prefix: string): string;
}

export function createWorld(options: {
  state: State;
  files: StateFile;
  manifest: Manifest;
  clock: () => Date;
  send: Send;
  ackWithinMs?: number;
  eventsAnHour?: number;
  commandNames?: Record<string, string>;
}): World {
  const { state, files, manifest, send } = options;
  const clock = createWorkspaceClock(state, options.clock);
  const changes = new EventEmitter<{ change: [Change] }>();
  changes.setMaxListeners(0);
  return {
    url: "",
    state,
    files,
    manifest,
    clock,
    faults: createFaults(),
    takeRate: createRateLimit(clock.now),
    tally: emptyTally(),
    journal: createJournal(clock.now),
    overtaken: [],
    tokenRevoked: false,
    eventCap: createEventCap(clock.now, options.eventsAnHour),
    triggers: new Map(),
    responseUrls: new Map(),
    modals: new Map(),
    ephemerals: [],
    earlier: new Map(),
    entered: new Map(),
    suggested: new Map(),
    changes,
    send,
    connections: () => 0,
    socketState: () => undefined,
    tours: toursFor(manifest, options.commandNames),
    openid: createOpenId(),
    ackWithinMs: options.ackWithinMs ?? 3000,
    changed(what = {}) {
      files.saveSoon(state);
      changes.emit("change", what);
    },
    nextId(prefix) {
      const next = (state.counters[prefix] ?? 0) + 1;
      state.counters[prefix] = next;
      return `${prefix}${String(next).padStart(10, "0")}`;
    },
  };
}
