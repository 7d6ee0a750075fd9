import { author, inserted, type Segment } from "../text/text.ts";
import { describeEntry } from "../timeline/describe-entry.ts";
import type { TimelineAction } from "../timeline/timeline.ts";
import type { TranscriptEntry, TranscriptMessage, TranscriptRecord } from "./document.ts";
import type { Moment, Stream } from "./moment.ts";
import { byText, sorted } from "./order.ts";
import { eventsBehind } from "./picked-events.ts";
import { foldRounds } from "./rounds.ts";
import { utcWords } from "./times.ts";

/** All streams in one, in the order in which things happened. */
export function momentsOf(record: TranscriptRecord): Moment[] {
  const picked = new Set(
    record.timeline.flatMap(({ action, body }) =>
      action === "message.pin" ? [`${body.channel} ${body.ts} ${body.text}`] : [],
    ),
  );
  const takenOff = new Map(
    record.timeline.flatMap(({ action, body, seq }): [string, number][] =>
      action === "message.unpin" ? [[`${body.channel} ${body.ts}`, seq]] : [],
    ),
  );
  const all = [
    ...foldRounds(record.timeline).map((folded) => ofEntry(folded, takenOff)),
    ...record.messages.flatMap((message) => ofMessage(message, picked)),
    ...eventsBehind(record.runs),
  ];
  return sorted(
    all,
    (a, b) =>
      byText(a.at, b.at) ||
      rank(a) - rank(b) ||
      (a.seq ?? 0) - (b.seq ?? 0) ||
      byText(JSON.stringify(a.say), JSON.stringify(b.say)),
  );
}

/** Of the same instant: what happened in AWS, what people wrote, then our entries in the order of their chain. */
const rank = ({ stream, seq }: Moment): number => (seq !== null ? 2 : stream === "cloudtrail" ? 0 : 1);

function ofEntry(
  { entry, more, last }: ReturnType<typeof foldRounds>[number],
  takenOff: ReadonlyMap<string, number>,
): Moment {
  const { seq, actor, action, body, supersededBy } = entry;
  const moment = { stream: streamOf(action), who: actor, seq, supersededBy, permalink: null };
  const again: Segment[] =
    more > 0
      ? [author(` The same in ${more} more ${more === 1 ? "round" : "rounds"} until ${utcWords(last.at)}.`)]
      : [];
  if (action === "message.pin") {
    const off = (takenOff.get(`${body.channel} ${body.ts}`) ?? 0) > seq;
    return { ...moment, ...ofPin(entry, off) };
  }
  const say = [...describeEntry({ action: action as TimelineAction, body }), ...again];
  return { ...moment, at: entry.at, say };
}

/** A pick stands where the message was written, by whom it was written. */
function ofPin(
  { at, actor, body }: TranscriptEntry,
  takenOff: boolean,
): Pick<Moment, "at" | "who" | "say" | "permalink"> {
  const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
  const by = actor.kind === "system" ? "Cairn" : actor.name;
  return {
    at: text("written") || at,
    who: { kind: "responder", id: text("author"), name: text("name") },
    say: [
      author("wrote: "),
      inserted(text("text")),
      author(" (put on the timeline by "),
      inserted(by),
      author(
        `${body.readBack ? ", noticed" : ""} at ${utcWords(at)}${takenOff ? ", and taken off later" : ""})`,
      ),
    ],
    permalink: text("permalink") || null,
  };
}

/** What a message said, and each change of it, at its own time. What was picked is told as the pick. */
function ofMessage(message: TranscriptMessage, picked: ReadonlySet<string>): Moment[] {
  const { channel, ts, author: writer, at: writtenAt, versions } = message;
  const changes = versions.flatMap(({ kind }) => (kind === "posted" ? [] : [kind]));
  const later = changes.includes("deleted") ? "deleted later" : "edited later";
  const rest = { stream: "thread", who: { kind: "responder", ...writer }, seq: null } as const;
  return versions.flatMap(({ kind, at, text }, index): Moment[] => {
    const first = index === 0 && kind !== "deleted";
    if (first && picked.has(`${channel} ${ts} ${text}`)) return [];
    const say: Segment[] = [author(saying(kind, first, writtenAt)), inserted(text)];
    if (first && index < versions.length - 1) say.push(author(` (${later})`));
    if (first && kind === "edited") say.push(author(" (edited before Cairn saw it)"));
    // Who deleted it is not told by Slack: an admin may have.
    const who = kind === "deleted" ? null : rest.who;
    const when = first ? writtenAt : at;
    if (kind === "deleted") say.unshift(author("A message of "), inserted(writer.name));
    return [{ ...rest, who, at: when, say, supersededBy: null, permalink: null }];
  });
}

function saying(kind: TranscriptMessage["versions"][number]["kind"], first: boolean, at: string): string {
  if (first) return "wrote: ";
  if (kind === "edited") return `changed their message of ${utcWords(at)} to: `;
  return `, written ${utcWords(at)}, was deleted: `;
}

function streamOf(action: string): Stream {
  const [noun = ""] = action.split(".");
  if (noun === "alarm") return "alarm";
  if (noun === "note" || noun === "message" || action === "finding.pick") return "picked";
  if (["run", "finding", "step", "approval", "act", "runbook"].includes(noun)) return "asked";
  return "incident";
}
