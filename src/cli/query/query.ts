import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { describeCompleteness, lagMinutes } from "../../domain/query/completeness.ts";
import { askAll } from "../../domain/query/each.ts";
import type { Answer } from "../../domain/query/query.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import { spellOut, visible } from "../../domain/text/visible.ts";
import type { QueryProgress } from "../../flows/ports.ts";
import { askEverywhere } from "../../flows/runs/ask-everywhere.ts";
import { withRecorded } from "../../flows/runs/check-recorded.ts";
import { type CommandContext, readArguments, tellFault } from "../command.ts";
import { renderTable } from "../table.ts";
import { markedRows } from "./compare-archive.ts";
import { accessLogOptions, folderCoverage, folderEngine } from "./folder-engine.ts";
import { questionOptions, readQuestion, readWindow, wholeArchive } from "./read-question.ts";

export const queryUsage = `cairn query --archive DIR --file QUESTION.yml [options]
cairn query --file QUESTION.yml [options]           asks the accounts of cairn.yml, the last 24 hours unless told
cairn query explain --file QUESTION.yml [options]   what every engine would ask, and why; asks nothing

Asks a folder of CloudTrail files (.json or .json.gz) a question; with from: access-log, access logs of API Gateway,
Kong or Envoy (.log, .json, .ndjson, .txt or .gz).

  --archive DIR        the folder, or s3://bucket/prefix; in S3 layout the one that holds AWSLogs
  --file FILE          the question; - reads it from standard input
  --from TIME --to TIME  the window, such as 2026-05-04T08:00:00Z; without a window the whole archive is searched
  --last 24h           the window as a length until now: 30m, 24h, 7d
  --set name=value     fills in {{name}}; give it again for a list
  --account ID         only this account; several with commas between them. Of cairn.yml: names too, or all
  --engine NAME        without an archive: event-history, log-group, insights, athena or archive; default: the best
  --region NAME        only this Region; may be given again
  --format NAME        of access logs: apigateway-json, apigateway-clf, kong, envoy-text, envoy-json; default: auto
  --trusted-proxy CIDR  of access logs: a network of your own proxies; may be given again
  --access-logs DIR    of access logs: their folder, when it is another one
  --baseline 14d       marks addresses, agents, Regions and calls that the same principal did not use so long before
  --json               prints { columns, rows, rowsBeforeLimit, completeness }, with --baseline also firstSeen
`;

/** \`cairn query\`. Resolves to the exit code: 0 answered, 1 failed, 2 wrong use or bad input. */
export async function runQueryCommand(argv: string[], context: CommandContext): Promise<number> {
  try {
    if (argv[0] === "explain") {
      // It knows every engine; a question in a hurry need not wait until all of them are loaded.
      const { explainQuery } = await import("./explain-query.ts");
      return await explainQuery(argv.slice(1), context);
    }
    const options = readOptions(argv);
    if (options.help) {
      context.stdout(queryUsage);
      return 0;
    }
    const { answer, whole } = options.archive
      ? await askArchive(options, context)
      : { answer: await askSettings(options, context), whole: false };
    context.stdout(options.json ? jsonOf(answer) : textOf(answer, whole));
    return 0;
  } catch (error) {
    return tellFault(error, context);
  }
}

function readOptions(argv: string[]) {
  return readArguments(
    {
      args: argv,
      options: {
        archive: { type: "string" },
        ...questionOptions,
        ...accessLogOptions,
        baseline: { type: "string" },
        engine: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    },
    queryUsage,
  ).values;
}

type Options = ReturnType<typeof readOptions>;

/** AWS's clients are loaded only for whoever asks it. */
async function askSettings(options: Options, context: CommandContext): Promise<Answer> {
  const isThere = process.env.CAIRN_CONFIG !== undefined || existsSync(resolve("cairn.yml"));
  if (!options.file || !isThere)
    throw new InputError(
      `Name an archive and a question, or a question alone where a cairn.yml says whom to ask.\n\n${queryUsage}`,
    );
  if (options.baseline !== undefined) throw new InputError("--baseline needs an --archive.");
  const { askAccounts } = await import("./ask-accounts.ts");
  return askAccounts(options, context);
}

async function askArchive(
  options: Options,
  context: CommandContext,
): Promise<{ answer: Answer; whole: boolean }> {
  const { archive, file } = options;
  if (!archive || !file) throw new InputError(`Name an archive and a question.\n\n${queryUsage}`);
  if (options.engine !== undefined) throw new InputError("An archive is its own engine: leave out --engine.");
  const now = context.now ?? (() => new Date());
  const query = await readQuestion(file, options.set ?? [], context);
  const given = readWindow(options, now());
  let reach: QueryProgress | undefined;
  const engine = await folderEngine(archive, options, now);
  const about = {
    window: given ?? wholeArchive,
    account: options.account ?? "",
    regions: options.region ?? [],
    askedBy: { name: "cairn" },
  };
  const life = {
    signal: context.signal ?? new AbortController().signal,
    progress: (progress: QueryProgress) => {
      reach = progress;
    },
  };
  const { account, regions, ...question } = about;
  const targets = account.split(",").map((each) => ({ account: each.trim(), regions, engine: engine.name }));
  const answer = await askAll(query, (asked) =>
    targets.length === 1
      ? engine.ask({ query: asked, ...about }, life)
      : askEverywhere({ enginesFor: () => [engine] }, targets, { ...question, query: asked }, life),
  );
  if (options.baseline !== undefined) {
    if (targets.length > 1) throw new InputError("--baseline compares within one account: name one.");
    const { compareArchive } = await import("./compare-archive.ts");
    const compared = { query, window: given, account: about.account, regions: about.regions };
    answer.firstSeen = await compareArchive(options.baseline, compared, answer, {
      engine,
      now,
      signal: life.signal,
    });
  }
  const whole = given === undefined;
  const reached = whole ? narrowed(answer, reach, now()) : answer;
  if (reached.completeness.matched > 0) return { answer: reached, whole };
  const coverage = await folderCoverage(archive, options, engine);
  const asked = { ...about, stepId: null, title: "", query, window: reached.completeness.window };
  const { askedBy } = about;
  return {
    answer: await withRecorded({ coverage }, asked, { askedBy, signal: life.signal }, reached),
    whole,
  };
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

function jsonOf({ columns, rows, rowsBeforeLimit, completeness, firstSeen }: Answer): string {
  const json = JSON.stringify({ columns, rows, rowsBeforeLimit, completeness, firstSeen }, undefined, 2);
  return `${spellOut(json)}\n`;
}

function textOf(answer: Answer, whole: boolean): string {
  const { columns, rowsBeforeLimit, completeness } = answer;
  const { rows, lines: remarks } = markedRows(answer);
  const lines = [
    ...(rows.length > 0 ? [renderTable(columns, rows), ""] : []),
    ...(rowsBeforeLimit > rows.length ? [`The first ${rows.length} of ${rowsBeforeLimit} rows.`] : []),
    ...(whole ? ["No window was given: the whole archive was searched."] : []),
    ...remarks.map((remark) => visible(shortenKeys(remark), 1_000)),
    ...describeCompleteness(completeness),
    ...(completeness.recorded?.fix ?? []).map(({ say, command }) => `${say}${command ? `: ${command}` : ""}`),
  ];
  return `${lines.join("\n")}\n`;
}
