import { type Destination, type Outcome, type ShownMessage, shownKey } from "../flows/ports.ts";
import { notReached, openDirect } from "./direct-message.ts";
import { findByKey } from "./message-key.ts";
import { createMessageWriter, type Sending, type WriterOptions } from "./message-writer.ts";
import { type Shown, shownNow } from "./show.ts";
import type { ShowSources } from "./show-sources.ts";
import { uploadFile } from "./upload-file.ts";
import { uploadPicture } from "./upload-picture.ts";

export interface SlackDestinationOptions extends ShowSources, WriterOptions {
  /** Only messages of this bot are ever taken for ours. */
  botId: string;
}

/** Posts, edits and uploads what the outbox says; keeps nothing itself. */
export function createSlackDestination(options: SlackDestinationOptions): Destination {
  const { client, botId, log, reads } = options;
  const writer = createMessageWriter(options);
  const rootOf = (incidentId: string) => reads.shown(incidentId, "root");

  async function send(sending: Sending): Promise<Outcome> {
    const { row, hold } = sending;
    const shown = await shownNow(options, row.show);
    if (!shown) return { outcome: "dropped", why: "What was to be shown is not in the record." };
    if (shown.kind === "direct") return sendDirect(sending, shown);
    if (shown.kind === "elsewhere") return sendElsewhere(sending, shown);
    if (shown.kind === "pointer")
      return writer.edit(
        sending,
        { ...shown, channel: shown.at.channel, inThread: true, only: true },
        shown.at,
      );
    if (shown.kind === "picture") return uploadPicture(client, shown.picture, hold);
    const root = await rootOf(row.show.incidentId);
    if (shown.kind === "file") return sendFile(sending, shown, root);
    if (!shown.inThread) {
      return root ? writer.edit(sending, shown, root) : writer.post(sending, shown.channel, shown.message);
    }
    if (!root) return rootMissing;
    const at = await reads.shown(row.show.incidentId, shownKey(row.show));
    // What was shown in a thread that is gone continues in the new one.
    return at?.threadTs === root.ts
      ? writer.edit(sending, shown, at)
      : writer.post(sending, root.channel, shown.message, root.ts);
  }

  /** A channel that takes nothing is not waited for: the incident's own place is another one. */
  async function sendElsewhere(
    sending: Sending,
    { channel, message }: Extract<Shown, { kind: "elsewhere" }>,
  ): Promise<Outcome> {
    const { show } = sending.row;
    const at = await reads.shown(show.incidentId, shownKey(show));
    return notReached(
      at
        ? await writer.edit(sending, { channel, inThread: false, message }, at)
        : await writer.post(sending, channel, message),
    );
  }

  /** What cannot reach the person is dropped with its reason: the flow then asks them in the thread. */
  async function sendDirect(
    sending: Sending,
    { personId, message }: Extract<Shown, { kind: "direct" }>,
  ): Promise<Outcome> {
    const { show } = sending.row;
    const at = await reads.shown(show.incidentId, shownKey(show));
    if (at)
      return notReached(await writer.edit(sending, { channel: at.channel, inThread: false, message }, at));
    const place = await openDirect(client, personId);
    return "outcome" in place
      ? notReached(place)
      : notReached(await writer.post(sending, place.channel, message));
  }

  async function sendFile(
    sending: Sending,
    { channel, file, personId }: Extract<Shown, { kind: "file" }>,
    root: ShownMessage | undefined,
  ): Promise<Outcome> {
    if (personId !== undefined) {
      const place = await openDirect(client, personId);
      return notReached(
        "outcome" in place ? place : await uploadFile(client, { ...place, file }, sending.hold),
      );
    }
    if (!root) return rootMissing;
    return writer.upload(sending, channel, { channel: root.channel, threadTs: root.ts, file });
  }

  return {
    async send(row, hold) {
      const outcome = await send({ row, hold });
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
      // An edit may go out twice.
      if (row.show.show === "picture" || row.show.show === "moved") return undefined;
      if (["ask", "quiet", "follow-ups"].includes(row.show.show)) {
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
      const about = { botId, key: row.key, since: row.firstTry };
      const found = await findByKey(client, { ...about, ...place });
      if (found || inThread) return found;
      // It may have gone to where the incident was before it moved.
      const moves = (await reads.timeline(incident.id)).filter(({ action }) => action === "incident.move");
      for (const { body } of moves) {
        if (typeof body.from !== "string" || body.from === incident.channel) continue;
        const before = await findByKey(client, { ...about, channel: body.from });
        if (before) return before;
      }
      return undefined;
    },
  };
}

const rootMissing: Outcome = {
  outcome: "no-thread",
  why: "The incident's first message is not posted yet.",
};
