import { CairnError } from "../domain/errors.ts";
import { baselineQuestion } from "../domain/query/baseline-question.ts";
import { choosePlan } from "../domain/query/choose-plan.ts";
import { compareWithBaseline, type FirstSeen, noBaseline } from "../domain/query/first-seen.ts";
import type { Answer, QueryEngineName, QueryPlan } from "../domain/query/query.ts";
import type { Run } from "../domain/run.ts";
import { askedBy } from "./ask-run.ts";
import { plansFor } from "./cheapest-plan.ts";
import type { Ports, QueryEngine, QueryRequest } from "./ports.ts";
import { sayRun } from "./say-run.ts";

/** Pages that one comparison may take of the budget that people's own questions share. */
export const baselinePages: Partial<Record<QueryEngineName, number>> = {
  "event-history": 30,
  "log-group": 60,
};
/** The same where AWS cannot look for the principals, and every record is read. */
const pagesUnfiltered = 20;
const longestMs = 120_000;
const rememberedMs = 600_000;
const mostRemembered = 50;

type Needs = Pick<Ports, "store" | "clock" | "every" | "enginesFor" | "settings">;

/** Compares an answer that was kept with what its principals did before, and shows what is new. */
export async function markFirstSeen(ports: Needs, run: Run, known?: FirstSeen): Promise<void> {
  const { store } = ports;
  const kept = await store.rows(run.id);
  if (!kept || (await store.firstSeen(run.id))) return;
  const found = known ?? (await findFirstSeen(ports, run, kept, new AbortController().signal));
  if (found === undefined) return;
  await store.transaction(async (tx) => {
    await tx.lockIncident(run.incidentId);
    await tx.saveFirstSeen(run.id, found);
    await sayRun(tx, run);
  });
}

/** An answer with what is new in it, for rules that speak of that. */
export async function withFirstSeen(
  ports: Needs,
  run: Run,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  const firstSeen = await findFirstSeen(ports, run, answer, signal);
  return firstSeen ? { ...answer, firstSeen } : answer;
}

/** What of an answer is new; undefined when it shows nothing to compare. What fails is told, never thrown. */
export async function findFirstSeen(
  {
    clock,
    every,
    enginesFor,
    settings,
  }: Pick<Needs, "clock" | "every" | "enginesFor"> & {
    settings: Pick<Ports["settings"], "baselineSeconds">;
  },
  run: Pick<Run, "query" | "window" | "account" | "regions" | "requestedBy" | "incidentId">,
  answer: Pick<Answer, "columns" | "rows">,
  signal: AbortSignal,
): Promise<FirstSeen | undefined> {
  if (run.query.trace) return undefined;
  const question = baselineQuestion(run, answer, settings.baselineSeconds);
  if (question === undefined) return undefined;
  if (typeof question === "string") return noBaseline(run, question);
  const request: QueryRequest = {
    query: question.query,
    window: question.window,
    account: run.account,
    regions: run.regions,
    askedBy: askedBy(run),
  };
  try {
    const chosen = engineFor(enginesFor(run.account), request);
    if (typeof chosen === "string") return noBaseline(question, chosen);
    const baseline = await remembered(enginesFor, keyOf(request, chosen.engine.name), clock().getTime(), () =>
      askBounded(every, chosen, request, signal),
    );
    return compareWithBaseline(question, answer, baseline);
  } catch (error) {
    if (error instanceof CairnError) return noBaseline(question, `no baseline: ${error.message}`);
    throw error;
  }
}

/** Words when no engine can tell what was before. */
function engineFor(
  engines: readonly QueryEngine[],
  request: QueryRequest,
): { engine: QueryEngine; pages: number | undefined } | string {
  const { plans, refusals } = plansFor(engines, request);
  const plan = choosePlan(plans.filter(canCompare), refusals);
  const engine = engines.find(({ name }) => name === plan?.engine);
  if (plan && engine) return { engine, pages: pagesOf(plan) };
  const names = plans.map(({ engine: name }) => name).join(", ") || "any engine here";
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
  every: Ports["every"],
  { engine, pages }: { engine: QueryEngine; pages: number | undefined },
  request: QueryRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const stop = new AbortController();
  const tooMuch = (how: string) =>
    new CairnError(
      "baseline_bound",
      `${engine.name} was given up after ${how}: too much happened since ${request.window.from.toISOString().slice(0, 10)}.`,
    );
  const stopTimer = every(longestMs, () => stop.abort(tooMuch(`${longestMs / 1_000} s`)));
  try {
    return await engine.ask(request, {
      signal: AbortSignal.any([signal, stop.signal]),
      progress: ({ pagesRead }) => {
        if (pages !== undefined && pagesRead > pages) stop.abort(tooMuch(`${pages} pages`));
      },
    });
  } finally {
    stopTimer();
  }
}

type Memory = Map<string, { at: number; answer: Promise<Answer> }>;
/** By what was asked: each process, and each test, has its own. */
const memories = new WeakMap<Ports["enginesFor"], Memory>();

/** The steps of a runbook ask about the same principal over the same time: it is asked once. */
function remembered(
  of: Ports["enginesFor"],
  key: string,
  now: number,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const known: Memory = memories.get(of) ?? new Map();
  memories.set(of, known);
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

const keyOf = ({ query, window, account, regions }: QueryRequest, engine: string): string =>
  JSON.stringify([engine, account, regions, window, query.where, query.by, query.services]);
