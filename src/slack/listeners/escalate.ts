import { InputError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Ref } from "../ids.ts";
import { escalateModal } from "../views/escalate-modal.ts";
import { toldView } from "../views/told.ts";
import { callee, userGroups } from "./callee.ts";
import type { CommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";
import { from } from "./open-modal.ts";

/** `escalate [@person|@group|#channel] [reason]`: at once when something follows, else by a form that says who is next. */
export async function escalate(
  desk: Desk,
  wish: Wish,
  incident: Incident,
  { rest: said, people, called: first }: Pick<CommandText, "rest" | "people" | "called">,
): Promise<void> {
  const { actor } = wish;
  const rest = /^next( rung| one)?$/i.test(said) ? "" : said;
  const named = first?.id ?? people[0] ?? (await groupTyped(desk, rest));
  const to = named === undefined ? undefined : await callee(desk, named);
  const reason = first?.rest ?? (to === undefined ? rest : rest.replace(/^@\S+\s*/, ""));
  const choices = await desk.flows.escalationChoices({ incidentId: incident.id, actor });
  if (said === "" || (to === undefined && choices.next === undefined)) {
    try {
      const groups = await userGroups(desk);
      return await wish.open(escalateModal({ ...choices, groups }, from(wish), reason));
    } catch (error) {
      // In a thread there are no forms; the flow says what to say instead, or knows who is next.
      if (!(error instanceof InputError)) throw error;
    }
  }
  const { called } = await desk.flows.escalateIncident({ incidentId: incident.id, reason, to, actor });
  await wish.tell(toldView(`${called} is called in the thread of ${shortId(incident)}.`));
}

/** A group's handle that reached us as letters. */
async function groupTyped(desk: Desk, rest: string): Promise<string | undefined> {
  const [handle] = /^@[\w.-]+/.exec(rest) ?? [];
  return handle && (await userGroups(desk)).find(({ name }) => name === handle.toLowerCase())?.id;
}

export async function submitEscalate(
  desk: Desk,
  wish: Wish,
  { ref, fields }: { ref: Ref; fields: Fields },
): Promise<void> {
  const { incidentId = "", version = 0, value } = ref;
  const chosen = ["to", "group", "channel"].filter((field) => fields[field] !== undefined);
  const [first = "to", second] = chosen;
  if (second !== undefined)
    throw new InputError("Choose one of them: a person, a user group or a channel.", {
      fields: { [second]: "Choose one of them. Whoever else is needed can be called after that." },
    });
  const picked = fields[first];
  const to = picked === undefined ? undefined : await callee(desk, picked);
  const { called } = await desk.flows.escalateIncident({
    ...{ incidentId, to, reason: fields.reason, actor: wish.actor },
    ...(to === undefined ? { seen: { climb: Number(value), next: version } } : {}),
  });
  await wish.tell(toldView(`${called} is called in the incident's thread.`));
}
