import type { ActionsBlock } from "@slack/types";
import type { Row } from "../../domain/query/query.ts";
import { type ActorRef, actorName } from "../../domain/responder.ts";
import type { Run } from "../../domain/run.ts";
import { actionIds } from "../ids.ts";
import {
  type Block,
  bold,
  bullets,
  button,
  type Element,
  foreign,
  line,
  lines,
  moment,
  words,
} from "./blocks.ts";
import { completenessLines } from "./completeness-lines.ts";
import { levelMark } from "./level.ts";
import { segments } from "./segments.ts";
import { table } from "./table.ts";

export interface KeptRows {
  columns: string[];
  rows: Row[];
}

/** How far a run is, or what it found: its sentence first, then rows, then how far the answer reaches. */
export function answerBlocks(run: Run, rows: KeptRows | undefined): Block[] {
  const by = (who: ActorRef | null): Element => foreign(actorName(who ?? { kind: "system" }), 80);
  const ended = run.endedAt ? [words(" "), ...moment(run.endedAt)] : [];
  const asked = [words(" · asked by "), by(run.requestedBy), words(" · ")];
  const why = (otherwise: string): Element[] => [words(": "), foreign(run.error ?? otherwise, 800)];
  switch (run.state) {
    case "queued":
      return [lines(line(bold("Queued"), asked, moment(run.requestedAt)))];
    case "running":
      return [lines(line(bold("Running"), asked, words(progressWords(run))))];
    case "failed":
      return [
        lines(
          line(bold("Failed"), ended, why("the reason was not kept")),
          line(words("Nothing was concluded from it.")),
        ),
      ];
    case "cancelled":
      return [lines(line(bold("Cancelled"), ended, words(" by "), by(run.cancelledBy)))];
    case "unknown":
      return [
        lines(
          line(bold("Outcome unknown"), ended, why("the worker was lost")),
          line(words("Running it again is safe: a query only reads.")),
        ),
      ];
    case "done":
      return [
        ...conclusion(run, rows),
        ...rowBlocks(run, rows),
        ...(run.completeness ? [lines(...completenessLines(run.completeness))] : []),
        lines(line(words("Asked by "), by(run.requestedBy), ended)),
      ];
  }
}

const mostFindings = 10;
const findingText = 2_000;

function conclusion(run: Run, rows: KeptRows | undefined): Block[] {
  const count = run.rowCount ?? rows?.rows.length ?? 0;
  if (run.findings.length === 0)
    return [lines(line(bold(count === 0 ? "Nothing found in what was searched" : counted(count, "row"))))];
  const shown = run.findings.slice(0, mostFindings);
  const longest = Math.floor(findingText / shown.length);
  return [
    bullets(shown.map((each) => line(words(`${levelMark[each.level]} `), segments(each.say, longest)))),
  ];
}

function rowBlocks(run: Run, rows: KeptRows | undefined): Block[] {
  const shown = table(rows?.columns ?? [], rows?.rows ?? []);
  const hidden = (run.rowCount ?? 0) - (rows?.rows.length ?? 0);
  const remark = leftOut(shown.hiddenRows + Math.max(0, hidden), shown.hiddenColumns);
  return [...shown.blocks, ...(remark ? [lines(line(words(remark)))] : [])];
}

/** The buttons that go with a run; `again` puts the same question once more. */
export function answerButtons(run: Run, again: ActionsBlock["elements"]): ActionsBlock["elements"] {
  const ref = { incidentId: run.incidentId, runId: run.id };
  switch (run.state) {
    case "queued":
    case "running":
      return [button(actionIds.cancel, "Cancel", ref)];
    case "done":
      return (run.rowCount ?? 0) > 0 ? [button(actionIds.fullResult, "Full result", ref)] : [];
    default:
      return again;
  }
}

function progressWords({ progress }: Run): string {
  if (!progress) return "looking for the first page";
  const back = progress.oldestEvent
    ? `, back to ${progress.oldestEvent.toISOString().slice(0, 16).replace("T", " ")} UTC`
    : "";
  return `${counted(progress.pagesRead, "page")} read, ${counted(progress.scanned, "event")}, ${progress.matched.toLocaleString("en-GB")} matched so far${back}`;
}

const counted = (count: number, word: string): string =>
  `${count.toLocaleString("en-GB")} ${word}${count === 1 ? "" : "s"}`;

function leftOut(rows: number, columns: number): string {
  const parts = [
    ...(rows > 0 ? [counted(rows, "more row")] : []),
    ...(columns > 0 ? [counted(columns, "more column")] : []),
  ];
  return parts.length > 0 ? `${parts.join(" and ")} in the full result.` : "";
}
