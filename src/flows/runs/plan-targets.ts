import { InputError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { durationInWords } from "../../domain/query/choose-plan.ts";
import type { Query, QueryEngineName, QueryPlan, Window } from "../../domain/query/query.ts";
import type { RunTarget } from "../../domain/run/run.ts";
import type { AccountSettings, AskedBy, Ports, QueryEngine } from "../ports.ts";
import { cheapestPlan } from "./cheapest-plan.ts";

/** Accounts by id or by name. */
export type AccountChoice = "all" | readonly string[];

export interface ToPlan {
  query: Query;
  window: Window;
  askedBy: AskedBy;
  accounts?: AccountChoice;
  /** An engine that is asked where an account has it. */
  engine?: QueryEngineName;
  /** The engine that somebody chose: it answers, or the refusal says why it cannot. */
  chosen?: QueryEngineName;
}

export interface Planned {
  targets: [RunTarget, ...RunTarget[]];
  plan: QueryPlan;
}

interface Needs {
  settings: Pick<Ports["settings"], "accounts">;
  enginesFor: Ports["enginesFor"];
}

/**
 * Who answers for each account that is asked, and what it takes together. An account whose engines all refuse stays
 * in, as one that is missing. Throws InputError when nobody can answer, and for an account that is not configured.
 */
export function planTargets(
  { settings, enginesFor }: Needs,
  incident: Pick<Incident, "alarm">,
  { accounts, engine, chosen, ...question }: ToPlan,
): Planned {
  const planned = accountsToAsk(incident, settings, accounts).map(({ id: account, regions }) => {
    const target = { account, regions };
    try {
      const { plan } = cheapestPlan(candidates(enginesFor(account), engine, chosen), {
        ...question,
        ...target,
      });
      return { target: { ...target, engine: plan.engine }, plan };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { target: { ...target, engine: null, refused: error.message } };
    }
  });
  const [first, ...others] = planned.map(({ target }) => target);
  const plans = planned.flatMap(({ plan }) => plan ?? []);
  const [plan] = plans;
  if (first === undefined || plan === undefined)
    throw refusal(first && "refused" in first ? first.refused : "No account is asked.", chosen);
  return {
    targets: [first, ...others],
    plan: others.length === 0 ? plan : together(plan, plans, planned.length),
  };
}

/** A form tells it beside the engine that was chosen. */
const refusal = (why: string, chosen: QueryEngineName | undefined): InputError =>
  new InputError(why, chosen === undefined ? {} : { fields: { engine: why } });

/** A question about one engine goes to it; an account that has not got it answers with what it has. */
function candidates(
  engines: readonly QueryEngine[],
  preferred: QueryEngineName | undefined,
  chosen: QueryEngineName | undefined,
): readonly QueryEngine[] {
  const named = engines.filter(({ name }) => name === (chosen ?? preferred));
  if (chosen !== undefined && named.length === 0)
    throw new InputError(`This account has no ${chosen}: it is not set up in cairn.yml.`);
  return named.length > 0 ? named : engines;
}

/** Accounts have budgets of their own, so they are asked side by side. */
function together(first: QueryPlan, plans: readonly QueryPlan[], accounts: number): QueryPlan {
  const sum = (name: "calls" | "bytes" | "dollars") => {
    const known = plans.flatMap(({ estimate }) => estimate[name] ?? []);
    return known.length > 0 ? { [name]: known.reduce((total, each) => total + each, 0) } : {};
  };
  const seconds = plans.flatMap(({ estimate }) => estimate.seconds ?? []);
  const longest = seconds.length > 0 ? Math.max(...seconds) : undefined;
  const unreached = [...new Set(plans.flatMap((plan) => plan.unreached ?? []))];
  const takes = longest === undefined ? "" : `, about ${durationInWords(longest)} in all`;
  return {
    ...first,
    estimate: {
      ...sum("calls"),
      ...sum("bytes"),
      ...sum("dollars"),
      ...(longest !== undefined && { seconds: longest }),
    },
    why: `${accounts} accounts side by side${takes}. ${first.why ?? ""}`.trim(),
    ...(unreached.length > 0 && { unreached: unreached.join("; ") }),
    command: plans.map(({ command }) => command).join("\n"),
  };
}

/** The alarm's own account when it is configured, else the first one, unless accounts are named. */
export function accountsToAsk(
  { alarm }: Pick<Incident, "alarm">,
  { accounts }: Pick<Ports["settings"], "accounts">,
  choice: AccountChoice | undefined,
): AccountSettings[] {
  const usual = accounts.find(({ id }) => id === alarm?.account) ?? accounts[0];
  if (usual === undefined)
    throw new InputError("No account is configured. Add one under `accounts` in cairn.yml.");
  if (choice === undefined) return [usual];
  // The usual one first: what is told of all is told in its words.
  const inOrder = [usual, ...accounts.filter((each) => each !== usual)];
  if (choice === "all") return inOrder;
  for (const wanted of choice)
    if (!accounts.some(({ id, name }) => id === wanted || name === wanted))
      throw new InputError(
        `There is no account "${wanted}". There is ${accounts.map(({ id, name }) => name ?? id).join(", ")}, or all.`,
      );
  return inOrder.filter(
    ({ id, name }) => choice.includes(id) || (name !== undefined && choice.includes(name)),
  );
}
