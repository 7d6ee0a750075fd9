import { readFile } from "node:fs/promises";
import { InputError } from "../domain/errors.ts";
import { spellOut } from "../domain/text/visible.ts";
import { renderRecord, type TranscriptFormat } from "../domain/transcript/transcript.ts";
import { type Verified, verifyTranscript } from "../domain/transcript/verify.ts";
import type { CommandContext } from "./command.ts";

interface ToVerify {
  file: string;
  /** The JSON export that the file was made from, when it is not one itself. */
  record: string | undefined;
  /** In which its times may be, beside UTC. */
  zones: readonly string[];
}

/** 0 when everything holds, 1 when something does not. Asks nobody and needs no database. */
export async function verifyTranscriptFile(
  { stdout }: Pick<CommandContext, "stdout">,
  { file, record, zones }: ToVerify,
): Promise<number> {
  const verified = verifyTranscript(await textOf(record ?? file));
  const faults = [
    ...verified.faults,
    ...(record === undefined ? [] : madeFrom(verified, await textOf(file), zones)),
  ];
  // What stands in a forged file must not act on the terminal that shows it.
  if (faults.length > 0) {
    stdout(spellOut(`${file} does not hold:\n${faults.map((fault) => `- ${fault}\n`).join("")}`));
    return 1;
  }
  const remarks = verified.remarks.map((remark) => `Note: ${remark}\n`).join("");
  const { incident, timeline, runs, messages } = verified.record ?? { timeline: [], runs: [], messages: [] };
  stdout(
    spellOut(
      `${file} holds: ${incident?.name}, ${timeline.length} entries, ${runs.length} questions, ${messages.length} messages.\n${remarks}SHA-256 of the record: ${verified.sha256}\nCompare it with one that was kept elsewhere: a file that was replaced as a whole holds too.\n`,
    ),
  );
  return 0;
}

const textFormats: readonly TranscriptFormat[] = ["md", "html", "csv", "rows"];

/** Rendered again from the record it must have the same bytes, whichever of the formats it is. */
function madeFrom({ record }: Verified, text: string, zones: readonly string[]): string[] {
  if (record === undefined) return [];
  if (zones.some((zone) => textFormats.some((format) => renderRecord(record, format, { zone }) === text)))
    return [];
  return [
    `It was not made from this record with the times of ${zones.join(" or ")}, or was changed since. Give --zone when it shows another zone.`,
  ];
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError(
      `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
