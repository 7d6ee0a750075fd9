import type { ModalView } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type Ref, viewIds } from "../ids.ts";
import { foreign, line, lines, option, words } from "./blocks.ts";
import { channelField, modal, personField, selectField, textField } from "./modal.ts";

/** What there is to choose from. */
export interface EscalationToShow {
  incident: Pick<Incident, "id" | "number" | "severity" | "title" | "private">;
  next?: { names: string; rung: number; of: number; ladder: string };
  /** The ladder whose end was reached. */
  ended?: string;
  seen: { climb: number; next: number };
  leads: readonly { id: string; name: string }[];
  /** User groups of the workspace. */
  groups?: readonly { id: string; name: string }[];
}

/** Calls the next rung, or somebody else; says plainly when no rung is left. */
export function escalateModal(
  { incident, next, ended, seen, leads, groups = [] }: EscalationToShow,
  from: Pick<Ref, "channel" | "threadTs">,
  reason?: string,
): ModalView {
  const whom = next ? "Or somebody else" : "Whom?";
  // One of them is needed when no rung is left; the flow says so.
  const optional = { optional: true };
  const ref = { ...from, incidentId: incident.id, version: seen.next, value: String(seen.climb) };
  return modal(viewIds.escalate, "Escalate", next ? "Call them now" : "Call", ref, [
    lines(
      line(words(`${shortId(incident)} · ${incident.severity} · `), foreign(incident.title, 200)),
      next
        ? line(
            words("Next: "),
            foreign(next.names, 200),
            words(` (rung ${next.rung} of ${next.of} of `),
            foreign(next.ladder, 60),
            words("), now instead of when it is due."),
          )
        : ended === undefined
          ? line(words("No ladder is set for this incident. Choose whom to call."))
          : line(
              words("No rung of the ladder "),
              foreign(ended, 60),
              words(" is left. Choose whom to call."),
            ),
    ),
    leads.length > 0
      ? selectField(
          "to",
          whom,
          leads.map(({ id, name }) => option(name, id)),
          optional,
        )
      : personField("to", whom, optional),
    ...(groups.length > 0
      ? [
          selectField(
            "group",
            "Or a user group",
            groups.map(({ id, name }) => option(name, id)),
            optional,
          ),
        ]
      : []),
    // What is private is not told in another channel.
    ...(incident.private
      ? []
      : [
          channelField("channel", "Or a channel", {
            ...optional,
            hint: "Everybody who is active there is told.",
          }),
        ]),
    textField("reason", "Why?", {
      ...{ max: 500, optional: true, initial: reason, example: "I need somebody who knows this account" },
    }),
  ]);
}
