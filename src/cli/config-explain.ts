import { readFileSync } from "node:fs";
import { ConfigError, checkSettingsFile, type FileSettings } from "../config.ts";
import type { Alarm } from "../domain/alarm/alarm.ts";
import { parseAlarm } from "../domain/alarm/parse-alarm.ts";
import { parseDescribedAlarms } from "../domain/alarm/parse-described.ts";
import { InputError } from "../domain/errors.ts";
import type { Runbook } from "../domain/runbook/schema.ts";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import type { CommandContext } from "./command.ts";
import { type Explained, explainAlarm } from "./explain-alarm.ts";
import { explainedText } from "./query/explained-text.ts";

const largest = 5_000_000;

/** `cairn config explain`. Resolves to 0; throws InputError for what is no alarm, ConfigError for faulty settings. */
export async function explainAlarms(
  context: CommandContext,
  { file, tags, json }: { file: string; tags?: string; json: boolean },
): Promise<number> {
  const { file: settings, faults, path } = checkSettingsFile(process.env);
  if (settings === undefined || faults.length > 0) throw new ConfigError(faults);
  const { runbooks } = readRunbooks(settings.runbooks ?? shippedRunbooks);
  const now = context.now?.() ?? new Date();
  const given = parseTags(tags);
  const alarms = readAlarms(await textOf(file, context), now).map((alarm) =>
    given === undefined ? alarm : { ...alarm, tags: { ...alarm.tags, ...given } },
  );
  const explained = alarms.map((alarm) => explain(alarm, settings, runbooks, now));
  context.stdout(
    json
      ? `${JSON.stringify(explained.length === 1 ? explained[0] : explained, null, 2)}\n`
      : `${explained.map((each) => explainedText(each, path)).join("\n\n")}\n`,
  );
  return 0;
}

const explain = (alarm: Alarm, settings: FileSettings, runbooks: readonly Runbook[], now: Date): Explained =>
  explainAlarm(alarm, { settings, runbooks, now });

async function textOf(file: string, { stdin }: CommandContext): Promise<string> {
  if (file !== "-") {
    try {
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw new InputError(
        `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
        },
      );
    }
  }
  let text = "";
  for await (const part of stdin ?? []) {
    text += typeof part === "string" ? part : Buffer.from(part).toString("utf8");
    if (text.length > largest) throw new InputError("Standard input is too long for an alarm.");
  }
  return text;
}

function readAlarms(text: string, now: Date): Alarm[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`This is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const described = parseDescribedAlarms(json, now);
  if (described !== undefined) {
    if (described.length > 0) return described;
    throw new InputError("There is no alarm in it: describe-alarms found none.");
  }
  const parsed = parseAlarm(text);
  if (parsed.outcome === "alarm") return [parsed.alarm];
  throw new InputError(
    parsed.outcome === "unparsed"
      ? `${parsed.why} Give a message of EventBridge or SNS, or the answer of "aws cloudwatch describe-alarms".`
      : "This tells that an alarm was configured anew: it opens no incident.",
  );
}

/** `severity=P1,team=payments` */
function parseTags(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [, key, value] = /^\s*([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === undefined || value === undefined)
        throw new InputError(`--tags wants key=value pairs with commas between them, not "${pair}".`);
      return [key.trim(), value.trim()];
    }),
  );
}
