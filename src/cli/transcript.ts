import { InputError } from "../domain/errors.ts";
import { parseShortId } from "../domain/incident.ts";
import { system } from "../domain/responder.ts";
import { exportTranscript } from "../flows/export-transcript.ts";
import { type Command, readArguments } from "./command.ts";
import { withRecord } from "./record.ts";

const usage = `cairn transcript INC-42   prints the incident as Markdown

The record is DATABASE_URL's, else that of the Cairn that runs in this folder.
`;

/** `cairn transcript`: whoever may read the database may read the record; the audit says that it was exported. */
export const runTranscriptCommand: Command = async (argv, { stdout }) => {
  const { values, positionals } = readArguments(
    { args: argv, allowPositionals: true, options: { help: { type: "boolean", short: "h" } } },
    usage,
  );
  if (values.help) {
    stdout(usage);
    return 0;
  }
  const number = parseShortId(positionals[0] ?? "");
  if (number === undefined) throw new InputError(usage);
  return withRecord(process.env, async (store) => {
    const incident = await store.incidentByNumber(number);
    if (incident === undefined) throw new InputError(`There is no INC-${number}.`);
    stdout(
      await exportTranscript({ store, clock: () => new Date() }, { incidentId: incident.id, actor: system }),
    );
    return 0;
  });
};
