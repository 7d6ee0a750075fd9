import { InputError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Ref } from "../ids.ts";
import { escalateModal } from "../views/escalate-modal.ts";
import { toldView } from "../views/told.ts";
import { colleague } from "./colleague.ts";
import type { CommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";
import { from } from "./open-modal.ts";

/** `escalate [@person] [reason]`: at once when something follows, else by a form that says who is next. */
export async function escalate(
  desk: Desk,
  wish: Wish,
  incident: Incident,
  { rest, people }: Pick<CommandText, "rest" | "people">,
): Promise<void> {
  const { actor } = wish;
  const [named] = people;
  const to = named === undefined ? undefined : (await colleague(desk, named)).id;
  const reason = to === undefined ? rest : rest.replace(/^@\S+\s*/, "");
  const choices = await desk.flows.escalationChoices({ incidentId: incident.id, actor });
  if (rest === "" || (to === undefined && choices.next === undefined)) {
    try {
      return await wish.open(escalateModal(choices, from(wish), reason));
    } catch (error) {
      // In a thread there are no forms; the flow says what to say instead, or knows who is next.
      if (!(error instanceof InputError)) throw error;
    }
  }
  const { called } = await desk.flows.escalateIncident({ incidentId: incident.id, reason, to, actor });
  await wish.tell(toldView(`${called} is called in the thread of ${shortId(incident)}.`));
}

export async function submitEscalate(
  desk: Desk,
  wish: Wish,
  { ref, fields }: { ref: Ref; fields: Fields },
): Promise<void> {
  const { incidentId = "", version = 0, value } = ref;
  const to = fields.to;
  const { called } = await desk.flows.escalateIncident({
    ...{ incidentId, to, reason: fields.reason, actor: wish.actor },
    ...(to === undefined ? { seen: { climb: Number(value), next: version } } : {}),
  });
  await wish.tell(toldView(`${called} is called in the incident's thread.`));
}
