import type { z } from "zod";
import type { QueryForm } from "../query/form.ts";
import type { QueryEngineName } from "../query/query.ts";
import type { actBlock, approveBlock } from "./act-blocks.ts";
import type { Expression, ValuePath } from "./expression.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Prose } from "./prose.ts";
import type {
  askBlock,
  chooseBlock,
  concludeRule,
  finishBlock,
  instructBlock,
  nextRule,
  repeatBlock,
} from "./step-blocks.ts";
import type { WindowExpression } from "./window.ts";

/** A reviewed runbook, checked. A run is pinned to its `hash`; `markdown` brings the same one back. */
export interface Runbook extends FrontMatter {
  file: string;
  /** SHA-256 of the file's text with unified line ends, and of the shared steps it uses; hex. */
  hash: string;
  markdown: string;
  /** The shared steps it uses, in order of their names; absent when it uses none. */
  shared?: { file: string; markdown: string }[];
  intro: Prose;
  steps: Step[];
}

interface StepBase {
  id: string;
  title: string;
  prose: Prose;
  /** Line of the heading in the file. */
  line: number;
  /** The shared file it comes from, when it does: `shared/doors.md`. */
  shared?: string;
  conclude: ConcludeRule[];
  next: NextRule[];
}

export interface QueryStep extends StepBase {
  kind: "query";
  query: QueryForm;
  window: WindowExpression;
  /** The list, as `{{keys}}`, that it is asked for each element of. */
  each?: string;
  /** Columns whose new values are waited for before anything is concluded. */
  firstSeen?: string[];
  /** Ids or names; absent for the alarm's own. */
  accounts?: "all" | string[];
  /** The engine this question is about; absent when any may answer. */
  engine?: QueryEngineName;
}

/** A query asked again and again, until `until` held `inARow` times or `atMost` is over. Durations are in seconds. */
export interface RepeatStep
  extends Omit<QueryStep, "kind">,
    Pick<z.output<typeof repeatBlock>, "every" | "inARow" | "atMost"> {
  kind: "repeat";
  /** As the author wrote it, and as it was read. */
  until: { text: string; expression: Expression };
}

export interface InstructStep extends StepBase, Omit<z.output<typeof instructBlock>, "id"> {
  kind: "instruct";
}

/** `within` is in seconds. */
export interface AskStep extends StepBase, Omit<z.output<typeof askBlock>, "id"> {
  kind: "ask";
}

export interface ChooseStep extends StepBase, Omit<z.output<typeof chooseBlock>, "id"> {
  kind: "choose";
}

export interface FinishStep extends StepBase, Omit<z.output<typeof finishBlock>, "id"> {
  kind: "finish";
  /** The step to go on with: the finish of a runbook that this one called. Absent where the walk is over. */
  returns?: string;
}

export interface ApproveStep extends StepBase, Omit<z.output<typeof approveBlock>, "id"> {
  kind: "approve";
  /** The step that `for` names. */
  what?: ActStep | InstructStep;
}

export interface ActStep extends StepBase, Omit<z.output<typeof actBlock>, "id"> {
  kind: "act";
}

export type Step =
  | QueryStep
  | InstructStep
  | AskStep
  | ChooseStep
  | FinishStep
  | RepeatStep
  | ApproveStep
  | ActStep;

/** Does it put a question to a source? */
export const isQuestion = <Other extends { kind: string }>(
  step: Step | Other,
): step is QueryStep | RepeatStep => step.kind === "query" || step.kind === "repeat";

/** `when` is absent for a rule that always holds. */
export type Condition = Expression | { op: "otherwise" };

export type ConcludeRule = Omit<z.output<typeof concludeRule>, "when" | "set"> & {
  when?: Condition;
  set: Record<string, ValuePath>;
  line: number;
  /** The shared file that `line` counts in. */
  file?: string;
};

export type NextRule = Omit<z.output<typeof nextRule>, "when"> & { when?: Condition; line: number };
