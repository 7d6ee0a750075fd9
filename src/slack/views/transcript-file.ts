import { type Incident, shortId } from "../../domain/incident/incident.ts";
import {
  formatNames,
  type TranscriptFormat,
  transcriptFileName,
} from "../../domain/transcript/transcript.ts";

export function transcriptFile(
  incident: Pick<Incident, "number">,
  format: TranscriptFormat,
  content: string,
): { name: string; title: string; content: string; comment: string } {
  const name = shortId(incident);
  const what = format === "md" ? "" : ` (${formatNames[format]})`;
  const title = `Transcript of ${name}${what}`;
  return { name: transcriptFileName(name, format), title, content, comment: title };
}
