import { writeFile } from "node:fs/promises";
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
  checks an export without any database: its hash, the chain of its timeline, the hash of every answer's rows
cairn transcript verify FILE --record FILE.json [--zone Europe/Berlin]
  the same, and that FILE (Markdown, HTML or CSV) was made from this record
cairn transcript schema
  prints the JSON Schema of the JSON export

The record is DATABASE_URL's, else that of the Cairn that runs in this folder.
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
    return verifyTranscriptFile(context, { file, record: values.record, zone: values.zone });
  const number = parseShortId(first);
  if (number === undefined || file !== undefined || values.record !== undefined) throw new InputError(usage);
  const transcript = await fromRecord(number, formatIn(values.format), values.zone);
  await give(context, transcript, values.out);
  return 0;
};

const fromRecord = (number: number, format: TranscriptFormat, zone: string | undefined): Promise<string> =>
  withRecord(process.env, async (store) => {
    const incident = await store.incidentByNumber(number);
    if (incident === undefined) throw new InputError(`There is no INC-${number}.`);
    return exportTranscript(
      { store, clock: () => new Date() },
      { incidentId: incident.id, actor: system, format, ...(zone === undefined ? {} : { zone }) },
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
