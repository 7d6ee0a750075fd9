import { findChannel } from "../channels.ts";
import { type Fields, textOf } from "../json.ts";
import type { Channel } from "../records.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import type { World } from "../world.ts";

export interface Call {
  world: World;
  args: Fields;
}

export interface Method {
  /** Which token it takes; the bot's when not said. */
  token?: "bot" | "app" | "none";
  /** Any one of these scopes is enough; none are needed when not said. */
  scopes?: (call: Call) => string[];
  /** Calls a minute, as Slack's tiers have it. */
  perMinute: number;
  run(call: Call): Fields | Promise<Fields>;
}

export type Methods = Record<string, Method>;

/** Slack's tiers in calls a minute. */
export const tier = { two: 20, three: 50, four: 100, special: 600 };

export const needs =
  (...scopes: string[]) =>
  () =>
    scopes;

export function text(args: Fields, name: string): string {
  const value = args[name];
  return typeof value === "number" ? String(value) : textOf(value);
}

/** An argument that must be there. */
export function requireText(args: Fields, name: string, code?: string): string {
  const value = text(args, name);
  if (value !== "") return value;
  if (code !== undefined) throw new SlackError(code);
  throw withMessages("invalid_arguments", [`missing required field: ${name}`]);
}

export function flag(args: Fields, name: string): boolean {
  return [true, "true", "1", 1].includes(args[name] as string);
}

/** A JSON argument: an object in a JSON body, its text in a form. `undefined` when it was not given. */
export function parsed(args: Fields, name: string, code: string): unknown {
  const value = args[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(code);
  }
}

/** The channel an argument names, before anything is checked about it. */
export function channelIn({ world, args }: Call): Channel | undefined {
  return findChannel(world, text(args, "channel") || text(args, "channel_id"));
}

/** One page of a list, and the cursor to the next. */
export function page<T>(
  items: T[],
  args: Fields,
  limits: { usual: number; most: number },
): { items: T[]; nextCursor: string } {
  const asked = text(args, "limit") === "" ? limits.usual : Number(text(args, "limit"));
  if (!Number.isInteger(asked) || asked < 0 || asked > limits.most) throw new SlackError("invalid_limit");
  const limit = asked === 0 ? limits.usual : asked;
  const from = readCursor(text(args, "cursor"));
  const more = from + limit < items.length;
  return { items: items.slice(from, from + limit), nextCursor: more ? writeCursor(from + limit) : "" };
}

function writeCursor(from: number): string {
  return Buffer.from(`offset:${from}`).toString("base64");
}

function readCursor(cursor: string): number {
  if (cursor === "") return 0;
  const match = /^offset:(\d+)$/.exec(Buffer.from(cursor, "base64").toString());
  if (match === null) throw new SlackError("invalid_cursor");
  return Number(match[1]);
}
