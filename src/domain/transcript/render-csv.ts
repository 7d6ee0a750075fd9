import { csvLine } from "../text/csv.ts";
import { plainText } from "../text/text.ts";
import type { TranscriptRecord } from "./document.ts";
import { recordHash } from "./integrity.ts";
import { momentsOf } from "./moments.ts";
import { byText, sorted } from "./order.ts";
import type { Layout } from "./summary.ts";
import { localWords, sinceWords, utcWords } from "./times.ts";

/** The merged timeline, a line for each moment; the last line has the hash of the record. */
export function renderTimelineCsv(record: TranscriptRecord, { zone }: Layout): string {
  const { startedAt, name } = record.incident;
  const head = [
    ...["incident", "utc", `local (${zone})`, "since_start", "stream", "who", "who_id", "what"],
    ...["entry", "corrected_by", "permalink", "hash"],
  ];
  const hashes = new Map(record.timeline.map(({ seq, hash }) => [seq, hash]));
  const lines = momentsOf(record).map(({ at, stream, who, say, seq, supersededBy, permalink }) => [
    name,
    utcWords(at),
    localWords(at, zone),
    // A sign in front would look like a formula.
    sinceWords(at, startedAt).replace(/^\+/, ""),
    stream,
    who === null ? "" : who.kind === "system" ? "Cairn" : who.name,
    who?.kind === "responder" ? who.id : "",
    plainText(say),
    seq ?? "",
    supersededBy ?? "",
    permalink ?? "",
    seq === null ? "" : hashes.get(seq),
  ]);
  const last = [name, "", "", "", "record", "", "", "SHA-256 of the record", "", "", "", recordHash(record)];
  return [head, ...lines, last].map(csvLine).join("");
}

/** The rows of every answer: a column for each that any answer has, what they belong to in front. */
export function renderRowsCsv(record: TranscriptRecord): string {
  const columns = sorted([...new Set(record.runs.flatMap(({ columns }) => columns))], byText);
  const about = ["incident", "question", "asked_utc", "asked_by", "run", "row", "event_ids", "request_ids"];
  const lines = record.runs.flatMap((run) =>
    run.rows.map((row, at) => [
      record.incident.name,
      run.title,
      utcWords(run.requestedAt),
      run.requestedBy.kind === "system" ? "Cairn" : run.requestedBy.id,
      run.id,
      at + 1,
      run.evidence?.[at]?.eventIds.join(" ") ?? "",
      run.evidence?.[at]?.requestIds.join(" ") ?? "",
      ...columns.map((column) => row[column]),
    ]),
  );
  return [[...about, ...columns], ...lines].map(csvLine).join("");
}
