import { CairnError } from "../../domain/errors.ts";
import type { BaselineQuestion } from "../../domain/query/baseline-question.ts";
import { choosePlan } from "../../domain/query/choose-plan.ts";
import type { Answer, QueryEngineName, QueryPlan } from "../../domain/query/query.ts";
import type { Run, RunTarget } from "../../domain/run/run.ts";
import type { Ports } from "../ports.ts";
import { askEverywhere } from "./ask-everywhere.ts";
import { askedBy } from "./ask-run.ts";
import { plansFor } from "./cheapest-plan.ts";

/** Pages that one comparison may take of the budget that people's own questions share, in each account. */
export const baselinePages: Partial<Record<QueryEngineName, number>> = {
  "event-history": 30,
  "log-group": 60,
};
/** The same where AWS cannot look for the principals, and every record is read. */
const pagesUnfiltered = 20;
const longestMs = 120_000;
const rememberedMs = 600_000;
const mostRemembered = 50;

/** Whose answer is compared, and where it came from. */
export type ComparedRun = Pick<
  Run,
  "query" | "window" | "account" | "regions" | "targets" | "requestedBy" | "incidentId"
>;

interface Place {
  target: RunTarget;
  pages: number | undefined;
}

/** What was before, of every account the answer is of, asked within stated bounds; words when that cannot be told. */
export async function askBaseline(
  ports: Pick<Ports, "clock" | "every" | "enginesFor">,
  run: ComparedRun,
  question: BaselineQuestion,
  signal: AbortSignal,
): Promise<Answer | string> {
  const { account, regions } = run;
  const targets = run.targets ?? [{ account, regions, engine: null }];
  const places = targets
    .filter(({ refused }) => refused === undefined)
    .map((each) => placeFor(ports, run, question, each));
  const refusal = places.find((place) => typeof place === "string");
  if (refusal !== undefined) return refusal;
  const asked = places.filter((place) => typeof place !== "string");
  const key = JSON.stringify([
    asked,
    question.window,
    question.query.where,
    question.query.by,
    question.query.services,
  ]);
  const answer = await remembered(ports, key, () => askBounded(ports, asked, run, question, signal));
  const failed = answer.completeness.legs?.find(({ state }) => state === "failed");
  return failed ? `no baseline: ${failed.account} did not answer.` : answer;
}

/** The engine of one account that can tell, and how much it may read. */
function placeFor(
  { enginesFor }: Pick<Ports, "enginesFor">,
  run: ComparedRun,
  { query, window }: BaselineQuestion,
  { account, regions }: RunTarget,
): Place | string {
  const { plans, refusals } = plansFor(enginesFor(account), {
    query,
    window,
    account,
    regions,
    askedBy: askedBy(run),
  });
  const plan = choosePlan(plans.filter(canCompare), refusals);
  if (plan) return { target: { account, regions, engine: plan.engine }, pages: pagesOf(plan) };
  const names = plans.map(({ engine }) => engine).join(", ") || "any engine here";
  return `no baseline on ${names}: it cannot be asked for these principals alone. A log group, Insights, Athena or an archive can.`;
}

/** Event history finds users and keys itself, and no roles; read whole it takes far too long. */
const canCompare = ({ engine, pushedDown, unreached }: QueryPlan): boolean => {
  if (engine === "event-history") return pushedDown.length > 0;
  // What a log group takes is a guess for a large account: it is tried, within the pages above. An archive is as old
  // as its newest file.
  return engine === "log-group" || engine === "archive" || unreached === undefined;
};

const pagesOf = ({ engine, pushedDown }: QueryPlan): number | undefined =>
  engine === "log-group" && pushedDown.length === 0 ? pagesUnfiltered : baselinePages[engine];

/** Stops where the stated pages are used up: people's questions wait for the same budget. */
async function askBounded(
  { every, enginesFor }: Pick<Ports, "every" | "enginesFor">,
  places: readonly Place[],
  run: ComparedRun,
  { query, window }: BaselineQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const stop = new AbortController();
  const names = places.map(({ target }) => target.engine).join(", ");
  const tooMuch = (how: string) =>
    new CairnError(
      "baseline_bound",
      `${names} was given up after ${how}: too much happened since ${window.from.toISOString().slice(0, 10)}.`,
    );
  const pages = places.some((place) => place.pages === undefined)
    ? undefined
    : places.reduce((sum, place) => sum + (place.pages ?? 0), 0);
  const stopTimer = every(longestMs, () => stop.abort(tooMuch(`${longestMs / 1_000} s`)));
  try {
    return await askEverywhere(
      { enginesFor },
      places.map(({ target }) => target),
      { query, window, askedBy: askedBy(run) },
      {
        signal: AbortSignal.any([signal, stop.signal]),
        progress: ({ pagesRead }) => {
          if (pages !== undefined && pagesRead > pages) stop.abort(tooMuch(`${pages} pages`));
        },
      },
    );
  } finally {
    stopTimer();
  }
}

type Memory = Map<string, { at: number; answer: Promise<Answer> }>;
/** By what was asked: each process, and each test, has its own. */
const memories = new WeakMap<Ports["enginesFor"], Memory>();

/** The steps of a runbook ask about the same principal over the same time: it is asked once. */
function remembered(
  { enginesFor, clock }: Pick<Ports, "enginesFor" | "clock">,
  key: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const now = clock().getTime();
  const known: Memory = memories.get(enginesFor) ?? new Map();
  memories.set(enginesFor, known);
  for (const [old, { at }] of known)
    if (Math.abs(now - at) > rememberedMs || known.size > mostRemembered) known.delete(old);
  const before = known.get(key);
  if (before) return before.answer;
  const answer = ask();
  const entry = { at: now, answer };
  known.set(key, entry);
  // What was too much is too much for the next step too.
  answer.catch((error: unknown) => {
    if (isTooMuch(error) || known.get(key) !== entry) return;
    known.delete(key);
  });
  return answer;
}

const isTooMuch = (error: unknown): boolean => error instanceof CairnError && error.code === "baseline_bound";
