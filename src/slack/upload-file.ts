import type { WebClient } from "@slack/web-api";
import type { Hold, Outcome } from "../flows/ports.ts";
import { classify } from "./errors.ts";
import type { FileToShow } from "./show.ts";
import { inertText } from "./views/foreign-text.ts";

const uploadMs = 10_000;

/** A file in a thread, or with a person alone. At least once: files carry no key, so a lost answer may show it twice. */
export async function uploadFile(
  client: WebClient,
  { channel, threadTs, file }: { channel: string; threadTs?: string; file: FileToShow },
  hold: Hold,
): Promise<Outcome> {
  const put = await putBytes(client, { name: file.name, bytes: new TextEncoder().encode(file.content) });
  if ("outcome" in put) return put;
  await hold();
  try {
    await client.files.completeUploadExternal({
      files: [{ id: put.fileId, title: file.title }],
      channel_id: channel,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      initial_comment: inertText(file.comment),
    });
    return { outcome: "sent" };
  } catch (error) {
    const classified = classify(error);
    return classified.outcome === "unknown" || classified.outcome === "not-sent"
      ? classified
      : { outcome: "blocked", why: classified.why };
  }
}

/** The bytes at Slack, shown nowhere yet; or why they are not there. */
export async function putBytes(
  client: WebClient,
  { name, bytes, alt }: { name: string; bytes: Uint8Array; alt?: string },
): Promise<{ fileId: string } | Outcome> {
  try {
    const place = await client.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
      ...(alt === undefined ? {} : { alt_text: alt }),
    });
    if (!place.upload_url || !place.file_id) throw new Error("Slack named no place for the file.");
    const answer = await fetch(place.upload_url, {
      method: "POST",
      body: Uint8Array.from(bytes),
      signal: AbortSignal.timeout(uploadMs),
    });
    if (!answer.ok) throw new Error(`Slack did not take the file's bytes: HTTP ${answer.status}.`);
    return { fileId: place.file_id };
  } catch (error) {
    // Nothing shows before the upload is completed, so it is safe to begin again.
    const classified = classify(error);
    return classified.outcome === "blocked" || classified.outcome === "not-sent"
      ? classified
      : { outcome: "not-sent", retryAfterMs: 5_000, why: classified.why };
  }
}
