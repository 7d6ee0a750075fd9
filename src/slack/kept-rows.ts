import { chartOfRun } from "../domain/chart/chart-of-run.ts";
import { describeChart } from "../domain/chart/describe-chart.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Run } from "../domain/run/run.ts";
import type { Reads } from "../flows/ports.ts";
import type { KeptRows } from "./views/answer.ts";

/** The rows of an answer, what of them is new, and its picture once there is one. */
export async function keptRows(reads: Reads, incident: Incident, run: Run): Promise<KeptRows | undefined> {
  const rows = await reads.rows(run.id);
  if (rows === undefined) return undefined;
  const firstSeen = await reads.firstSeen(run.id);
  const at = await reads.shown(incident.id, `picture:${run.id}`);
  const chart = at && chartOfRun(incident, run, rows);
  const picture = chart && { fileId: at.ts, alt: describeChart(chart) };
  return { ...rows, ...(firstSeen && { firstSeen }), ...(picture && { picture }) };
}
