import type { WebClient } from "@slack/web-api";
import {
  type Destination,
  type OutboxRow,
  type Outcome,
  type ShownMessage,
  shownKey,
  type Turns,
} from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { notReached, openDirect } from "./direct-message.ts";
import { type Classified, classify } from "./errors.ts";
import { findByKey, messageMetadata } from "./message-key.ts";
import { type SlackPace, slackPace } from "./pace.ts";
import { type Shown, shownNow } from "./show.ts";
import type { ShowSources } from "./show-sources.ts";
import { uploadFile } from "./upload-file.ts";
import { uploadPicture } from "./upload-picture.ts";
import type { MessageView } from "./views/message.ts";
import { plainMessage } from "./views/plain-message.ts";

export interface SlackDestinationOptions extends ShowSources {
  /** Without retries and with a time-out: connection.ts makes it. */
  client: WebClient;
  /** Only messages of this bot are ever taken for ours. */
  botId: string;
  log: Log;
  turns: Turns;
  pace?: SlackPace;
}

/** Posts, edits and uploads what the outbox says; keeps nothing itself. */
export function createSlackDestination(options: SlackDestinationOptions): Destination {
  const { client, botId, log, reads, turns, pace = slackPace } = options;
  const rootOf = (incidentId: string) => reads.shown(incidentId, "root");

  async function send(row: OutboxRow): Promise<Outcome> {
    const shown = await shownNow(options, row.show);
    if (!shown) return { outcome: "dropped", why: "What was to be shown is not in the record." };
    if (shown.kind === "direct") return sendDirect(row, shown);
    if (shown.kind === "elsewhere") return sendElsewhere(row, shown);
    if (shown.kind === "picture") return uploadPicture(client, shown.picture);
    const root = await rootOf(row.show.incidentId);
    if (shown.kind === "file") return sendFile(shown, root);
    if (!shown.inThread) {
      return root ? edit(row, shown, root) : post(row, shown.channel, shown.message);
    }
    if (!root) return rootMissing;
    const at = await reads.shown(row.show.incidentId, shownKey(row.show));
    // What was shown in a thread that is gone continues in the new one.
    return at?.threadTs === root.ts ? edit(row, shown, at) : post(row, root.channel, shown.message, root.ts);
  }

  /** A channel that takes nothing is not waited for: the incident's own place is another one. */
  async function sendElsewhere(
    row: OutboxRow,
    { channel, message }: Extract<Shown, { kind: "elsewhere" }>,
  ): Promise<Outcome> {
    const at = await reads.shown(row.show.incidentId, shownKey(row.show));
    return notReached(
      at
        ? await edit(row, { kind: "message", channel, inThread: false, message }, at)
        : await post(row, channel, message),
    );
  }

  /** What cannot reach the person is dropped with its reason: the flow then asks them in the thread. */
  async function sendDirect(
    row: OutboxRow,
    { personId, message }: Extract<Shown, { kind: "direct" }>,
  ): Promise<Outcome> {
    const at = await reads.shown(row.show.incidentId, shownKey(row.show));
    if (at)
      return notReached(
        await edit(row, { kind: "message", channel: at.channel, inThread: false, message }, at),
      );
    const place = await openDirect(client, personId);
    return "outcome" in place ? notReached(place) : notReached(await post(row, place.channel, message));
  }

  async function edit(
    row: OutboxRow,
    { channel, inThread, message }: Extract<Shown, { kind: "message" }>,
    at: ShownMessage,
  ): Promise<Outcome> {
    const wait =
      (await turns.take(`edit ${at.channel} ${at.ts}`, pace.sameMessage)) ||
      (await turns.take(allEdits, pace.edit));
    if (wait > 0) return pacing(wait);
    const outcome = await withFallback(row, message, async ({ text, blocks }) => {
      const answer = await client.chat.update({ channel: at.channel, ts: at.ts, text, blocks });
      return {
        channel: answer.channel ?? at.channel,
        ts: answer.ts ?? at.ts,
        ...(at.threadTs ? { threadTs: at.threadTs } : {}),
      };
    });
    await holdBack(allEdits, outcome);
    if (outcome.outcome !== "target-gone") return settled(outcome);
    log.warn(
      { incident: row.show.incidentId, show: row.show.show, why: outcome.why },
      "A message was gone and is posted anew",
    );
    return inThread ? post(row, at.channel, message, at.threadTs) : post(row, channel, message);
  }

  /** A root message, or a reply when `threadTs` is given. */
  async function post(
    row: OutboxRow,
    channel: string,
    message: MessageView,
    threadTs?: string,
  ): Promise<Outcome> {
    const turn = posting(channel);
    const wait = await turns.take(turn, pace.post);
    if (wait > 0) return pacing(wait);
    const loud = message.broadcast ? { reply_broadcast: true as const } : {};
    const outcome = await withFallback(row, message, async ({ text, blocks }) => {
      const answer = await client.chat.postMessage({
        channel,
        text,
        blocks,
        ...(threadTs ? { thread_ts: threadTs, ...loud } : {}),
        metadata: messageMetadata(row.key),
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

  async function sendFile(
    { channel, file, personId }: Extract<Shown, { kind: "file" }>,
    root: ShownMessage | undefined,
  ): Promise<Outcome> {
    if (personId !== undefined) {
      const place = await openDirect(client, personId);
      return notReached("outcome" in place ? place : await uploadFile(client, { ...place, file }));
    }
    if (!root) return rootMissing;
    const wait = await turns.take(posting(channel), pace.post);
    if (wait > 0) return pacing(wait);
    return uploadFile(client, { channel: root.channel, threadTs: root.ts, file });
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
    row: OutboxRow,
    message: MessageView,
    call: (body: MessageView) => Promise<ShownMessage>,
  ): Promise<{ outcome: "sent"; shown: ShownMessage } | Classified> {
    let outcome = await attempt(call, message);
    // A picture that Slack will not show must not cost the words around it.
    const wordsOnly = message.blocks.filter(({ type }) => type !== "image");
    const bare = wordsOnly.length < message.blocks.length ? [{ ...message, blocks: wordsOnly }] : [];
    for (const body of [...bare, plainMessage(message), { text: message.text, blocks: [] }]) {
      if (outcome.outcome !== "content-refused") break;
      log.error(
        { incident: row.show.incidentId, show: row.show.show, why: outcome.why },
        "Slack refused our blocks",
      );
      outcome = await attempt(call, body);
    }
    return outcome;
  }

  return {
    async send(row) {
      const outcome = await send(row);
      const about = { incident: row.show.incidentId, show: row.show.show, tries: row.tries };
      if (outcome.outcome === "blocked")
        log.error({ ...about, why: outcome.why }, "A message waits until somebody mends something in Slack");
      if (outcome.outcome === "unknown")
        log.warn({ ...about, why: outcome.why }, "It is not known yet whether a message arrived");
      return outcome;
    },
    async find(row) {
      const incident = await reads.incident(row.show.incidentId);
      if (!incident) return undefined;
      if (row.show.show === "picture") return undefined;
      if (row.show.show === "ask" || row.show.show === "quiet") {
        const shown = await shownNow(options, row.show);
        const place = shown?.kind === "direct" ? await openDirect(client, shown.personId) : undefined;
        if (!place || "outcome" in place) throw new Error("The direct messages could not be read.");
        return findByKey(client, { botId, key: row.key, since: row.firstTry, channel: place.channel });
      }
      if (row.show.show === "call") {
        const { channel } = row.show;
        return findByKey(client, { botId, key: row.key, since: row.firstTry, channel });
      }
      const root = await rootOf(incident.id);
      const inThread = row.show.show !== "incident";
      if (inThread && !root) return undefined;
      const place =
        inThread && root ? { channel: root.channel, threadTs: root.ts } : { channel: incident.channel };
      return findByKey(client, { botId, key: row.key, since: row.firstTry, ...place });
    },
  };
}

const allEdits = "edit";
const posting = (channel: string): string => `post ${channel}`;

class LeakedReply extends Error {}

const threadIsGone = "The incident's first message is gone, so there is no thread to reply in.";
const rootMissing: Outcome = {
  outcome: "no-thread",
  why: "The incident's first message is not posted yet.",
};
const pacing = (retryAfterMs: number): Outcome => ({
  outcome: "not-sent",
  retryAfterMs,
  why: "Slack takes one message a second.",
});

async function attempt(
  call: (body: MessageView) => Promise<ShownMessage>,
  body: MessageView,
): Promise<{ outcome: "sent"; shown: ShownMessage } | Classified> {
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
