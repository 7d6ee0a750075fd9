import type { Chart } from "../../domain/chart/chart.ts";
import { chartOfRun } from "../../domain/chart/chart-of-run.ts";
import { NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { isAllowed } from "../../domain/permission.ts";
import type { FirstSeen } from "../../domain/query/first-seen.ts";
import type { Row } from "../../domain/query/query.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { readIncident } from "../incidents/read-incident.ts";
import type { Ports } from "../ports.ts";

export const rowsOnAPage = 100;
/** Who may not take all rows out sees as many as the thread shows. */
const rowsForAnybody = 10;

export interface ShownRun {
  incident: Incident;
  run: Run;
  columns: string[];
  rows: Row[];
  firstSeen: FirstSeen | undefined;
  chart: Chart | undefined;
  /** Of the rows on this page; the first one is 1. */
  page: number;
  pages: number;
  all: number;
  /** Not all: for that one needs the right to export. */
  heldBack: boolean;
}

/** One question of an incident with a page of its rows, for somebody who may read it. */
export async function showRun(
  ports: Pick<Ports, "store">,
  { number, runId, page, actor }: { number: number; runId: string; page: number; actor: Actor },
): Promise<ShownRun> {
  const incident = await readIncident(ports, { number, actor });
  const run = await ports.store.run(runId);
  if (run?.incidentId !== incident.id) throw new NotFoundError("This incident has no such run.");
  const [kept, firstSeen] = await Promise.all([ports.store.rows(runId), ports.store.firstSeen(runId)]);
  const all = kept?.rows ?? [];
  const may = isAllowed(actor, "rows.export", incident);
  const shown = may ? all : all.slice(0, rowsForAnybody);
  const pages = Math.max(1, Math.ceil(shown.length / rowsOnAPage));
  const at = Math.min(Math.max(1, page), pages);
  return {
    ...{ incident, run, firstSeen, page: at, pages, all: all.length },
    columns: kept?.columns ?? [],
    rows: shown.slice((at - 1) * rowsOnAPage, at * rowsOnAPage),
    chart: kept && chartOfRun(incident, run, kept),
    heldBack: shown.length < all.length,
  };
}
