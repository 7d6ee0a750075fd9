import type { ActionsBlock } from "@slack/types";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Row } from "../../domain/query/query.ts";
import { hasEnded, type Run } from "../../domain/run/run.ts";
import { describeAgain } from "../../domain/timeline/describe-again.ts";
import { actionIds } from "../ids.ts";
import { type Block, bold, button, foreign, line, lines, words } from "./blocks.ts";
import { segments } from "./segments.ts";
import { underWay } from "./under-way.ts";

const sentence = 600;

/** How an answer stands to the one before it and to the one that is asked for now; the answer itself stays. */
export function againBlocks(run: Run, pending: Run | undefined, { state }: Pick<Incident, "state">): Block[] {
  const told =
    run.state === "done" ? describeAgain({ ...run, round: null }, { resolved: state === "resolved" }) : [];
  return [
    ...(told.length > 0 ? [lines(...told.map((said) => line(segments(said, sentence))))] : []),
    ...(pending ? pendingBlocks(pending) : []),
  ];
}

function pendingBlocks(pending: Run): Block[] {
  switch (pending.state) {
    case "queued":
    case "running":
      return [
        lines(line(bold("Asking again"), words(" · what stands here is the answer so far"))),
        ...underWay(withoutPreview(pending)),
      ];
    case "failed":
    case "unknown":
      return [
        lines(
          line(bold("Could not be asked again: "), foreign(pending.error ?? "the reason was not kept", 600)),
        ),
      ];
    case "cancelled":
      return [lines(line(words("Asking again was cancelled.", { italic: true })))];
    case "done":
      return [];
  }
}

/** Slack takes one table a message, and that is the answer's. */
const withoutPreview = (run: Run): Run =>
  run.progress ? { ...run, progress: { ...run.progress, preview: undefined } } : run;

/** Rounds ask again by themselves. */
export function againButtons(run: Run, pending: Run | undefined): ActionsBlock["elements"] {
  if (run.state !== "done") return [];
  const { incidentId, id: runId } = run;
  if (pending && !hasEnded(pending.state))
    return [button(actionIds.cancel, "Cancel", { incidentId, runId: pending.id })];
  return run.round ? [] : [button(actionIds.askAgain, "Ask again", { incidentId, runId })];
}

/** The table with a first column that tells what is new since the answer before; the same when nothing is. */
export function withNews<T extends { columns: string[]; rows: Row[] }>(kept: T, { difference }: Run): T {
  if (!difference) return kept;
  const news = new Map([
    ...difference.came.map((row) => [likeness(row), "new"] as const),
    ...difference.changed.map(({ before, after }) => [likeness(after), grown(before, after)] as const),
  ]);
  if (!kept.rows.some((row) => news.has(likeness(row)))) return kept;
  const name = "since before";
  return {
    ...kept,
    columns: [name, ...kept.columns],
    rows: kept.rows.map((row) => ({ ...row, [name]: news.get(likeness(row)) ?? "as before" })),
  };
}

const likeness = (row: Row): string =>
  JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

function grown(before: Row, after: Row): string {
  const by = Number(after.count) - Number(before.count);
  if (Number.isNaN(by) || by === 0) return "changed";
  return by > 0 ? `+${by}` : String(by);
}
