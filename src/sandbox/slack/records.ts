import type { Fields } from "./json.ts";

/** Somebody in the workspace. `timeZone` is an IANA name. */
export interface Person {
  id: string;
  handle: string;
  name: string;
  timeZone: string;
  isAdmin?: boolean;
  /** A guest: Slack's `is_restricted`. */
  isGuest?: boolean;
  isBot?: boolean;
}

export type ChannelKind = "public" | "private" | "im" | "mpim";

export interface Pin {
  ts: string;
  by: string;
  /** Seconds since 1970. */
  at: number;
}

export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Seconds since 1970. */
  created: number;
  creator: string;
  members: string[];
  archived: boolean;
  topic: string;
  purpose: string;
  pins: Pin[];
}

export interface Reaction {
  name: string;
  users: string[];
  count: number;
}

/** A message in the shape Slack's Web API gives; metadata is stripped where it was not asked for. */
export interface Message {
  type: "message";
  subtype?: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  team?: string;
  text: string;
  ts: string;
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  blocks?: Fields[];
  attachments?: Fields[];
  metadata?: Fields;
  edited?: { user: string; ts: string };
  reactions?: Reaction[];
  pinned_to?: string[];
  files?: Fields[];
  client_msg_id?: string;
  bot_profile?: Fields;
  /** Set on messages only one person sees. Never stored, never in the history. */
  is_ephemeral?: boolean;
}

/** A view as the API gives it; its inputs' values under `state.values`. */
export type View = Fields & { id: string; type: string; hash: string };

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  size: number;
  /** Seconds since 1970. */
  created: number;
  user: string;
  complete: boolean;
  channels: string[];
  altText?: string;
}

/** A message that is to be posted later. */
export interface Scheduled {
  id: string;
  channel: string;
  /** Seconds since 1970. */
  postAt: number;
  created: number;
  draft: Partial<Message>;
}

/** What outlives a restart. Modals, ephemeral messages and triggers do not, as in Slack's own client. */
export interface State {
  version: 1;
  /** The last `ts` given out, in microseconds. */
  lastTs: number;
  counters: Record<string, number>;
  /** How far this workspace's clock runs ahead of the one it was given. */
  clockOffsetMs: number;
  people: Person[];
  channels: Channel[];
  /** By channel id, oldest first, replies among them. */
  messages: Record<string, Message[]>;
  files: StoredFile[];
  /** App Home by person id. */
  homes: Record<string, View>;
  /** Absent in workspaces from before it was known. */
  scheduled?: Scheduled[];
  groups: { id: string; handle: string; name: string; users: string[] }[];
}
