import type { EvaluationResult } from "./evaluate.ts";
import type { Answer } from "./query.ts";

/** What came back, out of an evaluation; how far it reaches is told beside it. */
export const answerRows = ({
  columns,
  rows,
  rowsBeforeLimit,
  evidence,
  shape,
}: EvaluationResult): Omit<Answer, "completeness" | "firstSeen"> => ({
  columns,
  rows,
  rowsBeforeLimit,
  evidence,
  ...(shape && { shape }),
});
