import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createAwsClients } from "../../aws/clients.ts";
import { type FileSettings, readSettingsFile } from "../../config.ts";
import { InputError } from "../../domain/errors.ts";
import { choosePlan } from "../../domain/query/choose-plan.ts";
import { commandText } from "../../domain/query/command-text.ts";
import { describeQuery } from "../../domain/query/describe-query.ts";
import type { Query, QueryEngineName, QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../../flows/ports.ts";
import { plansFor } from "../../flows/runs/cheapest-plan.ts";
import { createEngines } from "../../parts/engines.ts";
import { trailEngines } from "../../parts/trail-engines.ts";
import { type CommandContext, readArguments } from "../command.ts";
import { questionOptions, readQuestion, readWindow } from "./read-question.ts";

const explainUsage = `cairn query explain --file QUESTION.yml [options]

Prints for every engine what it would be asked, in its own language, what it would take and why, and the command
lines that ask the same by hand. Nothing is asked. Engines that cairn.yml does not set up are shown for an example.

  --file FILE          the question; - reads it from standard input
  --from TIME --to TIME  the window, such as 2026-05-04T08:00:00Z
  --last 24h           the window as a length until now; 24h when no window is given
  --set name=value     fills in {{name}}; give it again for a list
  --account ID         an account of cairn.yml; the first one unless told
  --region NAME        only this Region; may be given again
  --json               prints { chosen, why, engines: [{ engine, setUp, plan | refused }] }
`;

type AccountForm = FileSettings["accounts"][number];

interface Explained {
  engine: QueryEngineName;
  setUp: boolean;
  plan?: QueryPlan;
  refused?: string;
}

/** `cairn query explain`. Resolves to the exit code. */
export async function explainQuery(argv: string[], context: CommandContext): Promise<number> {
  const options = {
    ...questionOptions,
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values } = readArguments({ args: argv, options }, explainUsage);
  if (values.help) {
    context.stdout(explainUsage);
    return 0;
  }
  if (!values.file) throw new InputError(`Name a question.\n\n${explainUsage}`);
  const now = context.now ?? (() => new Date());
  const query = await readQuestion(values.file, values.set ?? [], context);
  const window = readWindow(values, now()) ?? { from: new Date(now().getTime() - 86_400_000), to: now() };
  const settings = readSettings();
  const account = accountFor(values, settings);
  const request: QueryRequest = {
    query,
    window,
    account: account.id,
    regions: values.region ?? account.regions,
    askedBy: { name: "cairn" },
  };
  const { explained, chosen } = explain(request, account, settings, now);
  context.stdout(
    values.json
      ? `${JSON.stringify({ chosen: chosen?.engine, why: chosen?.why, engines: explained }, undefined, 2)}\n`
      : textOf(request, explained, chosen, settings !== undefined),
  );
  return 0;
}

/** Undefined where there is no settings file; one that is broken is an error. */
function readSettings(): FileSettings | undefined {
  const isThere = process.env.CAIRN_CONFIG !== undefined || existsSync(resolve("cairn.yml"));
  return isThere ? readSettingsFile(process.env) : undefined;
}

const example: AccountForm = {
  id: "111122223333",
  regions: ["us-east-1"],
  logGroups: [{ region: "us-east-1", name: "aws/cloudtrail/managementevents" }],
  eventHistory: true,
  insights: true,
  athena: { database: "default", table: "cloudtrail_logs", workgroup: "primary", maxBytes: 200_000_000_000 },
  archive: "cloudtrail-files",
};

function accountFor(
  { account, region }: { account?: string; region?: string[] },
  settings: FileSettings | undefined,
): AccountForm {
  if (!settings) {
    const regions = region ?? example.regions;
    const logGroups = example.logGroups.map((group) => ({ ...group, region: regions[0] ?? group.region }));
    return { ...example, id: account ?? example.id, regions, logGroups };
  }
  const found = settings.accounts.find(({ id }) => account === undefined || id === account);
  if (found) return found;
  throw new InputError(
    `Account ${account} is not in cairn.yml. There is: ${settings.accounts.map(({ id }) => id).join(", ")}.`,
  );
}

function explain(
  request: QueryRequest,
  account: AccountForm,
  settings: FileSettings | undefined,
  now: () => Date,
): { explained: Explained[]; chosen: QueryPlan | undefined } {
  const clients = createAwsClients({ accounts: [account], region: account.regions[0] ?? "us-east-1", now });
  const parts = { clients, now, takeBudget: async () => {} };
  const known = settings ?? { accounts: [account], accessLogs: [] };
  const setUp = createEngines(known, parts)(account.id);
  const wouldBe = Object.values(trailEngines(completed(account), parts)).filter(
    (engine) => engine !== undefined && !setUp.some(({ name }) => name === engine.name),
  );
  const { plans, refusals } = plansFor(setUp, request);
  const describe = (engine: QueryEngine, isSetUp: boolean): Explained => {
    const { plans: own, refusals: against } = plansFor([engine], request);
    return { engine: engine.name, setUp: isSetUp, plan: own[0], refused: against[0]?.reason };
  };
  clients.close();
  return {
    explained: [
      ...setUp.map((engine) => describe(engine, true)),
      ...wouldBe.flatMap((engine) => (engine ? [describe(engine, false)] : [])),
    ],
    chosen: choosePlan(plans, refusals),
  };
}

/** With an example for what the settings do not name. */
function completed(account: AccountForm): AccountForm {
  const [home = "us-east-1"] = account.regions;
  const { logGroups } = account;
  return {
    ...account,
    eventHistory: true,
    insights: true,
    logGroups:
      logGroups.length > 0 ? logGroups : example.logGroups.map((group) => ({ ...group, region: home })),
    athena: account.athena ?? example.athena,
    archive: account.archive ?? example.archive,
  };
}

function textOf(
  { query, window, account }: QueryRequest,
  explained: readonly Explained[],
  chosen: QueryPlan | undefined,
  fromSettings: boolean,
): string {
  const lines = [
    ...describeQuery(query),
    `window: ${window.from.toISOString()} to ${window.to.toISOString()}`,
    `account: ${account}${fromSettings ? "" : " (an example: there is no cairn.yml here)"}`,
    "",
    chosen?.why === undefined ? "No engine that is set up can answer this." : `Chosen: ${chosen.why}`,
    ...explained.flatMap((each) => ["", ...engineLines(each, query)]),
  ];
  // What stands in a question may come from anywhere; a terminal shows it and does nothing else.
  return lines.map((line) => `${line.replace(/[^\P{C}\n]/gu, " ")}\n`).join("");
}

function engineLines({ engine, setUp, plan, refused }: Explained, query: Query): string[] {
  const title = `── ${engine}${setUp ? "" : " (not set up here; as it would be)"}`;
  if (!plan) return [title, `cannot: ${refused}`];
  const { pushedDown, checkedHere, estimate, text, why, unreached } = plan;
  const { command, remarks } = commandText(plan, query);
  const takes = Object.entries(estimate).map(
    ([what, amount]) => `${what} ${what === "dollars" ? amount.toFixed(4) : amount}`,
  );
  const list = (name: string, values: readonly string[]) =>
    values.length > 0 ? [`${name}: ${values.join("; ")}`] : [];
  return [
    title,
    ...(why ? [why] : []),
    ...(unreached ? [`leaves out: ${unreached}`] : []),
    ...list("takes about", takes),
    ...list("asked there", pushedDown),
    ...list("checked here", checkedHere),
    ...(text ? ["text:", indented(text)] : []),
    "command:",
    indented(command),
    ...remarks.map((remark) => `(${remark})`),
  ];
}

const indented = (text: string): string => text.replace(/^/gm, "  ");
