import type { ModalView, RichTextSection } from "@slack/types";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { isQuestion } from "../../domain/runbook/schema.ts";
import { inputsOfStep, inputText, type StepInput } from "../../domain/runbook/step-inputs.ts";
import { textOf } from "../../domain/runbook/template.ts";
import { windowWords } from "../../domain/runbook/window-words.ts";
import { type Ref, viewIds } from "../ids.ts";
import { type Block, bold, bullets, foreign, line, lines, option, value, words } from "./blocks.ts";
import { inputHint, inputPrefix } from "./inputs-modal.ts";
import { modal, selectField, textField } from "./modal.ts";

const mostShown = 8;
const mostFields = 20;

/** What a step would ask with, and where each value is from. */
export function inputBlocks(step: Step, runbook: Pick<Runbook, "inputs">, facts: Facts): Block[] {
  const inputs = inputsOfStep(step, runbook, facts);
  if (inputs.length === 0) return [];
  const more = inputs.length - mostShown;
  return [
    lines(line(bold("Asks with"))),
    bullets([
      ...inputs.slice(0, mostShown).map((input) => inputLine(input, step)),
      ...(more > 0 ? [line(words(`and ${more} more`))] : []),
    ]),
  ];
}

function inputLine({ label, value: known, from }: StepInput, step: Step): RichTextSection {
  if (known === undefined && label === "window" && isQuestion(step))
    return line(words("window: "), foreign(windowWords(step.window), 200), words(" · by the runbook"));
  if (known === undefined) return line(words(`${label}: `), words("not known yet", { italic: true }));
  return line(words(`${label}: `), value(textOf(known), 300), words(" · "), foreign(fromWords(from), 100));
}

/** Where a fact is from, as people say it. */
function fromWords(from: string | undefined): string {
  const [, kind, name = ""] = /^(step|person):(.*)$/.exec(from ?? "") ?? [];
  if (kind === "step") return `found by “${name}”`;
  if (kind === "person") return `changed by ${name}`;
  const known: Record<string, string> = {
    alarm: "from the alarm",
    incident: "from the incident",
    input: "given at the start",
    default: "by the runbook",
    setting: "from the settings",
  };
  return known[from ?? ""] ?? "by an earlier step";
}

/** Every input as it is now, to be changed; what is left as it is stays. */
export function changeInputsModal(
  ref: Ref,
  {
    step,
    runbook,
    facts,
    runs,
  }: { step: Step; runbook: Pick<Runbook, "inputs">; facts: Facts; runs: boolean },
): ModalView {
  const inputs = inputsOfStep(step, runbook, facts).slice(0, mostFields);
  return modal(viewIds.changeInputs, "Change inputs", runs ? "Run with these" : "Save", ref, [
    lines(
      line(words("For "), foreign(step.title, 200)),
      line(words("What you change is kept with your name, and counts for the steps that follow too.")),
      ...(runs
        ? [line(words("The step is asked anew with it; the answer so far stays in the transcript."))]
        : []),
    ),
    ...inputs.map((input) => inputField(input, step)),
  ]);
}

function inputField({ name, ask, label, value: known, input }: StepInput, step: Step) {
  const field = `${inputPrefix}${name}`;
  const initial = inputText(known);
  if (input?.type === "enum")
    return selectField(
      field,
      ask,
      input.values.map((each) => option(each, each)),
      { initial, optional: true },
    );
  const own = label === "window" && isQuestion(step) && known === undefined;
  return textField(field, ask, {
    optional: true,
    max: 3_000,
    initial,
    multiline: input?.type === "list" || Array.isArray(known),
    hint: inputHint(own ? "window" : (input?.type ?? "")),
    ...(own ? { example: windowWords(step.window) } : {}),
  });
}
