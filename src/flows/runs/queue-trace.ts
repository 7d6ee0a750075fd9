import { parseSubject } from "../../domain/identity/subject.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import { notBegun } from "../../domain/run/not-begun.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { AskStep } from "../../domain/runbook/schema.ts";
import { fillText, lookupIn } from "../../domain/runbook/template.ts";
import { plainText } from "../../domain/text/text.ts";
import type { Ports, Tx } from "../ports.ts";

const dayMs = 86_400_000;
const mostHints = 50;

/** Who is to be traced, and over which time: the day before the trouble began, until now. */
export function traceQuestionOf(
  of: string,
  incident: Incident,
  facts: Facts,
  now: Date,
): { query: Query; window: Window } {
  const start = incident.alarm?.at ?? incident.openedAt;
  // Keys and addresses that the incident is about tell which of several sessions is meant.
  const hints = Object.values(facts)
    .flatMap(({ value }) => (typeof value === "string" ? [value] : Array.isArray(value) ? value : []))
    .filter((value) => /^(A[KS]IA[A-Z0-9]+|[0-9a-f.:]{3,45})$/i.test(value));
  const query: Query = {
    from: "cloudtrail",
    where: { all: [] },
    measure: [],
    trace: { of, hints: [...new Set(hints)].slice(0, mostHints) },
    limit: 100,
    services: "show",
  };
  return { query, window: { from: new Date(start.getTime() - dayMs), to: now } };
}

/**
 * Wants to know who the principal of an ask step is, so that they can be asked themselves. Does nothing where the
 * step names nobody of AWS. Whoever works on runs notices it. The caller holds the incident's lock.
 */
export async function queueAddressee(
  tx: Tx,
  incident: Incident,
  { step, facts, position }: { step: AskStep; facts: Facts; position: number },
  now: Date,
): Promise<void> {
  const to = fillText(step.to, lookupIn(facts));
  const of = plainText(to).trim();
  // What an author wrote out names a team or a duty, not somebody of AWS.
  if (!to.some((part) => "inserted" in part) || parseSubject(of) === undefined) return;
  await tx.insertRun(
    queuedTrace({
      // Of this step and this time alone, so that it is asked once.
      id: `who-${incident.id}-${step.id}-${position}`,
      incident,
      title: `Who is it: ${step.title}`,
      stepId: step.id,
      requestedBy: { kind: "system" },
      ...traceQuestionOf(of, incident, facts, now),
      now,
    }),
  );
}

/** Rings for the walks of an incident that wait; a ring too many does no harm. */
export async function ringTraces(
  { store, doorbell }: Pick<Ports, "store" | "doorbell">,
  incidentId: string,
): Promise<void> {
  for (const { id, state, query } of await store.runs(incidentId))
    if (state === "queued" && query.trace) await doorbell.ring(id);
}

export function queuedTrace({
  id,
  incident,
  title,
  stepId,
  requestedBy,
  query,
  window,
  account = incident.alarm?.account ?? "",
  regions = [],
  now,
}: Pick<Run, "id" | "title" | "stepId" | "requestedBy" | "query" | "window"> & {
  incident: Incident;
  account?: string;
  regions?: string[];
  now: Date;
}): Run {
  return {
    id,
    incidentId: incident.id,
    stepId,
    title,
    ...notBegun(),
    requestedBy,
    requestedAt: now,
    runbookHash: stepId === null ? null : (incident.runbook?.hash ?? null),
    query,
    window,
    account,
    regions,
    plan: null,
  };
}
