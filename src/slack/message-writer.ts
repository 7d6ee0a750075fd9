import type { WebClient } from "@slack/web-api";
import type { Hold, OutboxRow, Outcome, ShownMessage, Turns } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { type Classified, classify } from "./errors.ts";
import { messageMetadata } from "./message-key.ts";
import { type SlackPace, slackPace } from "./pace.ts";
import { uploadFile } from "./upload-file.ts";
import type { MessageView } from "./views/message.ts";
import { plainMessage } from "./views/plain-message.ts";

export interface WriterOptions {
  /** Without retries and with a time-out: connection.ts makes it. */
  client: WebClient;
  log: Log;
  turns: Turns;
  pace?: SlackPace;
}

/** What goes out, and the leave for each call that shows it. */
export interface Sending {
  row: OutboxRow;
  hold: Hold;
}

interface Edit {
  channel: string;
  inThread: boolean;
  message: MessageView;
  /** Where it cannot be edited it is left alone: nothing new is posted, and nobody moves for it. */
  only?: true;
}

const isWithoutPlace = (
  outcome: { outcome: "sent" } | Classified,
): outcome is Extract<Classified, { outcome: "target-gone" | "blocked" }> =>
  outcome.outcome === "target-gone" || (outcome.outcome === "blocked" && outcome.of === "place");

/** Writes messages into Slack at Slack's pace, and what it refuses in a plainer form. */
export function createMessageWriter({ client, log, turns, pace = slackPace }: WriterOptions) {
  async function edit(
    sending: Sending,
    { channel, inThread, message, only }: Edit,
    at: ShownMessage,
  ): Promise<Outcome> {
    const wait =
      (await turns.take(`edit ${at.channel} ${at.ts}`, pace.sameMessage)) ||
      (await turns.take(allEdits, pace.edit));
    if (wait > 0) return pacing(wait);
    const outcome = await withFallback(sending, message, async ({ text, blocks }) => {
      const answer = await client.chat.update({ channel: at.channel, ts: at.ts, text, blocks });
      return {
        channel: answer.channel ?? at.channel,
        ts: answer.ts ?? at.ts,
        ...(at.threadTs ? { threadTs: at.threadTs } : {}),
      };
    });
    await holdBack(allEdits, outcome);
    if (only && isWithoutPlace(outcome)) return { outcome: "dropped", why: outcome.why };
    if (outcome.outcome !== "target-gone") return settled(outcome);
    log.warn({ ...about(sending), why: outcome.why }, "A message was gone and is posted anew");
    return inThread ? post(sending, at.channel, message, at.threadTs) : post(sending, channel, message);
  }

  /** A root message, or a reply when `threadTs` is given. */
  async function post(
    sending: Sending,
    channel: string,
    message: MessageView,
    threadTs?: string,
  ): Promise<Outcome> {
    const turn = posting(channel);
    const wait = await turns.take(turn, pace.post);
    if (wait > 0) return pacing(wait);
    const loud = message.broadcast ? { reply_broadcast: true as const } : {};
    const outcome = await withFallback(sending, message, async ({ text, blocks }) => {
      const answer = await client.chat.postMessage({
        channel,
        text,
        blocks,
        ...(threadTs ? { thread_ts: threadTs, ...loud } : {}),
        metadata: messageMetadata(sending.row.key),
        unfurl_links: false,
        unfurl_media: false,
      });
      const ts = answer.ts ?? "";
      // Slack shows a reply to a message that is gone in the channel itself.
      if (threadTs && answer.message?.thread_ts !== threadTs) {
        await takeBack(answer.channel ?? channel, ts);
        throw new LeakedReply();
      }
      return { channel: answer.channel ?? channel, ts, ...(threadTs ? { threadTs } : {}) };
    });
    await holdBack(turn, outcome);
    return settled(outcome);
  }

  /** A file for a thread of this channel; it waits for its turn like any other message there. */
  async function upload(
    { hold }: Sending,
    channel: string,
    place: Parameters<typeof uploadFile>[1],
  ): Promise<Outcome> {
    const wait = await turns.take(posting(channel), pace.post);
    return wait > 0 ? pacing(wait) : uploadFile(client, place, hold);
  }

  /** When Slack asks one of us for patience, it means all of us. */
  async function holdBack(turn: string, outcome: { outcome: "sent" } | Classified): Promise<void> {
    if (outcome.outcome === "not-sent" && outcome.limited) await turns.hold(turn, outcome.retryAfterMs);
  }

  async function takeBack(channel: string, ts: string): Promise<void> {
    try {
      await client.chat.delete({ channel, ts });
    } catch (err) {
      log.error({ err, channel, ts }, "A reply that showed in the channel could not be taken back");
    }
  }

  /** Tries the blocks, then these without pictures, then the same words in one plain block, then the words alone. */
  async function withFallback(
    sending: Sending,
    message: MessageView,
    call: (body: MessageView) => Promise<ShownMessage>,
  ): Promise<{ outcome: "sent"; shown: ShownMessage } | Classified> {
    let outcome = await attempt(sending, call, message);
    // A picture that Slack will not show must not cost the words around it.
    const wordsOnly = message.blocks.filter(({ type }) => type !== "image");
    const bare = wordsOnly.length < message.blocks.length ? [{ ...message, blocks: wordsOnly }] : [];
    for (const body of [...bare, plainMessage(message), { text: message.text, blocks: [] }]) {
      if (outcome.outcome !== "content-refused") break;
      log.error({ ...about(sending), why: outcome.why }, "Slack refused our blocks");
      outcome = await attempt(sending, call, body);
    }
    return outcome;
  }

  return { edit, post, upload };
}

const about = ({ row }: Sending) => ({ incident: row.show.incidentId, show: row.show.show });
const allEdits = "edit";
const posting = (channel: string): string => `post ${channel}`;

class LeakedReply extends Error {}

const threadIsGone = "The incident's first message is gone, so there is no thread to reply in.";
const pacing = (retryAfterMs: number): Outcome => ({
  outcome: "not-sent",
  retryAfterMs,
  why: "Slack takes one message a second.",
});

async function attempt(
  { hold }: Sending,
  call: (body: MessageView) => Promise<ShownMessage>,
  body: MessageView,
): Promise<{ outcome: "sent"; shown: ShownMessage } | Classified> {
  await hold();
  try {
    return { outcome: "sent", shown: await call(body) };
  } catch (error) {
    return error instanceof LeakedReply ? { outcome: "thread-gone", why: threadIsGone } : classify(error);
  }
}

function settled(outcome: { outcome: "sent"; shown: ShownMessage } | Classified): Outcome {
  switch (outcome.outcome) {
    case "thread-gone":
      return { outcome: "no-thread", why: threadIsGone };
    case "content-refused":
    case "target-gone":
      return { outcome: "blocked", why: outcome.why };
    default:
      return outcome;
  }
}
