import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { CairnError, InputError } from "../domain/errors.ts";
import { bindQuery } from "../domain/query/bind.ts";
import { describeCompleteness, lagMinutes } from "../domain/query/completeness.ts";
import { fillFrom } from "../domain/query/fill.ts";
import { durationSeconds } from "../domain/query/form.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import type { Answer, Window } from "../domain/query/query.ts";
import { parseTime } from "../domain/query/time.ts";
import type { QueryProgress } from "../flows/ports.ts";
import { type CommandContext, readArguments } from "./command.ts";
import { accessLogOptions, folderEngine } from "./folder-engine.ts";
import { renderTable } from "./table.ts";

export const queryUsage = `cairn query --archive DIR --file QUESTION.yml [options]

Asks a folder of CloudTrail files (.json or .json.gz) a question; with from: access-log, access logs of API Gateway,
Kong or Envoy (.log, .json, .ndjson, .txt or .gz).

  --archive DIR        the folder; in S3 layout the one that holds AWSLogs
  --file FILE          the question; - reads it from standard input
  --from TIME --to TIME  the window, such as 2026-05-04T08:00:00Z; without a window the whole archive is searched
  --last 24h           the window as a length until now: 30m, 24h, 7d
  --set name=value     fills in {{name}}; give it again for a list
  --account ID         only this account
  --region NAME        only this Region; may be given again
  --format NAME        of access logs: apigateway-json, apigateway-clf, kong, envoy-text, envoy-json; default: auto
  --trusted-proxy CIDR  of access logs: a network of your own proxies; may be given again
  --access-logs DIR    of access logs: their folder, when it is another one
  --json               prints { columns, rows, rowsBeforeLimit, completeness }
`;

const wholeArchive: Window = { from: new Date(0), to: new Date("9999-12-31T23:59:59Z") };

/** \`cairn query\`. Resolves to the exit code: 0 answered, 1 failed, 2 wrong use or bad input. */
export async function runQueryCommand(argv: string[], context: CommandContext): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options.help) {
      context.stdout(queryUsage);
      return 0;
    }
    const { answer, whole } = await askArchive(options, context);
    context.stdout(options.json ? jsonOf(answer) : textOf(answer, whole));
    return 0;
  } catch (error) {
    if (!(error instanceof CairnError)) throw error;
    context.stderr(`${error.message}\n`);
    return error instanceof InputError ? 2 : 1;
  }
}

function readOptions(argv: string[]) {
  return readArguments(
    {
      args: argv,
      options: {
        archive: { type: "string" },
        file: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        last: { type: "string" },
        set: { type: "string", multiple: true },
        account: { type: "string" },
        region: { type: "string", multiple: true },
        ...accessLogOptions,
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    },
    queryUsage,
  ).values;
}

type Options = ReturnType<typeof readOptions>;

async function askArchive(
  options: Options,
  context: CommandContext,
): Promise<{ answer: Answer; whole: boolean }> {
  const { archive, file } = options;
  if (!archive || !file) throw new InputError(`Name an archive and a question.\n\n${queryUsage}`);
  const now = context.now ?? (() => new Date());
  const form = parseQueryFile(await readQuestion(file, context), file === "-" ? "standard input" : file);
  const query = bindQuery(form, fillFrom(readValues(options.set ?? [])));
  const given = readWindow(options, now());
  let reach: QueryProgress | undefined;
  const answer = await folderEngine(archive, options, now).ask(
    {
      query,
      window: given ?? wholeArchive,
      account: options.account ?? "",
      regions: options.region ?? [],
      askedBy: { name: "cairn" },
    },
    {
      signal: context.signal ?? new AbortController().signal,
      progress: (progress) => {
        reach = progress;
      },
    },
  );
  return given ? { answer, whole: false } : { answer: narrowed(answer, reach, now()), whole: true };
}

async function readQuestion(file: string, { stdin }: CommandContext): Promise<string> {
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
function readWindow({ from, to, last }: Options, now: Date): Window | undefined {
  if (last !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new InputError("Give --last, or --from and --to, not both.");
    const seconds = durationSeconds(last);
    if (Number.isNaN(seconds))
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

/** The whole archive reaches from its oldest to its newest record; there is no end beyond which to wait for more. */
function narrowed(answer: Answer, reach: QueryProgress | undefined, now: Date): Answer {
  const to = reach?.newestEvent ?? now;
  const settlesAt = new Date(to.getTime() + lagMinutes.archive * 60_000);
  const window = { from: reach?.oldestEvent ?? to, to };
  return {
    ...answer,
    completeness: { ...answer.completeness, window, settlesAt, settled: now >= settlesAt },
  };
}

// JSON leaves these as they are, though a terminal may act on them.
const terminalControl = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function jsonOf({ columns, rows, rowsBeforeLimit, completeness }: Answer): string {
  const json = JSON.stringify({ columns, rows, rowsBeforeLimit, completeness }, undefined, 2);
  return `${json.replace(terminalControl, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

function textOf(answer: Answer, whole: boolean): string {
  const { columns, rows, rowsBeforeLimit, completeness } = answer;
  const lines = [
    ...(rows.length > 0 ? [renderTable(columns, rows), ""] : []),
    ...(rowsBeforeLimit > rows.length ? [`The first ${rows.length} of ${rowsBeforeLimit} rows.`] : []),
    ...(whole ? ["No window was given: the whole archive was searched."] : []),
    ...describeCompleteness(completeness),
  ];
  return `${lines.join("\n")}\n`;
}
