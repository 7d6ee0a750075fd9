import { InputError } from "../../domain/errors.ts";
import { choosePlan, type Refusal } from "../../domain/query/choose-plan.ts";
import { joinedPlan, queriesOf } from "../../domain/query/each.ts";
import type { QueryPlan } from "../../domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../ports.ts";

/** What every engine says to a question, before it is asked: a plan, or why it cannot. */
export function plansFor(
  engines: readonly QueryEngine[],
  request: QueryRequest,
): { plans: QueryPlan[]; refusals: Refusal[] } {
  const plans: QueryPlan[] = [];
  const refusals: Refusal[] = [];
  for (const engine of engines) {
    try {
      plans.push(engine.plan(request));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusals.push({ engine: engine.name, reason: error.message });
    }
  }
  return { plans, refusals };
}

/**
 * The engine that reaches the question and costs least by its own estimate; what is asked for each element of a list
 * goes to the one that is best for the first. Throws InputError when none can answer.
 */
export function cheapestPlan(
  engines: readonly QueryEngine[],
  request: QueryRequest,
): { engine: QueryEngine; plan: QueryPlan } {
  const [first = request, ...others] = queriesOf(request.query).map(({ query }) => ({ ...request, query }));
  const cheapest = cheapestOfOne(engines, first);
  const rest = others.map((other) => cheapest.engine.plan(other));
  return { ...cheapest, plan: joinedPlan([cheapest.plan, ...rest]) ?? cheapest.plan };
}

function cheapestOfOne(
  engines: readonly QueryEngine[],
  request: QueryRequest,
): { engine: QueryEngine; plan: QueryPlan } {
  const { plans, refusals } = plansFor(engines, request);
  const plan = choosePlan(plans, refusals);
  const engine = engines.find(({ name }) => name === plan?.engine);
  if (plan && engine) return { engine, plan };
  const reasons = refusals.map(({ engine: name, reason }) => `${name}: ${reason}`);
  throw new InputError(`No engine can answer this. ${reasons.join(" ")}`);
}
