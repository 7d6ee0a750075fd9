import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { parseDuration } from "../../domain/duration.ts";
import { InputError } from "../../domain/errors.ts";
import { bindQuery } from "../../domain/query/bind.ts";
import { fillFrom } from "../../domain/query/fill.ts";
import { parseQueryFile } from "../../domain/query/parse-query.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import { parseTime } from "../../domain/query/time.ts";
import type { CommandContext } from "../command.ts";

/** What every command that takes a question understands. */
export const questionOptions = {
  file: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  last: { type: "string" },
  set: { type: "string", multiple: true },
  account: { type: "string" },
  region: { type: "string", multiple: true },
} as const;

export interface QuestionOptions {
  file?: string;
  from?: string;
  to?: string;
  last?: string;
  set?: string[];
  account?: string;
  region?: string[];
}

export const wholeArchive: Window = { from: new Date(0), to: new Date("9999-12-31T23:59:59Z") };

/** The question in a file, - being standard input, its values filled in. Throws InputError. */
export async function readQuestion(
  file: string,
  settings: string[],
  context: CommandContext,
): Promise<Query> {
  const form = parseQueryFile(await readText(file, context), file === "-" ? "standard input" : file);
  return bindQuery(form, fillFrom(readValues(settings)));
}

async function readText(file: string, { stdin }: CommandContext): Promise<string> {
  if (file === "-") return readAll(stdin ?? process.stdin);
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new InputError(`There is no readable question at "${file}".`, { cause });
  });
}

/** A name given once is a value, given again a list. */
function readValues(settings: string[]): Map<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at < 1) throw new InputError(`--set takes name=value, not "${setting}".`);
    const [name, value] = [setting.slice(0, at), setting.slice(at + 1)];
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return values;
}

/** Undefined when none was asked for. */
export function readWindow(
  { from, to, last }: { from?: string; to?: string; last?: string },
  now: Date,
): Window | undefined {
  if (last !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new InputError("Give --last, or --from and --to, not both.");
    const seconds = parseDuration(last);
    if (seconds === undefined)
      throw new InputError(`--last takes a length such as 30m, 24h or 7d, not "${last}".`);
    return { from: new Date(now.getTime() - seconds * 1_000), to: now };
  }
  if (from === undefined && to === undefined) return undefined;
  const window = {
    from: from === undefined ? wholeArchive.from : readTime("--from", from),
    to: to === undefined ? now : readTime("--to", to),
  };
  if (window.from > window.to)
    throw new InputError("The window ends before it begins. Swap --from and --to.");
  return window;
}

function readTime(option: string, text: string): Date {
  const at = parseTime(text);
  if (at) return at;
  throw new InputError(`${option} takes a time with its zone, such as 2026-05-04T08:00:00Z, not "${text}".`);
}
