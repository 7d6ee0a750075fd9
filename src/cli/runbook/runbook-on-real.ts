import { createAwsClients } from "../../aws/clients.ts";
import { ConfigError, type FileSettings, readSettingsFile } from "../../config.ts";
import { InputError } from "../../domain/errors.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { visible } from "../../domain/text/visible.ts";
import { createEngines } from "../../parts/engines.ts";
import type { CommandContext } from "../command.ts";
import { ownBudget } from "../query/own-budget.ts";
import { type CanaryStep, canaryBounds, canaryRunbook, countingBudget } from "./runbook-canary.ts";

const windowMinutes = 15;
/** What CloudTrail delivers late is not looked for: the window ends before. */
const lagMinutes = 5;

/**
 * `cairn runbook test --on real`: every question of the runbooks, asked once of the configured account. Resolves to 1
 * when one was refused or could not be asked. Throws InputError without settings.
 */
export async function runCanaries(
  runbooks: readonly Runbook[],
  { account: wanted, json }: { account?: string; json: boolean },
  context: CommandContext,
): Promise<number> {
  const settings = settingsFor(process.env);
  const account = settings.accounts.find(
    ({ id, name }) => wanted === undefined || [id, name].includes(wanted),
  );
  if (account === undefined)
    throw new InputError(
      `cairn.yml has no account "${wanted}": it has ${settings.accounts.map(({ id }) => id).join(", ")}.`,
    );
  const now = context.now ?? (() => new Date());
  const to = new Date(now().getTime() - lagMinutes * 60_000);
  const window = { from: new Date(to.getTime() - windowMinutes * 60_000), to };
  const { lookupEvents, filterLogEvents } = settings.budget;
  const counted = countingBudget(
    ownBudget((api) => (api === "LookupEvents" ? lookupEvents : filterLogEvents)),
    canaryBounds,
  );
  const clients = createAwsClients({
    accounts: settings.accounts.map(({ role, ...each }) => ({ ...each, roleArn: role })),
    region: account.regions[0] ?? "us-east-1",
    endpoint: process.env.CAIRN_AWS_ENDPOINT,
    now,
  });
  try {
    const engines = createEngines(settings, { clients, takeBudget: counted.take, now })(account.id);
    const place = { engines, account: account.id, regions: account.regions, lists: settings.lists };
    const signal = context.signal ?? new AbortController().signal;
    const asked: { id: string; steps: CanaryStep[] }[] = [];
    const say = (text: string) => json || context.stdout(`${visible(text, 2_000)}\n`);
    say(
      `Account ${account.id}, ${account.regions.join(", ")}, ${window.from.toISOString()} to ${window.to.toISOString()}. Only reads; at most ${canaryBounds.calls} calls.`,
    );
    for (const runbook of runbooks) {
      say(runbook.id);
      const tell = (step: CanaryStep) => say(lineOf(step));
      asked.push({
        id: runbook.id,
        steps: await canaryRunbook(runbook, place, { window, counted, bounds: canaryBounds, signal, tell }),
      });
    }
    const all = asked.flatMap(({ steps }) => steps);
    const wrong = all.filter(({ state }) => state === "complaint" || state === "permission");
    if (json)
      context.stdout(
        `${JSON.stringify({ window, runbooks: asked, ok: wrong.length === 0 }, undefined, 2)}\n`,
      );
    else context.stdout(`${summary(all)}\n`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    clients.close();
  }
}

function settingsFor(env: NodeJS.ProcessEnv): FileSettings {
  try {
    return readSettingsFile(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InputError(
      `"--on real" asks the account of your settings, and these cannot be read. Without it the tests are played on staged trails.\n${error.message}`,
      { cause: error },
    );
  }
}

const marks: Record<CanaryStep["state"], string> = {
  ok: "ok        ",
  complaint: "COMPLAINT ",
  permission: "PERMISSION",
  "not-asked": "not asked ",
};

function lineOf({ id, state, engine, calls, rows, scanned, why }: CanaryStep): string {
  const took = `${engine ?? "no engine"}, ${calls} ${calls === 1 ? "call" : "calls"}`;
  const found = rows === undefined ? "" : `, ${rows} rows of ${scanned} records`;
  return `  ${marks[state]} ${id} (${took}${found})${why === undefined ? "" : `: ${why}`}`;
}

function summary(all: readonly CanaryStep[]): string {
  const count = (state: CanaryStep["state"]): number => all.filter((each) => each.state === state).length;
  const calls = all.reduce((total, each) => total + each.calls, 0);
  return `${count("ok")} of ${all.length} questions answered with ${calls} calls; ${count("permission")} lack a permission, ${count("complaint")} complaints, ${count("not-asked")} not asked.`;
}
