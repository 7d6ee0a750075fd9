import { type IdentityChain, maxHops, traceChain, wantedKey } from "../../domain/identity/chain.ts";
import { readSighting, type Sighting } from "../../domain/identity/sighting.ts";
import type { Subject } from "../../domain/identity/subject.ts";
import { traceQuestion } from "../../domain/identity/trace-question.ts";
import { choosePlan } from "../../domain/query/choose-plan.ts";
import type { Answer, Completeness, QueryPlan, Window } from "../../domain/query/query.ts";
import type { Ports, QueryEngine, QueryRequest } from "../ports.ts";
import { plansFor } from "./cheapest-plan.ts";

/** Calls that one question of a walk may take where AWS cannot look for it itself. */
const mostCalls = 100;
const mostQuestions = 2 * maxHops + 2;

export interface TraceRequest {
  subject: Subject;
  window: Window;
  account: string;
  askedBy: QueryRequest["askedBy"];
  hints?: readonly string[];
}

/**
 * Walks from a key, ARN or session to whoever stands behind it, a question to CloudTrail for each hop. What could
 * not be asked or found is told in the chain's notes. Undefined completeness: nothing was asked.
 */
export async function traceIdentity(
  { enginesFor, settings }: Pick<Ports, "enginesFor"> & { settings: Pick<Ports["settings"], "accounts"> },
  { subject, window, account, askedBy, hints = [] }: TraceRequest,
  life: Parameters<QueryEngine["ask"]>[1],
): Promise<{ chain: IdentityChain; completeness?: Completeness }> {
  const accounts = settings.accounts.map(({ id }) => id);
  const sightings: Sighting[] = [];
  const asked = new Set<string>();
  const answers: Answer[] = [];
  const remarks: string[] = [];
  const walk = () => traceChain(subject, { sightings, asked, accounts, hints });
  let { chain, wants } = walk();
  while (wants !== undefined && asked.size < mostQuestions) {
    asked.add(wantedKey(wants));
    const question = traceQuestion(wants, window);
    const place = settings.accounts.find(({ id }) => id === (question.account ?? account));
    const where = place ?? settings.accounts.find(({ id }) => id === account);
    const request: QueryRequest = {
      query: question.query,
      window: question.window,
      account: where?.id ?? account,
      regions: where?.regions ?? [],
      askedBy,
    };
    const answer = await askWithinBounds(enginesFor(request.account), request, life);
    if (typeof answer === "string") remarks.push(answer);
    else {
      answers.push(answer);
      sightings.push(...answer.rows.flatMap((row) => readSighting(row) ?? []));
    }
    ({ chain, wants } = walk());
  }
  return {
    chain: { ...chain, notes: [...chain.notes, ...new Set(remarks)] },
    ...together(answers, window),
  };
}

/** Words when no engine can be asked this at a reasonable price. */
async function askWithinBounds(
  engines: readonly QueryEngine[],
  request: QueryRequest,
  life: Parameters<QueryEngine["ask"]>[1],
): Promise<Answer | string> {
  const { plans, refusals } = plansFor(engines, request);
  const plan = choosePlan(plans.filter(isCheap), refusals);
  const engine = engines.find(({ name }) => name === plan?.engine);
  if (engine) return engine.ask(request, life);
  const [dear] = plans;
  return dear
    ? `The ${dear.engine} was not asked who it is: that takes about ${dear.estimate.calls} calls. Name a key or one session's ARN, or set up a log group.`
    : `No engine can tell who it is: ${refusals.map(({ engine: name, reason }) => `${name}: ${reason}`).join(" ")}`;
}

/** What AWS looks for itself is read newest first, and ends with the first page that has it. */
const isCheap = ({ estimate, checkedHere, pushedDown }: QueryPlan): boolean =>
  (estimate.calls ?? 0) <= mostCalls || (pushedDown.length > 0 && checkedHere.length === 0);

/** How far the whole walk reaches. */
function together(answers: readonly Answer[], window: Window): { completeness?: Completeness } {
  const all = answers.map(({ completeness }) => completeness);
  const [first] = all;
  if (first === undefined) return {};
  const sum = (of: (each: Completeness) => number) => all.reduce((total, each) => total + of(each), 0);
  const truncated = all.find((each) => each.truncated !== undefined)?.truncated;
  const newest = all
    .flatMap(({ newestEvent }) => newestEvent ?? [])
    .sort((a, b) => b.getTime() - a.getTime());
  return {
    completeness: {
      ...first,
      accounts: [...new Set(all.flatMap((each) => each.accounts))],
      regions: [...new Set(all.flatMap((each) => each.regions))],
      window,
      pagesRead: sum((each) => each.pagesRead),
      scanned: sum((each) => each.scanned),
      matched: sum((each) => each.matched),
      duplicatesDropped: sum((each) => each.duplicatesDropped),
      servicesHidden: 0,
      truncated,
      ...(newest[0] && { newestEvent: newest[0] }),
      settled: all.every((each) => each.settled),
      notes: [
        ...new Set(all.flatMap((each) => each.notes)),
        `${answers.length} questions for ${answers.length === 1 ? "a hop" : "the hops"}, each over its own short time.`,
      ],
    },
  };
}
