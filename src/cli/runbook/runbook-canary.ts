import { CairnError } from "../../domain/errors.ts";
import { askAll } from "../../domain/query/each.ts";
import type { Answer, QueryEngineName, Window } from "../../domain/query/query.ts";
import { boundQuery } from "../../domain/runbook/bound-query.ts";
import { isQuestion, type QueryStep, type RepeatStep, type Runbook } from "../../domain/runbook/schema.ts";
import { lookupIn } from "../../domain/runbook/template.ts";
import type { QueryEngine, TakeBudget } from "../../flows/ports.ts";
import { cheapestPlan } from "../../flows/runs/cheapest-plan.ts";
import { canaryFacts } from "./canary-facts.ts";

/** How one question of a runbook fared in the real account. */
export interface CanaryStep {
  id: string;
  title: string;
  state: "ok" | "complaint" | "permission" | "not-asked";
  engine?: QueryEngineName;
  calls: number;
  rows?: number;
  scanned?: number;
  /** What AWS or an engine said, and what to do about it. */
  why?: string;
}

export interface CanaryPlace {
  engines: readonly QueryEngine[];
  account: string;
  regions: string[];
  lists: Readonly<Record<string, readonly string[]>>;
}

/** What a canary may cost: calls to AWS in all, and of one question; dollars and seconds of one question. */
export interface CanaryBounds {
  calls: number;
  callsOfOne: number;
  dollarsOfOne: number;
  secondsOfOne: number;
}

export const canaryBounds: CanaryBounds = {
  calls: 400,
  callsOfOne: 12,
  dollarsOfOne: 0.05,
  secondsOfOne: 60,
};

/** Counts the calls to AWS, and refuses those beyond the bounds. */
export function countingBudget(
  take: TakeBudget,
  bounds: CanaryBounds,
): { take: TakeBudget; begin(): void; ofThis(): number; spent(): boolean } {
  let [all, one] = [0, 0];
  return {
    take: async (api, signal, ...rest) => {
      if (all >= bounds.calls || one >= bounds.callsOfOne)
        throw new CairnError("canary_bounds", `It needs more than ${one} calls, so it was stopped.`);
      all += 1;
      one += 1;
      await take(api, signal, ...rest);
    },
    begin: () => {
      one = 0;
    },
    ofThis: () => one,
    spent: () => all >= bounds.calls,
  };
}

/** Asks each question of a runbook once over a short recent window, about somebody who is nobody. Only reads. */
export async function canaryRunbook(
  runbook: Runbook,
  place: CanaryPlace,
  {
    window,
    counted,
    bounds,
    signal,
    tell,
  }: {
    window: Window;
    counted: ReturnType<typeof countingBudget>;
    bounds: CanaryBounds;
    signal: AbortSignal;
    tell: (step: CanaryStep) => void;
  },
): Promise<CanaryStep[]> {
  const steps: CanaryStep[] = [];
  for (const step of runbook.steps) {
    if (!isQuestion(step)) continue;
    counted.begin();
    const asked = counted.spent()
      ? notAsked("all calls that a canary may make were made; name fewer runbooks")
      : await ask(runbook, step, place, { window, bounds, signal });
    const canary = { id: step.id, title: step.title, calls: counted.ofThis(), ...asked };
    steps.push(canary);
    tell(canary);
  }
  return steps;
}

type Fared = Omit<CanaryStep, "id" | "title" | "calls">;
const notAsked = (why: string): Fared => ({ state: "not-asked", why });

async function ask(
  runbook: Runbook,
  step: QueryStep | RepeatStep,
  { engines, account, regions, lists }: CanaryPlace,
  { window, bounds, signal }: { window: Window; bounds: CanaryBounds; signal: AbortSignal },
): Promise<Fared> {
  let engine: QueryEngineName | undefined;
  try {
    const facts = canaryFacts(runbook, step, { now: window.to, lists });
    const { query } = boundQuery(step, lookupIn(facts));
    const request = { query, window, account, regions, askedBy: { name: "cairn" } };
    const preferred = engines.filter(({ name }) => name === step.engine);
    const chosen = cheapestPlan(preferred.length > 0 ? preferred : engines, request);
    engine = chosen.engine.name;
    const { dollars = 0 } = chosen.plan.estimate;
    if (dollars > bounds.dollarsOfOne)
      return { ...notAsked(`it would cost about $${dollars.toFixed(2)}, more than a canary may.`), engine };
    const within = AbortSignal.any([signal, AbortSignal.timeout(bounds.secondsOfOne * 1_000)]);
    const answer = await askAll(query, (one) =>
      chosen.engine.ask({ ...request, query: one }, { signal: within, progress: () => {} }),
    );
    return { ...faredWith(answer), engine };
  } catch (error) {
    signal.throwIfAborted();
    return { ...complaint(error, bounds), ...(engine && { engine }) };
  }
}

/** A leg that failed is a complaint though the others answered. */
function faredWith(answer: Answer): Fared {
  const { scanned, legs = [] } = answer.completeness;
  const failed = legs.find(({ state }) => state === "failed");
  const counts = { rows: answer.rows.length, scanned };
  if (failed === undefined) return { state: "ok", ...counts };
  const why = `${failed.region || failed.account}: ${failed.why ?? "failed"}`;
  return { state: isDenied(why) ? "permission" : "complaint", why, ...counts };
}

function complaint(error: unknown, { secondsOfOne }: CanaryBounds): Fared {
  if (error instanceof Error && error.name === "TimeoutError")
    return { state: "complaint", why: `There was no answer within ${secondsOfOne} seconds.` };
  if (!(error instanceof CairnError)) throw error;
  if (error.code === "canary_bounds") return { state: "not-asked", why: error.message };
  const denied = error.code === "aws_access_denied" || isDenied(error.message);
  return { state: denied ? "permission" : "complaint", why: error.message };
}

const isDenied = (why: string): boolean => /AWS denied |is not authori[sz]ed/.test(why);
