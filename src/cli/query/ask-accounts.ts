import { apiRates } from "../../aws/api-rates.ts";
import { createAwsClients } from "../../aws/clients.ts";
import { readSettingsFile } from "../../config.ts";
import { InputError } from "../../domain/errors.ts";
import { askAll } from "../../domain/query/each.ts";
import { type Answer, type QueryEngineName, queryEngineNames } from "../../domain/query/query.ts";
import { askEverywhere } from "../../flows/runs/ask-everywhere.ts";
import { type AccountChoice, planTargets } from "../../flows/runs/plan-targets.ts";
import { createEngines } from "../../parts/engines.ts";
import type { CommandContext } from "../command.ts";
import { ownBudget } from "./own-budget.ts";
import { type QuestionOptions, readQuestion, readWindow } from "./read-question.ts";

const dayMs = 86_400_000;

/**
 * Asks the accounts of cairn.yml, each by its own engine, and says on the way who is asked and why. The calls keep to
 * the pace of the settings, beside those of a Cairn that runs. Throws InputError for what nobody can answer.
 */
export async function askAccounts(
  options: QuestionOptions & { engine?: string },
  context: CommandContext,
): Promise<Answer> {
  if (!options.file) throw new InputError("Name a question: --file QUESTION.yml.");
  const now = context.now ?? (() => new Date());
  const settings = readSettingsFile(process.env);
  const query = await readQuestion(options.file, options.set ?? [], context);
  const window = readWindow(options, now()) ?? { from: new Date(now().getTime() - dayMs), to: now() };
  const clients = createAwsClients({
    accounts: settings.accounts.map(({ role, ...account }) => ({ ...account, roleArn: role })),
    region: settings.accounts[0]?.regions[0] ?? "us-east-1",
    endpoint: process.env.CAIRN_AWS_ENDPOINT || undefined,
    now,
  });
  try {
    const takeBudget = ownBudget(apiRates(settings.budget));
    const enginesFor = createEngines(settings, { clients, takeBudget, now });
    const accounts = settings.accounts.map((account) =>
      options.region ? { ...account, regions: options.region } : account,
    );
    const askedBy = { name: "cairn" };
    const { targets, plan } = planTargets(
      { settings: { accounts }, enginesFor },
      { alarm: null },
      {
        query,
        window,
        askedBy,
        accounts: accountChoice(options.account),
        chosen: engineNamed(options.engine),
      },
    );
    context.stderr(`Asks ${plan.why ?? plan.engine}\n`);
    const life = { signal: context.signal ?? new AbortController().signal, progress() {} };
    return await askAll(query, (asked) =>
      askEverywhere({ enginesFor }, targets, { query: asked, window, askedBy }, life),
    );
  } finally {
    clients.close();
  }
}

/** `all`, or ids and names with commas between them; undefined for the usual one. */
export function accountChoice(text: string | undefined): AccountChoice | undefined {
  if (text === undefined || text === "all") return text;
  return text.split(",").map((each) => each.trim());
}

function engineNamed(text: string | undefined): QueryEngineName | undefined {
  const name = queryEngineNames.find((each) => each === text);
  if (text === undefined || name) return name;
  throw new InputError(`--engine is one of ${queryEngineNames.join(", ")}, not "${text}".`);
}
