import { InputError } from "../../domain/errors.ts";
import type { Actor } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { changeIncident } from "../incidents/change-incident.ts";
import type { Ports } from "../ports.ts";

const maxNote = 3000;

/** Keeps what a person wants remembered; a resolved incident takes notes too. */
export async function addNote(
  ports: Pick<Ports, "store" | "clock">,
  { incidentId, text, actor }: { incidentId: string; text: string; actor: Actor },
): Promise<void> {
  const note = redactText(text.trim());
  if (note === "") throw new InputError("The note is empty: write what should be remembered.");
  if (note.length > maxNote)
    throw new InputError(`The note has ${note.length} characters; ${maxNote} is the most. Split it.`);
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "note.add",
    body: { text: note },
    inThread: true,
    decide: (incident) => incident,
  });
}
