import { buildRecord } from "./build-record.ts";
import type { TranscriptRecord } from "./document.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { renderRowsCsv, renderTimelineCsv } from "./render-csv.ts";
import { renderHtml } from "./render-html.ts";
import { renderJson } from "./render-json.ts";
import { renderMarkdown } from "./render-markdown.ts";
import type { Layout } from "./summary.ts";
import { requireZone } from "./times.ts";

/** `csv` is the timeline, `rows` the rows of every answer, as CSV too. */
export const transcriptFormats = ["md", "json", "html", "csv", "rows"] as const;
export type TranscriptFormat = (typeof transcriptFormats)[number];

export const formatNames: Record<TranscriptFormat, string> = {
  md: "Markdown",
  json: "JSON",
  html: "HTML",
  csv: "CSV of the timeline",
  rows: "CSV of all rows",
};

const renderers: Record<TranscriptFormat, (record: TranscriptRecord, layout: Layout) => string> = {
  md: renderMarkdown,
  json: renderJson,
  html: renderHtml,
  csv: renderTimelineCsv,
  rows: renderRowsCsv,
};

/** The same bytes for the same record. `zone` is shown beside UTC; an InputError when it is none. */
export const renderTranscript = (
  record: IncidentRecord,
  format: TranscriptFormat = "md",
  { zone = "UTC" }: { zone?: string } = {},
): string => renderRecord(buildRecord(record), format, { zone });

/** The same from an export's record, without the database. */
export const renderRecord = (record: TranscriptRecord, format: TranscriptFormat, { zone }: Layout): string =>
  renderers[format](record, { zone: requireZone(zone) });

/** `INC-42-transcript.md`, `INC-42-rows.csv`. */
export const transcriptFileName = (incident: string, format: TranscriptFormat): string =>
  format === "rows" ? `${incident}-rows.csv` : `${incident}-transcript.${format}`;
