import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { redactText } from "../../domain/text/redact.ts";
import { timeOfTs } from "../../domain/timeline/thread-message.ts";
import type { MessageToPin } from "../../flows/thread/pin-message.ts";
import { messageWords } from "../message-words.ts";
import { clip } from "../views/foreign-text.ts";
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
  /** As Slack tells it, markup and all; without what looks like a secret. */
  text: string;
  /** Names of its files. */
  files?: string[];
  /** Where the rest of a text is kept that has no room in a form. */
  rest?: string;
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
    text: z.string().nullish(),
    files: z.array(z.object({ name: z.string().nullish() })).nullish(),
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
    text: redactText(message.text ?? ""),
    ...(message.files?.length
      ? { files: message.files.map(({ name: file }) => file ?? "without a name") }
      : {}),
    ...(team?.domain ? { domain: team.domain } : {}),
  };
}

/** A form's metadata has little room. */
const room = 1_450;

/** As a form carries it. A text that has no room there waits in the record; the form has its beginning. */
export async function holdMessage(
  { flows }: { flows: Pick<Desk["flows"], "holdText"> },
  message: HeldMessage,
): Promise<string> {
  const whole = JSON.stringify(message);
  return whole.length <= room ? whole : clipped({ ...message, rest: await flows.holdText(message) });
}

function clipped({ files = [], ...message }: HeldMessage): string {
  const some = { ...message, files: files.slice(0, 5).map((name) => clip(name, 50)) };
  for (let most = 1_200; ; most = Math.floor(most / 2)) {
    const held = JSON.stringify({ ...some, text: clip(message.text, most) });
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
  files: z.array(z.string()).optional(),
  rest: z.string().optional(),
  domain: z.string().optional(),
});

export function messageHeld(text: string | undefined): HeldMessage {
  try {
    return held.parse(JSON.parse(text ?? ""));
  } catch (cause) {
    throw new InputError("This form is out of date. Close it and use the shortcut again.", { cause });
  }
}

/** What is told where the end of a text is gone. */
export const cutMark = "[cut: the rest of this message was not kept]";

/** The same with its author's name, its address and its whole text in words, as a timeline keeps it. */
export async function toPin(
  desk: Pick<Desk, "people" | "quick" | "log" | "reads">,
  message: HeldMessage,
): Promise<MessageToPin> {
  const { channel, ts, threadTs, author, rest } = message;
  const kept = rest === undefined ? message.text : await desk.reads.heldText(rest, message);
  const files = message.files?.map((name) => ({ name })) ?? [];
  const [name, permalink, words] = await Promise.all([
    nameOf(desk, message),
    permalinkOf(desk, message),
    messageWords(desk.people, { text: kept ?? message.text, files }),
  ]);
  return {
    ...{ channel, ts, ...(threadTs === undefined ? {} : { threadTs }) },
    ...{ author: { id: author, name }, permalink, at: timeOfTs(ts) },
    text: kept === undefined ? `${words}\n${cutMark}` : words,
  };
}

const nameOf = async ({ people }: Pick<Desk, "people">, { author, name }: HeldMessage): Promise<string> =>
  name ?? (/^[UW]/.test(author) ? people.nameOf(author) : author);

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
