import type { Incident } from "../../domain/incident/incident.ts";
import type { Run } from "../../domain/run/run.ts";
import { currentEntries } from "../../domain/timeline/corrections.ts";
import { describeEntry, whoDidIt } from "../../domain/timeline/describe-entry.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { type EntryKind, entryKind, entryKinds } from "./entry-kind.ts";
import { type Html, html, inZone } from "./html.ts";
import { moment, sinceStart } from "./moments.ts";
import { type Span, timelineStrip } from "./timeline-strip.ts";
import { pathOf, sentence, value } from "./words.ts";

export interface TimelineView {
  /** Shown alone when there are any. */
  kinds: readonly EntryKind[];
  /** What is looked at closer. */
  span: Partial<Span>;
}

const minuteMs = 60_000;
/** The rest is in the transcript. */
const mostEntries = 1_000;

/** The timeline as a picture and in words, narrowed to a span and to kinds. */
export function timelinePart(
  {
    incident,
    timeline,
    runs,
  }: { incident: Incident; timeline: readonly TimelineEntry[]; runs: readonly Run[] },
  { kinds, span }: TimelineView,
): Html {
  const whole = wholeSpan(incident, timeline);
  const seen: Span = { from: span.from ?? whole.from, to: span.to ?? whole.to };
  const zoomed = span.from !== undefined || span.to !== undefined;
  const within = currentEntries(timeline).filter(({ entry: { at } }) => at >= seen.from && at <= seen.to);
  const chosen = within.filter(({ entry }) => kinds.length === 0 || kinds.includes(entryKind(entry.action)));
  const shown = within.slice(0, mostEntries);
  const path = pathOf(incident);
  return html`<section id="timeline" aria-labelledby="timeline-name"><h2 id="timeline-name">Timeline</h2>
<p class="zoom">${zooms(whole).map(
    ({ name, to }) =>
      html`<a href="${path}?from=${whole.from.toISOString()}&to=${to.toISOString()}#timeline">${name}</a> · `,
  )}${zoomed ? html`<a href="${path}#timeline">Everything</a>` : html`<span class="soft">${zooms(whole).length > 0 ? "or drag" : "Drag"} over the picture to see a part closer</span>`}</p>
${zoomed && html`<p role="status">From ${moment(seen.from)} to ${moment(seen.to)}</p>`}
${timelineStrip(
  within.map(({ entry }) => entry),
  runs,
  seen,
)}
<form method="get" action="${path}#timeline" data-kinds><fieldset class="kinds"><legend class="soft">Show (<span data-count>${chosen.length}</span> of ${timeline.length} entries)</legend>
${(Object.keys(entryKinds) as EntryKind[]).map(
  (kind) =>
    html`<label><input type="checkbox" name="kind" value="${kind}"${kinds.includes(kind) ? html` checked` : ""}><span class="dot k-${kind}"></span>${entryKinds[kind]}</label>`,
)}
${span.from && html`<input type="hidden" name="from" value="${span.from.toISOString()}">`}${span.to && html`<input type="hidden" name="to" value="${span.to.toISOString()}">`}
<button data-without-script>Show</button></fieldset></form>
<ol class="entries${inZone((zone) => (zone === "UTC" ? html`` : html` both`))}">${shown.map(({ entry, supersededBy }) => line(entry, supersededBy, incident, kinds))}</ol>
${within.length > shown.length && html`<p class="soft">${within.length - shown.length} more entries: look at a shorter span, or take the transcript.</p>`}
</section>`;
}

function line(
  entry: TimelineEntry,
  supersededBy: number | undefined,
  { openedAt }: Incident,
  kinds: readonly EntryKind[],
): Html {
  const kind = entryKind(entry.action);
  const hidden = kinds.length > 0 && !kinds.includes(kind);
  return html`<li id="e${entry.seq}" data-kind="${kind}"${supersededBy !== undefined ? html` class="superseded"` : ""}${hidden ? html` hidden` : ""}><span class="dot k-${kind}" title="${entryKinds[kind]}"></span><span class="at">${moment(entry.at)}</span><span class="since">${sinceStart(entry.at, openedAt)}</span><span class="what"><b><bdi>${value(whoDidIt(entry), 80)}</bdi></b> ${sentence(describeEntry(entry))}${supersededBy !== undefined && html` <a href="#e${supersededBy}">put right below</a>`}</span></li>`;
}

/** From the first entry to the last, with a little room so that nothing sticks to the edge. */
export function wholeSpan(
  { openedAt }: Pick<Incident, "openedAt">,
  timeline: readonly TimelineEntry[],
): Span {
  const times = [openedAt, ...timeline.map(({ at }) => at)].map((at) => at.getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(minuteMs / 4, (last - first) * 0.01);
  return { from: new Date(first - room), to: new Date(last + room) };
}

const closer: [string, number][] = [
  ["First 5 minutes", 5],
  ["First 30 minutes", 30],
  ["First 3 hours", 180],
  ["First day", 1_440],
];

const zooms = ({ from, to }: Span): { name: string; to: Date }[] =>
  closer
    .filter(([, minutes]) => minutes * minuteMs < to.getTime() - from.getTime())
    .map(([name, minutes]) => ({ name, to: new Date(from.getTime() + minutes * minuteMs) }));
