import { InputError } from "../../domain/errors.ts";
import { requireZone } from "../../domain/transcript/times.ts";
import { type TranscriptFormat, transcriptFormats } from "../../domain/transcript/transcript.ts";
import type { Ref } from "../ids.ts";
import { toldView } from "../views/told.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";

const synonyms: Record<string, TranscriptFormat> = { markdown: "md", page: "html", print: "html" };

/** What stands behind `transcript`: a format, a zone, or both. */
export function transcriptWish(rest: string): { format?: TranscriptFormat; zone?: string } {
  const [first = "", ...others] = rest.trim().split(/\s+/);
  const format = formatOf(first.toLowerCase());
  const zone = (format === undefined ? [first, ...others] : others).join(" ");
  if (format === undefined && zone !== "" && !zone.includes("/") && zone.toUpperCase() !== "UTC")
    throw new InputError(
      `“${zone.slice(0, 60)}” is no format: there is ${transcriptFormats.join(", ")}. A time zone may follow, such as Europe/Berlin.`,
    );
  return { ...(format && { format }), ...(zone === "" ? {} : { zone: requireZone(zone) }) };
}

export async function submitTranscript(
  desk: Desk,
  wish: Wish,
  { ref, fields }: { ref: Ref; fields: Fields },
): Promise<void> {
  if (ref.incidentId === undefined)
    throw new InputError("This form is out of date. Close it and begin again.");
  const format = formatOf(fields.format ?? "") ?? "md";
  // The form was opened with a zone in it: who took it out wants none.
  const zone = fields.zone === undefined ? "UTC" : zoneIn(fields.zone);
  await desk.flows.sayTranscript({ incidentId: ref.incidentId, actor: wish.actor, format, zone });
  await wish.tell(toldView("The transcript comes into the incident's thread as a file."));
}

function zoneIn(text: string): string {
  try {
    return requireZone(text);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(cause.message, { cause, fields: { zone: cause.message } });
  }
}

const formatOf = (text: string): TranscriptFormat | undefined =>
  transcriptFormats.find((each) => each === text) ?? synonyms[text];
