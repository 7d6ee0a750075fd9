import type { ModalView } from "@slack/types";
import type { Incident } from "../../domain/incident/incident.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { encodeRef, viewIds } from "../ids.ts";
import { foreign, line, lines, option, quote, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { modal, selectField } from "./modal.ts";
import { declareModal, type From } from "./modals.ts";

const mostIncidents = 100;

/** Which incident does a message belong to? `held` is the message as the form carries it. */
export const linkModal = (
  incidents: readonly Incident[],
  from: From,
  held: string,
  text: string,
): ModalView =>
  modal(viewIds.link, "Link to incident", "Add", { ...from, rest: held }, [
    lines(line(words("The message, with its own time, author and link, goes on the incident's timeline."))),
    quote(foreign(text || "(no text)", 300)),
    selectField(
      "incident",
      "Which incident?",
      incidents
        .slice(0, mostIncidents)
        .map((each) =>
          option(
            clip(oneLine(`${shortId(each)} ${each.severity} ${each.title}`), 75),
            encodeRef({ incidentId: each.id }),
            each.state,
          ),
        ),
      incidents.length === 1 ? { initial: encodeRef({ incidentId: incidents[0]?.id }) } : {},
    ),
  ]);

/** The form to declare, filled in from a message that becomes the first thing on the timeline. */
export function declareFromModal(from: From, held: string, text: string): ModalView {
  const [first = ""] = text.split("\n").filter((each) => each.trim() !== "");
  const form = declareModal({ ...from, rest: held }, "P3", clip(oneLine(first), 200));
  return {
    ...form,
    blocks: [
      lines(line(words("This message becomes the first entry of the timeline, with its link:"))),
      quote(foreign(text || "(no text)", 300)),
      ...form.blocks,
    ],
  };
}
