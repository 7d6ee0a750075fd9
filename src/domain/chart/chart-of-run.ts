import type { Incident } from "../incident/incident.ts";
import type { Run } from "../run/run.ts";
import { isWhatChanged } from "../run/what-changed.ts";
import type { Chart } from "./chart.ts";
import { type Charted, chartOf } from "./chart-of.ts";

/** The chart of a run's answer, with the moment of the incident's alarm; undefined where a picture would not help. */
export function chartOfRun(
  { alarm, openedAt }: Pick<Incident, "alarm" | "openedAt">,
  run: Pick<Run, "stepId" | "title" | "query" | "window" | "completeness">,
  kept: Charted["kept"],
): Chart | undefined {
  const mark = alarm ? { at: alarm.at, label: "alarm" } : { at: openedAt, label: "incident opened" };
  return chartOf({ ...run, kept, mark, isWhatChanged: isWhatChanged(run) });
}
