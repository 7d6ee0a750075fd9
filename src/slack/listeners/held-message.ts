import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { redactText } from "../../domain/text/redact.ts";
import { timeOfTs } from "../../domain/timeline/thread-message.ts";
import type { MessageToPin } from "../../flows/thread/pin-message.ts";
import { clip } from "../views/foreign-text.ts";
import { readable } from "./command-text.ts";
import type { Desk } from "./desk.ts";

/** A message that a shortcut was used on, as a form carries it along. */
export interface HeldMessage {
  channel: string;
  ts: string;
  threadTs?: string;
  /** A person's id, or a bot's. */
  author: string;
  /** Of a bot, which has no other name for us. */
  name?: string;
  text: string;
  /** The workspace's, for the address of the message. */
  domain?: string;
}

const payload = z.object({
  channel: z.object({ id: z.string() }),
  message_ts: z.string(),
  team: z.object({ domain: z.string().optional() }).nullish(),
  message: z.object({
    user: z.string().optional(),
    bot_id: z.string().optional(),
    username: z.string().optional(),
    bot_profile: z.object({ name: z.string().optional() }).optional(),
    text: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
});

/** What Slack tells of the message; undefined when the shortcut is used on none. */
export function heldMessage(shortcut: unknown): HeldMessage | undefined {
  const parsed = payload.safeParse(shortcut);
  if (!parsed.success) return undefined;
  const { channel, message_ts: ts, message, team } = parsed.data;
  const name = message.username ?? message.bot_profile?.name;
  const thread =
    message.thread_ts === undefined || message.thread_ts === ts ? {} : { threadTs: message.thread_ts };
  return {
    ...{ channel: channel.id, ts, ...thread },
    author: message.user ?? message.bot_id ?? "unknown",
    ...(name === undefined ? {} : { name }),
    text: redactText(readable(message.text ?? "")).trim(),
    ...(team?.domain ? { domain: team.domain } : {}),
  };
}

/** A form's metadata has little room: then the end of a long text is read again where it stands. */
const room = 1_450;

export function holdMessage(message: HeldMessage): string {
  for (let most = 1_200; ; most = Math.floor(most / 2)) {
    const held = JSON.stringify({ ...message, text: clip(message.text, most) });
    if (held.length <= room || most === 0) return held;
  }
}

const held = z.object({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().optional(),
  author: z.string(),
  name: z.string().optional(),
  text: z.string(),
  domain: z.string().optional(),
});

export function messageHeld(text: string | undefined): HeldMessage {
  try {
    return held.parse(JSON.parse(text ?? ""));
  } catch (cause) {
    throw new InputError("This form is out of date. Close it and use the shortcut again.", { cause });
  }
}

/** The same with its author's name and its address, as a timeline keeps it. */
export async function toPin(
  desk: Pick<Desk, "people" | "quick" | "log">,
  message: HeldMessage,
): Promise<MessageToPin> {
  const { channel, ts, threadTs, author, text } = message;
  const [name, permalink] = await Promise.all([nameOf(desk, message), permalinkOf(desk, message)]);
  return {
    ...{ channel, ts, ...(threadTs === undefined ? {} : { threadTs }) },
    ...{ author: { id: author, name }, text: await withNames(desk, text), permalink, at: timeOfTs(ts) },
  };
}

const nameOf = async ({ people }: Pick<Desk, "people">, { author, name }: HeldMessage): Promise<string> =>
  name ?? (/^[UW]/.test(author) ? people.nameOf(author) : author);

const mostNames = 10;

/** Mentions by name, their ids kept. */
async function withNames({ people }: Pick<Desk, "people">, text: string): Promise<string> {
  const ids = [...new Set([...text.matchAll(/@([UW][A-Z0-9]{5,})/g)].flatMap(([, id]) => id ?? []))];
  let named = text;
  for (const id of ids.slice(0, mostNames)) {
    const name = await people.nameOf(id);
    if (name !== id) named = named.replaceAll(`@${id}`, `@${name} (${id})`);
  }
  return named;
}

async function permalinkOf(
  { quick, log }: Pick<Desk, "quick" | "log">,
  message: HeldMessage,
): Promise<string> {
  const { channel, ts, threadTs, domain } = message;
  try {
    const { permalink } = await quick.chat.getPermalink({ channel, message_ts: ts });
    if (permalink) return permalink;
  } catch (err) {
    // Slack tells us no address in channels we are not in.
    log.info({ err, channel }, "The address of a message is put together");
  }
  const thread = threadTs === undefined ? "" : `?thread_ts=${threadTs}&cid=${channel}`;
  return `https://${domain ?? "app"}.slack.com/archives/${channel}/p${ts.replace(".", "")}${thread}`;
}
