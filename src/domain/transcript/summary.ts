import { author, inserted, type Segment } from "../text/text.ts";
import type { TranscriptActor, TranscriptRecord } from "./document.ts";
import { localWords, spanWords, utcWords } from "./times.ts";

export interface Layout {
  /** Beside UTC; `UTC` when there is no other. */
  zone: string;
}

/** A line of a list: what it is, and what there is to say. */
export interface Line {
  name: string;
  say: Segment[];
}

const line = (name: string, ...say: (Segment | Segment[])[]): Line => ({ name, say: say.flat() });

export const whoSays = (actor: TranscriptActor): Segment[] =>
  actor.kind === "system" ? [author("Cairn")] : [inserted(actor.name), author(` (${actor.id})`)];

/** A time in UTC, and in the zone of the reader when that is another. */
export function timeSays(at: string, { zone }: Layout): string {
  const utc = utcWords(at);
  if (zone === "UTC") return utc;
  const local = localWords(at, zone);
  const sameDay = local.slice(0, 10) === utc.slice(0, 10);
  return `${utc} (${sameDay ? local.slice(11) : local})`;
}

/** What a lead wrote of it, by their last word. */
export function summaryIn(timeline: TranscriptRecord["timeline"]): string | undefined {
  const text = timeline.findLast(({ action }) => action === "summary.write")?.body.text;
  return typeof text === "string" ? text : undefined;
}

/** How the incident stands, and how long things took. */
export function summaryOf({ incident, timeline }: TranscriptRecord, layout: Layout): Line[] {
  const moment = (at: string | null, by: TranscriptActor | null): Segment[] =>
    at === null
      ? [author("–")]
      : [author(timeSays(at, layout)), ...(by === null ? [] : [author(" by "), ...whoSays(by)])];
  const summary = summaryIn(timeline);
  const firstAnswer = timeline.find(({ action }) => action === "run.finish")?.at;
  const took = (at: string | null | undefined): string =>
    at ? spanWords(Math.max(0, (Date.parse(at) - Date.parse(incident.startedAt)) / 1000)) : "–";
  const acknowledged = timeline.find(({ action }) => action === "incident.acknowledge")?.at;
  return [
    line("State", author(incident.state)),
    line("Severity", author(incident.severity)),
    line(
      "Commander",
      incident.commander ? whoSays({ kind: "responder", ...incident.commander }) : author("–"),
    ),
    line("Started", author(timeSays(incident.startedAt, layout))),
    line("Opened", moment(incident.openedAt, incident.openedBy)),
    line("Acknowledged", moment(incident.acknowledgedAt, incident.acknowledgedBy)),
    line("Resolved", moment(incident.resolvedAt, null)),
    line("Resolution", incident.resolution === null ? author("–") : inserted(incident.resolution)),
    line(
      "Runbook",
      incident.runbook
        ? [inserted(incident.runbook.id), author(` at ${incident.runbook.hash.slice(0, 12)}`)]
        : author("–"),
    ),
    ...(summary === undefined ? [] : [line("Summary", inserted(summary))]),
    ...(incident.mergedInto === null ? [] : [line("Went on in", inserted(incident.mergedInto))]),
    line(
      "Time to acknowledge, to the first answer, to resolve",
      author(`${took(acknowledged)}, ${took(firstAnswer)}, ${took(incident.resolvedAt)}`),
    ),
  ];
}

export function alarmLines({ alarm, alarms }: TranscriptRecord, layout: Layout): Line[] {
  if (alarm === null) return [];
  return [
    line("Name", inserted(alarm.name)),
    line("ARN", inserted(alarm.arn)),
    line("Account and Region", inserted(alarm.account), author(", "), inserted(alarm.region)),
    line("Reason", inserted(alarm.reason)),
    ...Object.entries(alarm.contributor ?? {}).map(([name, value]) =>
      line("Contributor", inserted(name), author(": "), inserted(value)),
    ),
    ...alarms.map((each) =>
      line(
        "Last known state",
        inserted(each.name),
        author(
          `: ${each.state} at ${timeSays(each.at, layout)}, ${each.count === 1 ? "once" : `${each.count} times`} in ALARM`,
        ),
      ),
    ),
  ];
}
