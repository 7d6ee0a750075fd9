import type { ModalView } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type TranscriptFormat, transcriptFormats } from "../../domain/transcript/transcript.ts";
import { viewIds } from "../ids.ts";
import { foreign, line, lines, option, words } from "./blocks.ts";
import { modal, selectField, textField } from "./modal.ts";
import type { From } from "./modals.ts";

const meanings: Record<TranscriptFormat, [name: string, forWhat: string]> = {
  html: ["A page to read and print", "one HTML file, nothing loaded from anywhere"],
  md: ["Markdown", "for a repository or a ticket"],
  json: ["JSON", "the whole record, to verify or to work on with programs"],
  csv: ["CSV", "the timeline, and all rows, for a spreadsheet"],
  rows: ["CSV of all rows", "only what came back from AWS"],
};

export const transcriptModal = (
  incident: Pick<Incident, "id" | "number" | "title">,
  from: From,
  zone: string,
): ModalView =>
  modal(viewIds.transcript, "Export the transcript", "Export", { ...from, incidentId: incident.id }, [
    lines(line(words(`${shortId(incident)} · `), foreign(incident.title, 200))),
    selectField(
      "format",
      "As what?",
      ["html", "md", "json", "csv", "rows"].flatMap((each) => {
        const format = transcriptFormats.find((known) => known === each);
        return format ? [option(meanings[format][0], format, meanings[format][1])] : [];
      }),
      { initial: "html" },
    ),
    textField("zone", "Which time zone beside UTC?", {
      max: 60,
      optional: true,
      initial: zone,
      example: "Europe/Berlin",
    }),
  ]);
