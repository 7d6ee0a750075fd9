import { dirname, relative } from "node:path";
import { settingsWarnings } from "../config/warnings.ts";
import { checkSettingsFile } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import { type Command, type CommandContext, readArguments } from "./command.ts";
import { explainAlarms } from "./config-explain.ts";

const usage = `cairn config check
    every fault of cairn.yml with its line, and what is probably not meant; exit 2 when there is a fault
cairn config explain ALARM.json [--tags key=value,...] [--json]
    which route, channel, severity, incident, runbook and ladder an alarm would get, and why. ALARM.json is a message
    of EventBridge or SNS, or what "aws cloudwatch describe-alarms" prints; - reads it from standard input.

The file is ./cairn.yml, or the one in CAIRN_CONFIG. Neither needs a secret, nor asks Slack or AWS.
`;

/** `cairn config`: what is wrong with the settings, and what they would do. */
export const runConfigCommand: Command = async ([what, ...argv], context) => {
  if (what === undefined || what === "--help" || what === "-h") {
    context.stdout(usage);
    return what === undefined ? 2 : 0;
  }
  const options = {
    tags: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = readArguments({ args: argv, allowPositionals: true, options }, usage);
  if (values.help) {
    context.stdout(usage);
    return 0;
  }
  if (what === "check") return check(context);
  const [file, ...others] = positionals;
  if (what !== "explain" || file === undefined || others.length > 0) throw new InputError(usage);
  return explainAlarms(context, { file, tags: values.tags, json: values.json ?? false });
};

function check({ stdout, stderr }: CommandContext): number {
  const { path, file, faults, place } = checkSettingsFile(process.env);
  const shelf = file?.runbooks ?? shippedRunbooks;
  const { runbooks, broken } = file ? readRunbooks(shelf) : { runbooks: [], broken: [] };
  const warnings = file ? settingsWarnings(file, runbooks) : [];
  for (const fault of faults) stderr(`${fault}\n`);
  for (const { at, message } of warnings) stderr(`${place(at)} warning: ${message}\n`);
  for (const { file: name, why } of broken)
    stderr(`${relative(dirname(path), shelf) || "."}/${name}: warning: left out, it is broken: ${why}\n`);
  const told = warnings.length + broken.length;
  const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  stdout(
    faults.length > 0
      ? `${path}: ${counted(faults.length, "fault")}, ${counted(told, "warning")}.\n`
      : `${path} is sound: ${counted(file?.routes.length ?? 0, "route")}, ${counted(Object.keys(file?.ladders ?? {}).length, "ladder")}, ${counted(runbooks.length, "runbook")}, ${counted(told, "warning")}.\n`,
  );
  return faults.length > 0 ? 2 : 0;
}
