import { InputError } from "../domain/errors.ts";
import { redactText } from "../domain/text/redact.ts";
import { visible } from "../domain/text/visible.ts";
import type { InboxState } from "../flows/ports.ts";
import { type Command, readArguments } from "./command.ts";
import { withRecord } from "./record.ts";
import { renderTable } from "./table.ts";

const usage = `cairn inbox [list] [--state new|done|unparsed|dead|dropped]   what was received, newest first
cairn inbox show ID                                   one message as it came
cairn inbox retry ID                                  puts it back to be read again
cairn inbox drop ID --why TEXT                        lays it aside for good; it is kept, with the reason

Without --state, list shows what needs a person: unparsed and dead messages.
The record is DATABASE_URL's, else that of the Cairn that runs in this folder.
`;

const states: readonly string[] = ["new", "done", "unparsed", "dead", "dropped"];

/** `cairn inbox`: what came in, above all what nobody understood. */
export const runInboxCommand: Command = async (argv, { stdout }) => {
  const { values, positionals } = readArguments(
    {
      args: argv,
      allowPositionals: true,
      options: { state: { type: "string" }, why: { type: "string" }, help: { type: "boolean", short: "h" } },
    },
    usage,
  );
  const [verb = "list", id] = positionals;
  if (values.help) {
    stdout(usage);
    return 0;
  }
  if (values.state !== undefined && !states.includes(values.state))
    throw new InputError(`--state must be one of ${states.join(", ")}.\n\n${usage}`);

  return withRecord(process.env, async (store) => {
    const wanted = values.state === undefined ? ["unparsed", "dead"] : [values.state];
    if (verb === "list") {
      const messages = (
        await Promise.all(wanted.map((state) => store.inbox({ state: state as InboxState, limit: 100 })))
      ).flat();
      const rows = messages.map(({ id, state, source, receivedAt, attempts, error }) => ({
        id,
        state,
        source,
        received: receivedAt.toISOString(),
        attempts,
        why: error ?? "",
      }));
      stdout(
        rows.length === 0
          ? `No ${wanted.join(" or ")} messages.\n`
          : `${renderTable(Object.keys(rows[0] ?? {}), rows)}\n`,
      );
      return 0;
    }
    if (id === undefined || !["show", "retry", "drop"].includes(verb)) throw new InputError(usage);
    const message = await store.inboxMessage(id);
    if (message === undefined)
      throw new InputError(`There is no message ${id}. "cairn inbox list" shows them.`);
    if (verb === "show") {
      stdout(`${visible(redactText(message.body), 1_000_000)}\n`);
      return 0;
    }
    if (message.state === "done")
      throw new InputError(`Message ${id} was taken in already; there is nothing to ${verb}.`);
    if (verb === "drop") {
      const why = values.why?.trim();
      if (!why) throw new InputError('Say why, for whoever looks later: --why "a test of ours".');
      await store.transaction((tx) => tx.dropInbox(id, why));
      stdout(`Message ${id} is dropped. "cairn inbox retry ${id}" brings it back.\n`);
      return 0;
    }
    await store.transaction((tx) => tx.reviveInbox(id));
    stdout(`Message ${id} will be read again.\n`);
    return 0;
  });
};
