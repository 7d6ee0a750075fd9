import { ConflictError, InputError, NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission, requireRunbookAccess } from "../../domain/permission.ts";
import { type QueryEngineName, type QueryPlan, queryEngineNames } from "../../domain/query/query.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import { missingFacts, renderStep } from "../../domain/runbook/render-step.ts";
import type { Step } from "../../domain/runbook/schema.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { Ports } from "../ports.ts";
import { type TrailQuestion, trailQuery, trailWindow } from "./ask-trail.ts";
import { planTargets, type ToPlan } from "./plan-targets.ts";
import { pinnedRunbook } from "./request-run.ts";

/** What an engine would take to answer, or why it cannot. */
export interface EngineChoice {
  engine: QueryEngineName;
  /** The planner's own choice. */
  usual: boolean;
  plan?: Pick<QueryPlan, "estimate" | "unreached">;
  refused?: string;
}

type Planning = Pick<Ports, "settings" | "enginesFor" | "clock">;

/** Every engine for a query step of the incident's runbook, for somebody who may run it. */
export async function engineChoices(
  ports: Planning & Pick<Ports, "store" | "runbooks">,
  { incidentId, stepId, actor }: { incidentId: string; stepId: string; actor: Actor },
): Promise<{ title: string; choices: EngineChoice[] }> {
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined) throw new NotFoundError("This incident is not in the record any more.");
  const runbook = pinnedRunbook(incident, ports.runbooks);
  requireRunbookAccess(actor, "run.request", runbook, incident);
  const step = stepOf(runbook, stepId);
  const choices = stepChoices(ports, incident, step, await ports.store.facts(incidentId));
  if (choices === undefined) throw new ConflictError(`"${step.title}" asks nothing of AWS yet.`);
  return { title: step.title, choices };
}

/** The same without a look at the record; undefined for a step that asks nothing, or lacks facts to ask with. */
export function stepChoices(
  ports: Planning,
  incident: Pick<Incident, "alarm">,
  step: Step,
  facts: Facts,
): EngineChoice[] | undefined {
  if ((step.kind !== "query" && step.kind !== "repeat") || missingFacts(step, facts).length > 0)
    return undefined;
  const rendered = renderStep(step, facts, ports.clock());
  if (rendered.kind !== "query" && rendered.kind !== "repeat") return undefined;
  const { query, window, accounts, engine } = rendered;
  return choicesFor(ports, incident, { query, window, accounts, engine });
}

/** Every engine for an ad-hoc question, for somebody who may ask it. Throws InputError for one that says too little. */
export async function trailChoices(
  ports: Planning & Pick<Ports, "store">,
  { incidentId, question, actor }: { incidentId: string; question: TrailQuestion; actor: Actor },
): Promise<{ title: string; choices: EngineChoice[] }> {
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined) throw new NotFoundError("This incident is not in the record any more.");
  requirePermission(actor, "run.request", incident);
  const { query, title } = trailQuery(question);
  const window = trailWindow(question, ports.clock());
  return { title, choices: choicesFor(ports, incident, { query, window, accounts: question.accounts }) };
}

function choicesFor(
  ports: Planning,
  incident: Pick<Incident, "alarm">,
  question: Omit<ToPlan, "askedBy" | "chosen">,
): EngineChoice[] {
  const asked: ToPlan = { ...question, askedBy: { name: "cairn" } };
  const plan = (chosen?: QueryEngineName) => planTargets(ports, incident, { ...asked, chosen }).plan;
  const usual = planned(plan)?.engine;
  return queryEngineNames.map((name) => ({
    engine: name,
    usual: name === usual,
    ...attempt(() => plan(name)),
  }));
}

function planned(plan: () => QueryPlan): QueryPlan | undefined {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

function attempt(plan: () => QueryPlan): Pick<EngineChoice, "plan" | "refused"> {
  try {
    return { plan: plan() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: error.message.replace(/^No engine can answer this\. [a-z-]+: /, "") };
  }
}
