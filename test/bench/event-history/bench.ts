import { execFile, spawnSync } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { createAwsClients } from "../../../src/aws/clients.ts";
import { createEventHistory } from "../../../src/aws/event-history/event-history.ts";
import { bindQuery } from "../../../src/domain/query/bind.ts";
import { createEvaluation } from "../../../src/domain/query/evaluate.ts";
import { literalFill } from "../../../src/domain/query/fill.ts";
import { queryForm } from "../../../src/domain/query/form.ts";
import type { Query } from "../../../src/domain/query/query.ts";
import { type Account, startAccount } from "../../../src/sandbox/aws/index.ts";
import { now, type Question, questions, recordsTimes, regions, story, window } from "./questions.ts";

const usage = `npm run bench -- event-history [options]

Asks the Event history of a sandbox account with Cairn and with the AWS CLI: one command a Region, for the attribute that
turns out best. Compares the answers, then pages and times, as ratios. Cairn has no budget here and the account no quota,
so that times are those of the programs; pages are what counts against AWS's two a second.

  --cli aws         the AWS CLI to compare with
  --rounds 3        of every question
  --times 4         the story's records so many times
  --rate 2          gives the account AWS's own quota of so many calls a second and Region, and Cairn half of it
`;

interface Side {
  pages: number;
  seconds: number;
  /** Until the first rows are shown. */
  firstSeconds?: number;
  ids: string[];
}

/** Resolves to the exit code: 1 when the two sides answer differently. */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      cli: { type: "string", default: "aws" },
      rounds: { type: "string", default: "3" },
      times: { type: "string", default: "4" },
      rate: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const version = spawnSync(values.cli, ["--version"], { encoding: "utf8" });
  if (version.status !== 0) {
    process.stderr.write(`There is no AWS CLI "${values.cli}" here. Name one with --cli.\n`);
    return 2;
  }
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  // Nothing but the table belongs on the terminal.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const records = recordsTimes(Number(values.times));
  const began = performance.now();
  const account = await startAccount({
    accountId: story.accountId,
    // A quota fills again as time passes.
    clock: rate === undefined ? () => now : () => new Date(now.getTime() + performance.now() - began),
    lookupRatePerSecond: rate ?? 1e6,
    records,
  });
  say(
    `${(version.stdout || version.stderr).trim()}; ${records.length} records in ${regions.length} Regions.`,
    "",
    "| question | events | pages: Cairn, CLI | ratio | s: Cairn, CLI | ratio | first rows s |",
    "|---|---|---|---|---|---|---|",
  );
  let same = true;
  try {
    for (const question of questions) {
      const { ours, theirs, differ } = await compare(question, {
        account,
        cli: values.cli,
        rounds: Number(values.rounds),
        rate,
      });
      if (differ !== undefined) {
        same = false;
        say(`${question.title}: ${differ}`);
      }
      const seconds = [ours, theirs].map((side) => median(side.map((each) => each.seconds)));
      const pages = [ours, theirs].map((side) => median(side.map((each) => each.pages)));
      const first = median(ours.map(({ firstSeconds = Number.NaN }) => firstSeconds));
      say(
        `| ${question.title} | ${ours[0]?.ids.length} | ${pages.join(", ")} | ${ratio(pages)} | ${seconds.map((each) => each.toFixed(2)).join(", ")} | ${ratio(seconds)} | ${first.toFixed(2)} |`,
      );
    }
    say("", `All answers are the same: ${same ? "yes" : "NO"}`);
  } finally {
    await account.stop();
  }
  return same ? 0 : 1;
}

interface Place {
  account: Account;
  cli: string;
  rounds: number;
  rate: number | undefined;
}

async function compare(question: Question, place: Place) {
  const query = bindQuery(
    queryForm.parse({ limit: 1_000, ...question.form, show: ["eventID", "eventTime"] }),
    literalFill,
  );
  const [ours, theirs]: [Side[], Side[]] = [[], []];
  // The best attribute is found once, by trying them all.
  const tried: { attribute: [string, string]; side: Side }[] = [];
  for (const attribute of question.attributes)
    tried.push({ attribute, side: await askCli(attribute, query, place) });
  const best = tried.sort((one, two) => one.side.pages - two.side.pages)[0];
  if (best === undefined) throw new Error(`${question.title} names no attribute.`);
  for (let round = 0; round < place.rounds; round += 1) {
    ours.push(await askCairn(query, place));
    theirs.push(await askCli(best.attribute, query, place));
  }
  const [one, two] = [ours[0]?.ids.join(" "), theirs[0]?.ids.join(" ")];
  const differ =
    one === two ? undefined : `Cairn gives ${ours[0]?.ids.length} events, the CLI ${theirs[0]?.ids.length}.`;
  return { ours, theirs, differ };
}

const lookups = (account: Account) => account.report().calls["cloudtrail:LookupEvents"] ?? 0;

async function askCairn(query: Query, { account, rate }: Place): Promise<Side> {
  const clients = createAwsClients({
    accounts: [{ id: story.accountId, regions }],
    region: "eu-central-1",
    endpoint: account.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const engine = createEventHistory({
    clients,
    now: account.clock,
    pageCap: 10_000,
    takeBudget: rate === undefined ? async () => {} : budgetOf(rate / 2),
  });
  const before = lookups(account);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  let firstSeconds: number | undefined;
  const answer = await engine.ask(
    { query, window, account: story.accountId, regions, askedBy: { name: "bench" } },
    {
      signal: new AbortController().signal,
      progress({ matched }) {
        if (matched > 0) firstSeconds ??= seconds();
      },
    },
  );
  const side = { pages: lookups(account) - before, seconds: seconds(), firstSeconds };
  clients.close();
  return { ...side, ids: idsOf(answer.rows) };
}

/** Turns at an even pace, for each Region its own. */
function budgetOf(perSecond: number) {
  const next = new Map<string, number>();
  return async ({ region }: { region: string }) => {
    const at = Math.max(performance.now(), next.get(region) ?? 0);
    next.set(region, at + 1_000 / perSecond);
    await new Promise((resolve) => setTimeout(resolve, at - performance.now()));
  };
}

/** As a person would: Region by Region, all pages, then what fits picked out. */
async function askCli([key, value]: [string, string], query: Query, { account, cli }: Place): Promise<Side> {
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
    AWS_PAGER: "",
  };
  const before = lookups(account);
  const began = performance.now();
  const evaluation = createEvaluation(query, window);
  for (const region of regions) {
    const words = [
      ...[
        "cloudtrail",
        "lookup-events",
        "--region",
        region,
        "--endpoint-url",
        account.url,
        "--output",
        "json",
      ],
      ...["--lookup-attributes", `AttributeKey=${key},AttributeValue=${value}`],
      ...["--start-time", window.from.toISOString(), "--end-time", window.to.toISOString()],
    ];
    const { stdout } = await promisify(execFile)(cli, words, { env, maxBuffer: 1e9 });
    const { Events }: { Events: { CloudTrailEvent: string }[] } = JSON.parse(stdout);
    for (const { CloudTrailEvent } of Events) evaluation.add(JSON.parse(CloudTrailEvent));
  }
  const seconds = (performance.now() - began) / 1_000;
  return { pages: lookups(account) - before, seconds, ids: idsOf(evaluation.result().rows) };
}

const idsOf = (rows: readonly { [column: string]: unknown }[]) =>
  rows.map(({ eventID }) => String(eventID)).sort();

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const ratio = ([one = 0, two = 0]: number[]) => (one / two).toFixed(2);
const say = (...lines: string[]) => void process.stdout.write(lines.map((line) => `${line}\n`).join(""));
