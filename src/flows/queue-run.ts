import { InputError } from "../domain/errors.ts";
import type { Incident } from "../domain/incident.ts";
import { describeQuery } from "../domain/query/describe-query.ts";
import type { Query, QueryEngineName, Window } from "../domain/query/query.ts";
import { type Actor, actorName, actorRef } from "../domain/responder.ts";
import type { Run } from "../domain/run.ts";
import { cheapestPlan } from "./cheapest-plan.ts";
import type { Ports, QueryEngine, QueryRequest, Tx } from "./ports.ts";

export interface Question {
  stepId: string | null;
  title: string;
  query: Query;
  window: Window;
  /** Ask this one if the account has it. */
  engine?: QueryEngineName;
  /** Remarks about how it was filled in, such as a window that was cut. */
  notes?: string[];
}

/** Keeps a run in state `queued`. The caller holds the incident's lock and rings the doorbell after the commit. */
export async function queueRun(
  { clock, newId, settings, enginesFor }: Pick<Ports, "clock" | "newId" | "settings" | "enginesFor">,
  tx: Tx,
  incident: Incident,
  { stepId, title, query, window, engine, notes = [] }: Question,
  actor: Actor,
): Promise<Run> {
  const { account, regions } = whereToAsk(incident, settings);
  const request: QueryRequest = {
    query,
    window,
    account,
    regions,
    askedBy: { name: actorName(actorRef(actor)) },
  };
  const run: Run = {
    id: newId(),
    incidentId: incident.id,
    stepId,
    title,
    state: "queued",
    attempt: 0,
    requestedBy: actorRef(actor),
    requestedAt: clock(),
    startedAt: null,
    endedAt: null,
    runbookHash: stepId === null ? null : (incident.runbook?.hash ?? null),
    query,
    window,
    account,
    regions,
    plan: cheapestPlan(preferred(enginesFor(account), engine), request).plan,
    progress: null,
    completeness: null,
    rowCount: null,
    rowsHash: null,
    findings: [],
    error: null,
    cancelledBy: null,
  };
  await tx.insertRun(run);
  const body = {
    run: run.id,
    title,
    query: describeQuery(query),
    ...(stepId === null ? {} : { step: stepId }),
    ...(notes.length === 0 ? {} : { notes: notes.join(" ") }),
  };
  const asked = { actor: actorRef(actor), action: "run.request", body } as const;
  const { seq } = await tx.record(incident.id, asked, clock());
  if (notes.length > 0) await tx.say({ show: "entry", incidentId: incident.id, seq });
  return run;
}

/** A question about one engine goes to it; an account that has not got it answers with what it has. */
function preferred(
  engines: readonly QueryEngine[],
  name: QueryEngineName | undefined,
): readonly QueryEngine[] {
  const wanted = engines.filter((engine) => engine.name === name);
  return wanted.length > 0 ? wanted : engines;
}

/** The alarm's own account when it is configured, else the first one. */
function whereToAsk(
  { alarm }: Incident,
  { accounts }: Ports["settings"],
): { account: string; regions: string[] } {
  const account = accounts.find(({ id }) => id === alarm?.account) ?? accounts[0];
  if (account === undefined)
    throw new InputError("No account is configured. Add one under `accounts` in cairn.yml.");
  return { account: account.id, regions: account.regions };
}
