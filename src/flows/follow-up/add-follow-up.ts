import { InputError } from "../../domain/errors.ts";
import { parseDueDate } from "../../domain/incident/due-date.ts";
import type { Actor } from "../../domain/responder.ts";
import { redactText } from "../../domain/text/redact.ts";
import { changeIncident } from "../incidents/change-incident.ts";
import type { Ports, Settings } from "../ports.ts";

const maxText = 500;

/** Keeps something to be done after the incident, whose it is and until when; a resolved incident takes them too. */
export async function addFollowUp(
  ports: Pick<Ports, "store" | "clock"> & { settings: Pick<Settings, "zone"> },
  wish: {
    incidentId: string;
    text: string;
    owner?: { id: string; name: string };
    /** As people say it: `2026-12-01`, `friday`, `3d`. */
    due?: string;
    actor: Actor;
  },
): Promise<void> {
  const { incidentId, owner, actor } = wish;
  const text = redactText(wish.text.trim());
  if (text === "") throw new InputError("The follow-up is empty: write what is to be done.");
  if (text.length > maxText)
    throw new InputError(`The follow-up has ${text.length} characters; ${maxText} is the most. Shorten it.`, {
      fields: { text: `${maxText} characters are the most.` },
    });
  const due = wish.due?.trim() ? parseDueDate(wish.due, ports.clock(), ports.settings.zone) : undefined;
  if (due === undefined && wish.due?.trim())
    throw new InputError(
      `“${wish.due.trim()}” is no day ahead: say one such as 2026-12-01, tomorrow, friday or 3d.`,
      { fields: { due: "Say a day ahead, such as 2026-12-01, tomorrow, friday or 3d." } },
    );
  await changeIncident(ports, {
    incidentId,
    actor,
    action: "followup.add",
    body: {
      text,
      ...(owner && { person: owner.id, owner: owner.name }),
      ...(due === undefined ? {} : { due }),
    },
    inThread: true,
    decide: (incident) => incident,
  });
}
