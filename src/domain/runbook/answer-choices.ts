import { ConflictError } from "../errors.ts";
import type { StepState } from "../step.ts";
import { results } from "./act-blocks.ts";
import type { Step } from "./schema.ts";

/** Something that people can say to a step. */
export interface AnswerChoice {
  value: string;
  label: string;
  /** Whether its button asks for words beside it. */
  note: "no" | "optional" | "required";
}

/** What can be said to a step as it stands; throws a ConflictError that says what is done with it instead. */
export function answerChoices(step: Step, state: StepState): AnswerChoice[] {
  const of = (labels: Readonly<Record<string, string>>): AnswerChoice[] =>
    Object.entries(labels).map(([value, label]) => ({ value, label, note: "no" }));
  switch (step.kind) {
    case "ask":
      return of(step.answers);
    case "choose":
      return of(step.options);
    case "finish":
      return [
        { value: "done", label: step.returns === undefined ? "Finish the runbook" : "Go on", note: "no" },
      ];
    case "instruct":
      return [{ value: "done", label: "Done", note: step.note }];
    case "act":
      return state === "ready" || state === "failed"
        ? [{ value: "worked", label: "Done by hand", note: "required" }]
        : of(results);
    case "approve":
      throw new ConflictError(`"${step.title}" is for the commander or a lead to approve or reject.`);
    default:
      throw new ConflictError(`"${step.title}" is answered by AWS. Run it, or skip it and say why.`);
  }
}

/** What a text says to a step: its answer by id, label or how it begins, and the words behind it as a note. */
export function answerIn(
  text: string,
  choices: readonly AnswerChoice[],
): { choice: AnswerChoice; note?: string } | undefined {
  const said = text.trim();
  const [only] = choices;
  const exact = choices
    .flatMap((choice) => [choice.value, choice.label].map((name) => ({ choice, name })))
    .filter(({ name }) => beginsWith(said, name))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (exact) return withNote(exact.choice, said.slice(exact.name.length).replace(/^[\s.,:;–-]+/, ""));
  const begun = choices.filter(
    ({ value, label }) => said.length >= 2 && (beginsSo(value, said) || beginsSo(label, said)),
  );
  if (begun[0] && begun.length === 1) return { choice: begun[0] };
  // Where there is one thing to say, and words beside it, the words are enough.
  if (only && choices.length === 1 && only.note !== "no" && said !== "") return withNote(only, said);
  return undefined;
}

const withNote = (choice: AnswerChoice, note: string) => (note === "" ? { choice } : { choice, note });

const beginsSo = (name: string, text: string): boolean => name.toLowerCase().startsWith(text.toLowerCase());

const beginsWith = (text: string, name: string): boolean =>
  beginsSo(text, name) && !/^[\p{L}\p{N}_-]/u.test(text.slice(name.length));
