import type { Answer } from "../query/query.ts";

/** What came of a step: an answer of a source, or what a person said. */
export type StepResult =
  | { kind: "query"; answer: Answer }
  | { kind: "ask"; answer: string }
  | { kind: "choose"; choice: string }
  | { kind: "instruct"; note?: string };
