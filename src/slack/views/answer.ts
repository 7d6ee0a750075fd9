import type { ActionsBlock } from "@slack/types";
import { describeFirstSeen } from "../../domain/query/describe-first-seen.ts";
import { type FirstSeen, newIn } from "../../domain/query/first-seen.ts";
import type { Row, RowEvidence } from "../../domain/query/query.ts";
import { type ActorRef, actorName } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import { actionIds } from "../ids.ts";
import { againButtons, withNews } from "./again.ts";
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
import { elementLines } from "./element-lines.ts";
import { evidenceButtons } from "./evidence.ts";
import { levelMark } from "./level.ts";
import { type Picture, pictureBlock } from "./picture.ts";
import { recordedBlocks } from "./recorded.ts";
import { segments } from "./segments.ts";
import { table } from "./table.ts";
import { missingBlocks, underWay } from "./under-way.ts";
import { whoButtons } from "./who-buttons.ts";

export interface KeptRows {
  columns: string[];
  rows: Row[];
  evidence?: RowEvidence[];
  firstSeen?: FirstSeen;
  picture?: Picture;
}

/**
 * How far a run is, or what it found: its sentence first, then a picture and rows, then how far the answer reaches.
 * `reason` comes after the sentence of an answer, and before anything else.
 */
export function answerBlocks(run: Run, rows: KeptRows | undefined, reason: readonly Block[] = []): Block[] {
  const by = (who: ActorRef | null): Element => foreign(actorName(who ?? { kind: "system" }), 80);
  const ended = run.endedAt ? [words(" "), ...moment(run.endedAt)] : [];
  const why = (otherwise: string): Element[] => [words(": "), foreign(run.error ?? otherwise, 800)];
  switch (run.state) {
    case "queued":
    case "running":
      return [...reason, ...underWay(run)];
    case "failed":
      return [
        ...reason,
        lines(
          line(bold("Failed"), ended, why("the reason was not kept")),
          line(words("Nothing was concluded from it.")),
        ),
      ];
    case "cancelled":
      return [...reason, lines(line(bold("Cancelled"), ended, words(" by "), by(run.cancelledBy)))];
    case "unknown":
      return [
        ...reason,
        lines(
          line(bold("Outcome unknown"), ended, why("the worker was lost")),
          line(words("Running it again is safe: a query only reads.")),
        ),
      ];
    case "done":
      return [
        ...missingBlocks(run.completeness),
        ...conclusion(run, rows),
        ...reason,
        ...elementLines(run, rows),
        ...(rows?.picture ? [pictureBlock(rows.picture)] : []),
        ...rowBlocks(run, rows),
        ...(rows?.firstSeen ? [firstSeenBlock(rows.firstSeen)] : []),
        ...(run.completeness
          ? [lines(...completenessLines(run.completeness, Boolean(run.asksAgainAt)))]
          : []),
        lines(line(words("Asked by "), by(run.requestedBy), ended), ...pickedLine(run)),
      ];
  }
}

const pickedLine = ({ picked }: Run) =>
  picked
    ? [
        line(
          words("📌 On the timeline · added by "),
          foreign(actorName(picked.by), 80),
          words(" "),
          moment(picked.at),
        ),
      ]
    : [];

const mostFindings = 10;
const findingText = 2_000;

function conclusion(run: Run, rows: KeptRows | undefined): Block[] {
  const count = run.rowCount ?? rows?.rows.length ?? 0;
  const recorded = run.completeness ? recordedBlocks(run.completeness) : [];
  if (run.findings.length === 0 && recorded.length > 0) return recorded;
  if (run.findings.length === 0)
    return [lines(line(bold(count === 0 ? "Nothing found in what was searched" : counted(count, "row"))))];
  const shown = run.findings.slice(0, mostFindings);
  const longest = Math.floor(findingText / shown.length);
  return [
    bullets(shown.map((each) => line(words(`${levelMark[each.level]} `), segments(each.say, longest)))),
    ...recorded,
  ];
}

function rowBlocks(run: Run, rows: KeptRows | undefined): Block[] {
  const told = rows && withNews(rows, run);
  const shown = table(told?.columns ?? [], told?.rows ?? [], (row) => newIn(rows?.firstSeen, row));
  const hidden = (run.rowCount ?? 0) - (rows?.rows.length ?? 0);
  const remark = leftOut(shown.hiddenRows + Math.max(0, hidden), shown.hiddenColumns);
  return [...shown.blocks, ...(remark ? [lines(line(words(remark)))] : [])];
}

const remarkText = 250;

const firstSeenBlock = (firstSeen: FirstSeen): Block =>
  lines(...describeFirstSeen(firstSeen).map((remark) => line(segments(remark, remarkText))));

/** The buttons that go with a run; `again` puts the same question once more. */
export function answerButtons(
  run: Run,
  again: ActionsBlock["elements"],
  rows?: KeptRows,
  pending?: Run,
): ActionsBlock["elements"] {
  const ref = { incidentId: run.incidentId, runId: run.id };
  switch (run.state) {
    case "queued":
    case "running":
      return [button(actionIds.cancel, "Cancel", ref)];
    case "done":
      return [
        ...((run.rowCount ?? 0) > 0 ? [button(actionIds.fullResult, "Full result", ref)] : []),
        ...evidenceButtons(run),
        ...(run.plan?.command ? [button(actionIds.showCommand, "Show as CLI", ref)] : []),
        ...againButtons(run, pending),
        ...pickButtons(run),
        // Who that is would be told in the thread.
        ...(run.quietFor ? [] : whoButtons(run, rows)),
      ];
    default:
      return again;
  }
}

const pickButtons = ({ id: runId, incidentId, picked }: Run): ActionsBlock["elements"] =>
  picked ? [] : [button(actionIds.pickFinding, "Add to timeline", { incidentId, runId })];

const counted = (count: number, word: string): string =>
  `${count.toLocaleString("en-GB")} ${word}${count === 1 ? "" : "s"}`;

function leftOut(rows: number, columns: number): string {
  const parts = [
    ...(rows > 0 ? [counted(rows, "more row")] : []),
    ...(columns > 0 ? [counted(columns, "more column")] : []),
  ];
  return parts.length > 0 ? `${parts.join(" and ")} in the full result.` : "";
}
