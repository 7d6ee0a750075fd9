import { spellOut } from "../text/visible.ts";
import { type TranscriptRecord, transcriptFormatName, transcriptVersion } from "./document.ts";
import { recordHash } from "./integrity.ts";

/** The record whole, ids of keys included: its hashes can be derived from it. */
export function renderJson(record: TranscriptRecord): string {
  const sha256 = recordHash(record);
  const whole = { format: transcriptFormatName, version: transcriptVersion, sha256, record };
  return `${spellOut(JSON.stringify(whole, null, 2))}\n`;
}
