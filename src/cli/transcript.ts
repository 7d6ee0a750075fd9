import { writeFile } from "node:fs/promises";
import { readZone } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import { parseShortId } from "../domain/incident/incident.ts";
import { system } from "../domain/responder.ts";
import { transcriptJsonSchema } from "../domain/transcript/document.ts";
import { type TranscriptFormat, transcriptFormats } from "../domain/transcript/transcript.ts";
import { exportTranscript } from "../flows/thread/export-transcript.ts";
import { type Command, type CommandContext, readArguments } from "./command.ts";
import { withRecord } from "./record.ts";
import { verifyTranscriptFile } from "./verify-transcript.ts";

const usage = `cairn transcript INC-42 [--format md|json|html|csv|rows] [--zone Europe/Berlin] [--out FILE]
  prints the incident, or writes it to FILE; csv is the timeline, rows are the rows of all answers as CSV
cairn transcript verify FILE.json
  checks an export without any database: its hash, the chains of its timeline and of its messages, the hash of every
  answer's rows
cairn transcript verify FILE --record FILE.json [--zone Europe/Berlin]
  the same, and that FILE (Markdown, HTML or CSV) was made from this record
cairn transcript schema
  prints the JSON Schema of the JSON export

The record is DATABASE_URL's, else that of the Cairn that runs in this folder. Times are in UTC, and beside it in the
zone of --zone, else that of cairn.yml; --zone UTC shows no other.
`;

const options = {
  help: { type: "boolean", short: "h" },
  format: { type: "string" },
  zone: { type: "string" },
  out: { type: "string", short: "o" },
  record: { type: "string" },
} as const;

/** `cairn transcript`: whoever may read the database may read the record; the audit says that it was exported. */
export const runTranscriptCommand: Command = async (argv, context) => {
  const { values, positionals } = readArguments({ args: argv, allowPositionals: true, options }, usage);
  const { stdout } = context;
  const [first = "", file, ...rest] = positionals;
  if (values.help) {
    stdout(usage);
    return 0;
  }
  if (first === "schema") {
    stdout(`${JSON.stringify(transcriptJsonSchema(), null, 2)}\n`);
    return 0;
  }
  if (first === "verify" && file !== undefined && rest.length === 0)
    return verifyTranscriptFile(context, { file, record: values.record, zones: zonesOf(values) });
  const number = parseShortId(first);
  if (number === undefined || file !== undefined || values.record !== undefined) throw new InputError(usage);
  const format = formatIn(values.format);
  const transcript = await fromRecord(number, format, values.zone ?? readZone(process.env));
  await give(context, transcript, values.out);
  return 0;
};

/** Of a page made elsewhere nothing is known: without the option it may be in UTC alone, or in the zone of cairn.yml. */
const zonesOf = ({ zone, record }: { zone?: string; record?: string }): string[] =>
  zone !== undefined ? [zone] : record === undefined ? [] : [...new Set(["UTC", readZone(process.env)])];

const fromRecord = (number: number, format: TranscriptFormat, zone: string): Promise<string> =>
  withRecord(process.env, async (store) => {
    const incident = await store.incidentByNumber(number);
    if (incident === undefined) throw new InputError(`There is no INC-${number}.`);
    return exportTranscript(
      { store, clock: () => new Date() },
      { incidentId: incident.id, actor: system, format, zone },
    );
  });

function formatIn(text = "md"): TranscriptFormat {
  const format = transcriptFormats.find((each) => each === text);
  if (format) return format;
  throw new InputError(`--format ${text} is not known: there is ${transcriptFormats.join(", ")}.`);
}

async function give(
  { stdout, stderr }: CommandContext,
  text: string,
  out: string | undefined,
): Promise<void> {
  if (out === undefined) return stdout(text);
  try {
    await writeFile(out, text);
  } catch (cause) {
    throw new InputError(
      `${out} could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  stderr(`Written to ${out}.\n`);
}
