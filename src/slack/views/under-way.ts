import type { RichTextSection } from "@slack/types";
import { failedLegs, legName } from "../../domain/query/completeness.ts";
import type { Completeness, Leg } from "../../domain/query/query.ts";
import { actorName } from "../../domain/responder.ts";
import { readShare } from "../../domain/run/read-share.ts";
import type { Run } from "../../domain/run/run.ts";
import { type Block, bold, bullets, type Element, foreign, line, lines, moment, words } from "./blocks.ts";
import { table } from "./table.ts";

const legsShown = 12;

/** A run before its answer: where it stands, who is asked and why, and the first rows when there are some. */
export function underWay(run: Run): Block[] {
  const asked = [words(" · asked by "), foreign(actorName(run.requestedBy), 80), words(" · ")];
  const standing =
    run.state === "queued"
      ? line(bold("Queued"), asked, moment(run.requestedAt), words(queueWords(run)))
      : line(bold("Running"), asked, words(progressWords(run)));
  return [lines(standing, ...barLines(run), ...planLines(run)), ...legBlocks(run), ...previewBlocks(run)];
}

const barLength = 12;

/** How much is read, where that can be told; the number is for those who do not see the bar. */
function barLines(run: Run): RichTextSection[] {
  const share = run.state === "running" ? readShare(run) : undefined;
  if (share === undefined) return [];
  const full = Math.round(share * barLength);
  return [
    line(words(`${"█".repeat(full)}${"░".repeat(barLength - full)} about ${Math.round(share * 100)} % read`)),
  ];
}

function queueWords(run: Run): string {
  if (run.sharedRun) {
    const reached = run.progress ? ` So far ${progressWords(run)}.` : "";
    return ` · the same is being asked already, and its answer comes here too.${reached}`;
  }
  if (!run.place) return "";
  const { position, waitSeconds } = run.place;
  // The first in the queue whose turn has come need not read about it.
  return position === 1 && waitSeconds < 3 ? "" : ` · position ${position}, about ${inWords(waitSeconds)}`;
}

/** Who answers and what it takes, before it is known: people may rather ask another engine, or not at all. */
function planLines({ plan, sharedRun }: Run): RichTextSection[] {
  if (!plan?.why || sharedRun) return [];
  return [line(words("Asks "), foreign(plan.why, 300))];
}

function legBlocks({ progress }: Run): Block[] {
  const legs = progress?.legs ?? [];
  const telling = legs.length > 1 || legs.some(({ waitSeconds }) => waitSeconds !== undefined);
  if (!telling) return [];
  const shown = [...failedLegs(legs), ...legs.filter(({ state }) => state !== "failed")].slice(0, legsShown);
  const rest = legs.length - shown.length;
  return [
    bullets([
      ...shown.map((leg) => line(foreign(legName(leg), 120), words(`: ${legWords(leg)}`), ...legWhy(leg))),
      ...(rest > 0 ? [line(words(`and ${rest} more`))] : []),
    ]),
  ];
}

const legWhy = ({ why }: Leg): Element[] => (why === undefined ? [] : [words(": "), foreign(why, 250)]);

function legWords({ state, waitSeconds }: Leg): string {
  if (waitSeconds !== undefined) return `waits for its turn at AWS, about ${inWords(waitSeconds)}`;
  return state === "waiting" ? "not begun" : state;
}

function previewBlocks({ progress }: Run): Block[] {
  if (!progress?.preview) return [];
  const { columns, rows } = progress.preview;
  const { blocks } = table(columns, rows);
  if (blocks.length === 0) return [];
  return [
    lines(line(bold("Partial"), words(": first rows; more may come, and counts may grow."))),
    ...blocks,
  ];
}

/** Goes above an answer that lacks a part of where it was asked. */
export function missingBlocks(completeness: Completeness | null): Block[] {
  const failed = failedLegs(completeness?.legs);
  if (failed.length === 0) return [];
  const missing = failed.slice(0, legsShown).map((leg) => line(foreign(legName(leg), 120), ...legWhy(leg)));
  const count = `${failed.length} of ${completeness?.legs?.length} parts`;
  return [lines(line(bold(`⚠️ Not whole: ${count} gave no answer`))), bullets(missing)];
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

const inWords = (seconds: number): string =>
  seconds < 90 ? `${Math.max(1, seconds)} s` : `${Math.round(seconds / 60)} min`;
