import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actionIds, encodeRef } from "../ids.ts";
import { actions, button, foreign, line, lines, value, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { type MessageView, messageView } from "./message.ts";

export interface StepToPick {
  id: string;
  title: string;
  number?: number;
  /** How it stands, in a word or two. */
  standing: string;
}

const mostListed = 40;
const mostButtons = 20;

/** Which step? Lists them; `verb` and what was typed behind it go on with the one that is pressed. */
export function pickStepView(
  incident: Pick<Incident, "id" | "number">,
  steps: readonly StepToPick[],
  { why, verb, rest, pickable }: { why: string; verb: string; rest: string; pickable: readonly string[] },
): MessageView {
  const question = `${oneLine(why)} Which step of ${shortId(incident)} do you mean?`;
  const again = (id: string) => ({
    incidentId: incident.id,
    rest: `incident ${verb} ${id} ${rest}`.trim(),
  });
  const offered = steps
    .filter(({ id }) => pickable.includes(id) && encodeRef(again(id)).length <= 1_500)
    .slice(0, mostButtons);
  const left = steps.length - mostListed;
  return messageView(question, [
    lines(line(foreign(question, 400)), ...steps.slice(0, mostListed).map(inLine)),
    ...(left > 0 ? [lines(line(words(`and ${left} more`, { italic: true })))] : []),
    ...actions(
      offered.map((step, index) =>
        button(`${actionIds.sayAgain}:${index}`, clip(oneLine(nameOf(step)), 60), again(step.id)),
      ),
    ),
  ]);
}

const inLine = (step: StepToPick) =>
  line(
    foreign(nameOf(step), 160),
    words(" "),
    value(step.id, 80),
    words(` · ${step.standing}`, { italic: true }),
  );

const nameOf = ({ number, title }: StepToPick): string =>
  number === undefined ? title : `${number}. ${title}`;
