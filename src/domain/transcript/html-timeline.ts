import type { TranscriptRecord } from "./document.ts";
import { element, html, messageLink, sentenceHtml, value } from "./html-text.ts";
import type { Moment } from "./moment.ts";
import { momentsOf } from "./moments.ts";
import type { Layout } from "./summary.ts";
import { localWords, sinceWords, utcWords } from "./times.ts";

/** All streams in one table, a heading for each day. */
export function timelineHtml(record: TranscriptRecord, layout: Layout): string {
  const { zone } = layout;
  const local = zone !== "UTC";
  const head = ["UTC", ...(local ? [html(zone)] : []), "since start", "stream", "who", "what"];
  let day = "";
  const lines = momentsOf(record).flatMap((moment) => {
    const today = moment.at.slice(0, 10);
    const row = rowHtml(moment, record.incident.startedAt, layout);
    if (today === day) return [row];
    day = today;
    return [element("tr", element("td", today, `colspan="${head.length}"`), 'class="day"'), row];
  });
  return element(
    "div",
    element(
      "table",
      element("thead", element("tr", head.map((each) => element("th", each, 'scope="col"')).join(""))) +
        element("tbody", lines.join("\n")),
      'class="time"',
    ),
    'class="scroll" tabindex="0" role="region" aria-label="Timeline"',
  );
}

function rowHtml(moment: Moment, start: string, { zone }: Layout): string {
  const { at, stream, who, say, seq, supersededBy, permalink } = moment;
  const notes = [
    seq === null ? "" : `entry ${seq}`,
    supersededBy === null ? "" : `corrected by entry ${supersededBy}`,
    permalink === null ? "" : messageLink(permalink),
  ].filter((note) => note !== "");
  const cells = [
    element("td", utcWords(at).slice(11), 'class="t"'),
    ...(zone === "UTC" ? [] : [element("td", localWords(at, zone).slice(11), 'class="t"')]),
    element("td", sinceWords(at, start), 'class="t"'),
    element("td", element("span", stream, `class="s s-${stream}"`)),
    element("td", whoHtml(who)),
    element(
      "td",
      `<span class="said">${sentenceHtml(say)}</span>${notes.length > 0 ? ` <span class="small">· ${notes.join(" · ")}</span>` : ""}`,
      'class="w"',
    ),
  ];
  return element("tr", cells.join(""), supersededBy === null ? "" : 'class="old"');
}

const whoHtml = (who: Moment["who"]): string =>
  who === null
    ? "–"
    : who.kind === "system"
      ? "Cairn"
      : `${value(who.name, 80)} <span class="small">${html(who.id, 40)}</span>`;
