import type { Incident } from "../../domain/incident/incident.ts";
import { describeQuery } from "../../domain/query/describe-query.ts";
import type { Query, QueryEngineName, Window } from "../../domain/query/query.ts";
import { type Actor, actorName, actorRef } from "../../domain/responder.ts";
import { notBegun } from "../../domain/run/not-begun.ts";
import type { Run } from "../../domain/run/run.ts";
import { questionKey } from "../../domain/run/same-question.ts";
import type { Ports, Tx } from "../ports.ts";
import { type AccountChoice, planTargets } from "./plan-targets.ts";
import { runToShare } from "./share-run.ts";
import { placesNow } from "./show-places.ts";

export interface Question {
  stepId: string | null;
  title: string;
  query: Query;
  window: Window;
  /** The alarm's own account unless told. */
  accounts?: AccountChoice;
  /** Ask this one if the account has it. */
  engine?: QueryEngineName;
  /** The engine that the person chose. */
  chosen?: QueryEngineName;
  /** AWS is to be asked again, however fresh an answer there is. */
  fresh?: boolean;
  /** Who alone sees the answer until they share it. */
  quietFor?: Run["quietFor"];
  /** Remarks about how it was filled in, such as a window that was cut. */
  notes?: string[];
}

/** Keeps a run in state `queued`. The caller holds the incident's lock and rings the doorbell after the commit. */
export async function queueRun(
  ports: Pick<Ports, "clock" | "newId" | "settings" | "enginesFor">,
  tx: Tx,
  incident: Incident,
  {
    stepId,
    title,
    query,
    window,
    accounts,
    engine,
    chosen,
    fresh = false,
    quietFor = null,
    notes = [],
  }: Question,
  actor: Actor,
): Promise<Run> {
  const askedBy = { name: actorName(actorRef(actor)) };
  const asked = { query, window, askedBy, accounts, engine, chosen };
  const { targets, plan } = planTargets(ports, incident, asked);
  const now = ports.clock();
  const draft: Run = {
    id: ports.newId(),
    incidentId: incident.id,
    stepId,
    title,
    ...notBegun(),
    requestedBy: actorRef(actor),
    requestedAt: now,
    runbookHash: stepId === null ? null : (incident.runbook?.hash ?? null),
    query,
    window,
    account: targets[0].account,
    regions: targets[0].regions,
    plan,
    targets,
    questionKey: questionKey(query, targets),
    quietFor,
  };
  const shared = await runToShare(tx, incident, draft, { now, fresh });
  const place = shared ? null : ((await placesNow(tx, now, draft)).get(draft.id) ?? null);
  const run: Run = { ...draft, place, sharedRun: shared?.id ?? null };
  await tx.insertRun(run);
  if (shared) {
    const detail = `run ${run.id} takes the answer of run ${shared.id}, asked by ${actorName(shared.requestedBy)}`;
    const joined = { actor: actorRef(actor), action: "run.join", outcome: "allowed", detail } as const;
    await tx.audit({ ...joined, incidentId: incident.id }, now);
  }
  const remarks = chosen === undefined ? notes : [...notes, `Asked with ${chosen}, chosen by hand.`];
  const body = {
    run: run.id,
    title,
    query: describeQuery(query),
    ...(stepId === null ? {} : { step: stepId }),
    ...(targets.length > 1 ? { accounts: targets.map(({ account }) => account) } : {}),
    ...(chosen === undefined ? {} : { engine: chosen }),
    ...(remarks.length === 0 ? {} : { notes: remarks.join(" ") }),
  };
  const { seq } = await tx.record(
    incident.id,
    { actor: actorRef(actor), action: "run.request", body },
    ports.clock(),
  );
  if (remarks.length > 0 && !quietFor) await tx.say({ show: "entry", incidentId: incident.id, seq });
  return run;
}
