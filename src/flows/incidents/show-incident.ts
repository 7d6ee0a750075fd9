import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import { chartOfRun } from "../../domain/chart/chart-of-run.ts";
import { describeChart } from "../../domain/chart/describe-chart.ts";
import { type ChartSize, sizeOf } from "../../domain/chart/draw-chart.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { isAllowed } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { isWhatChanged } from "../../domain/run/what-changed.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import type { PageReads, Participant } from "../ports/page.ts";
import type { Ports, ShownMessage } from "../ports.ts";
import { readIncident } from "./read-incident.ts";

const alarmsShown = 100;
const lookedAtForAChart = 8;

/** All that an incident's page shows. */
export interface ShownIncident {
  incident: Incident;
  alarms: AlarmStatus[];
  timeline: TimelineEntry[];
  steps: StepRecord[];
  runs: Run[];
  participants: Participant[];
  /** Where its thread begins. */
  root: ShownMessage | undefined;
  /** Titles of its runbook's steps, where that is on the shelf at the same content. */
  titles: ReadonlyMap<string, string>;
  stepIds: string[];
  /** The question whose picture tells most at a glance, and that picture in words. */
  chart: { run: Run; words: string; size: ChartSize } | undefined;
  may: { export: boolean; write: boolean; followUp: boolean };
}

/** An incident for somebody who may read it. */
export async function showIncident(
  ports: Pick<Ports, "store" | "runbooks"> & { pages: PageReads },
  { number, actor }: { number: number; actor: Actor },
): Promise<ShownIncident> {
  const { store, pages, runbooks } = ports;
  const incident = await readIncident(ports, { number, actor });
  const { id } = incident;
  const [alarms, timeline, steps, runs, participants, root] = await Promise.all([
    store.alarms(id, alarmsShown),
    store.timeline(id),
    store.steps(id),
    store.runs(id),
    pages.participants(id),
    store.shown(id, "root"),
  ]);
  const runbook = incident.runbook ? runbooks.byId(incident.runbook.id) : undefined;
  const same = runbook?.hash === incident.runbook?.hash ? runbook : undefined;
  return {
    ...{ incident, alarms, timeline, steps, runs, participants, root },
    titles: new Map(same?.steps.map((step) => [step.id, step.title]) ?? []),
    stepIds: same?.steps.map((step) => step.id) ?? [],
    chart: await firstChart(store, incident, runs),
    may: {
      export: isAllowed(actor, "transcript.export", incident),
      write: isAllowed(actor, "summary.write", incident),
      followUp: isAllowed(actor, "followup.add", incident),
    },
  };
}

async function firstChart(
  store: Pick<Ports["store"], "rows">,
  incident: Incident,
  runs: readonly Run[],
): Promise<ShownIncident["chart"]> {
  const answered = runs.filter(({ state, round }) => state === "done" && !round);
  // What somebody asked tells more than what was asked by itself.
  const [asked, changed] = [answered.filter((run) => !isWhatChanged(run)), answered.filter(isWhatChanged)];
  let first: ShownIncident["chart"];
  for (const run of [...asked, ...changed].slice(0, lookedAtForAChart)) {
    const kept = await store.rows(run.id);
    const chart = kept && chartOfRun(incident, run, kept);
    if (!chart?.over) continue;
    const shown = { run, words: describeChart(chart), size: sizeOf(chart) };
    // What came before the alarm's own window tells what is usual, not what happened.
    if (chart.over.mark) return shown;
    first ??= shown;
  }
  return first;
}
