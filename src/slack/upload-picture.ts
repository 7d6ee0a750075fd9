import { setTimeout as sleep } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import type { Hold, Outcome } from "../flows/ports.ts";
import { classify } from "./errors.ts";
import type { PictureToShow } from "./picture-to-show.ts";
import { putBytes } from "./upload-file.ts";

/** Slack looks at a picture for a moment before a message may show it. */
const lookMs = [200, 400, 800, 1_600, 2_000];

/**
 * Puts a picture where only messages of ours show it: it belongs to no channel. A try that failed is begun again from
 * the start, since nothing was seen of it. What somebody would have to mend is given up: the answer says it in words.
 */
export async function uploadPicture(client: WebClient, picture: PictureToShow, hold: Hold): Promise<Outcome> {
  const { name, title, alt, png } = picture;
  const put = await putBytes(client, { name, bytes: png, alt: alt.slice(0, 1_000) });
  if ("outcome" in put) return givenUp(put);
  await hold();
  try {
    await client.files.completeUploadExternal({ files: [{ id: put.fileId, title }] });
  } catch (error) {
    const { outcome, why } = classify(error);
    if (outcome === "unknown" || outcome === "not-sent")
      return { outcome: "not-sent", retryAfterMs: 5_000, why };
    return { outcome: "dropped", why };
  }
  await untilSeen(client, put.fileId);
  // Where it is: no message, but found by the same key.
  return { outcome: "sent", shown: { channel: "file", ts: put.fileId } };
}

/** A message with a picture that Slack has not looked at is refused. Without the right to ask, a while must do. */
async function untilSeen(client: WebClient, file: string): Promise<void> {
  for (const ms of lookMs) {
    try {
      const { file: seen } = await client.files.info({ file });
      if (seen?.mimetype) return;
    } catch {
      // Asked once more below.
    }
    await sleep(ms);
  }
}

const givenUp = (outcome: Outcome): Outcome =>
  outcome.outcome === "blocked" ? { outcome: "dropped", why: outcome.why } : outcome;
