import type { Answer } from "../query/query.ts";
import type { approvals, results } from "./act-blocks.ts";
import type { RepeatEnd } from "./step-blocks.ts";

/** What came of a step: an answer of a source, or what a person said. */
export type StepResult =
  | { kind: "query"; answer: Answer }
  /** The latest round's answer; without `ended` the rounds go on. */
  | { kind: "repeat"; answer: Answer; ended?: RepeatEnd }
  | { kind: "ask"; answer: string }
  | { kind: "choose"; choice: string }
  | { kind: "instruct"; note?: string }
  | { kind: "approve"; approval: keyof typeof approvals }
  | { kind: "act"; result: keyof typeof results }
  /** Of a runbook that was called. */
  | { kind: "finish"; outcome: string };

/** What a source answered, when the step asked one. */
export const answerIn = (result: StepResult): Answer | undefined =>
  "answer" in result && typeof result.answer === "object" ? result.answer : undefined;
