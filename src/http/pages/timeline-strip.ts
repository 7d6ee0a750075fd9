import type { Run } from "../../domain/run/run.ts";
import { plainText } from "../../domain/text/text.ts";
import { describeEntry, whoDidIt } from "../../domain/timeline/describe-entry.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { localWords } from "../../domain/transcript/times.ts";
import { type EntryKind, entryKind, entryKinds } from "./entry-kind.ts";
import { type Html, html, inZone } from "./html.ts";
import { value } from "./words.ts";

export interface Span {
  from: Date;
  to: Date;
}

const [width, left, laneHeight, top] = [1_000, 78, 22, 8];
const reachWide = width - left - 10;
const kinds = Object.keys(entryKinds) as EntryKind[];
/** More would be one blot. */
const mostMarks = 600;

/** All entries of a span on one line a kind, each a link to its words; questions as long as they took. */
export const timelineStrip = (entries: readonly TimelineEntry[], runs: readonly Run[], span: Span): Html =>
  inZone((zone) => stripIn(zone, entries, runs, span));

function stripIn(
  zone: string,
  entries: readonly TimelineEntry[],
  runs: readonly Run[],
  { from, to }: Span,
): Html {
  const reach = Math.max(1, to.getTime() - from.getTime());
  const x = (at: Date) =>
    left +
    ((Math.min(Math.max(at.getTime(), from.getTime()), to.getTime()) - from.getTime()) / reach) * reachWide;
  const y = (kind: EntryKind) => top + kinds.indexOf(kind) * laneHeight + laneHeight / 2;
  const marked = ticks({ from, to });
  // A day has no one time of day elsewhere.
  const both = zone !== "UTC" && marked.every(({ size }) => size < dayMs);
  const lanesEnd = top + kinds.length * laneHeight + 2;
  const height = lanesEnd + (both ? 32 : 18);
  const step = Math.max(1, Math.ceil(entries.length / mostMarks));
  const shown = entries.filter((_, index) => index % step === 0);
  return html`<div class="strip"><svg viewBox="0 0 ${width} ${height}" data-from="${from.getTime()}" data-to="${to.getTime()}" data-left="${left}" data-width="${reachWide}" role="group" aria-label="Timeline of ${entries.length} entries, one line for each kind">
${both && html`<text x="4" y="${lanesEnd + 13}">UTC</text><text x="4" y="${lanesEnd + 27}">${cityOf(zone)}</text>`}
${marked.map(
  ({ at, label }) =>
    html`<line class="tick" x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${lanesEnd}"/><text x="${x(at)}" y="${lanesEnd + 13}" text-anchor="middle">${label}</text>${both && html`<text x="${x(at)}" y="${lanesEnd + 27}" text-anchor="middle">${localWords(at.toISOString(), zone).slice(11, 11 + label.length)}</text>`}`,
)}
${kinds.map(
  (kind) =>
    html`<line class="lane" x1="${left}" x2="${width - 8}" y1="${y(kind)}" y2="${y(kind)}"/><text x="4" y="${y(kind) + 4}">${entryKinds[kind]}</text>`,
)}
${runs
  .filter((run) => run.requestedAt <= to && (run.endedAt ?? to) >= from)
  .map((run) => {
    const [a, b] = [x(run.startedAt ?? run.requestedAt), x(run.endedAt ?? to)];
    return html`<rect class="span k-question" data-kind="question" x="${a}" y="${y("question") - 4}" width="${Math.max(1, b - a)}" height="8" rx="4"/>`;
  })}
${shown.map((entry) => {
  const kind = entryKind(entry.action);
  const words = `${entry.at.toISOString().slice(11, 19)}Z ${whoDidIt(entry)} ${plainText(describeEntry(entry))}`;
  return html`<a href="#e${entry.seq}" data-kind="${kind}" tabindex="-1"><circle class="mark k-${kind}" cx="${x(entry.at)}" cy="${y(kind)}" r="5"><title>${value(words, 160)}</title></circle></a>`;
})}
<rect class="drag" data-drag x="0" y="${top}" width="0" height="${lanesEnd - top}"/>
</svg></div>`;
}

const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

const dayMs = 86_400_000;

/** `Berlin` for Europe/Berlin: there is little room. */
const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ").slice(0, 12);

function ticks({ from, to }: Span): { at: Date; label: string; size: number }[] {
  const seconds = (to.getTime() - from.getTime()) / 1_000;
  const size =
    (steps.find((each) => seconds / each <= 9) ?? Math.ceil(seconds / 9 / 604_800) * 604_800) * 1_000;
  const found: { at: Date; label: string; size: number }[] = [];
  for (let at = Math.ceil(from.getTime() / size) * size; at <= to.getTime(); at += size) {
    const text = new Date(at).toISOString();
    found.push({
      ...{ at: new Date(at), size },
      label: size >= dayMs ? text.slice(5, 10) : size < 60_000 ? text.slice(11, 19) : text.slice(11, 16),
    });
  }
  return found;
}
