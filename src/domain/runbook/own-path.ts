import type { BrokenStep } from "./broken-step.ts";
import { columnsOfStep } from "./columns-of-step.ts";
import { suggestion } from "./fault.ts";
import { isQuestion, type Step } from "./schema.ts";

/** Whether a step's own answer has such a value: true, words when it only looks so, undefined for other paths. */
export function ownPath(path: string, step: Step | BrokenStep): true | string | undefined {
  const [, of, column = ""] = /^(distinct|top|first|last|sum|max|min|values|new)\.(.+)$/.exec(path) ?? [];
  const isOwn =
    of !== undefined ||
    ["answer", "choice", "approval", "result", "outcome", "rows", "matched"].includes(path);
  if (!isOwn) return undefined;
  if (step.kind === "broken") return true;
  if (path === "answer")
    return step.kind === "ask" || step.kind === "repeat" || "Only an ask or a repeat step has an answer.";
  if (path === "choice") return step.kind === "choose" || "Only a choose step has a choice.";
  if (path === "approval") return step.kind === "approve" || "Only an approve step has an approval.";
  if (path === "result") return step.kind === "act" || "Only an act step has a result.";
  if (path === "outcome")
    return (
      (step.kind === "finish" && step.returns !== undefined) ||
      "Only a run step's next rules know an outcome."
    );
  if (!isQuestion(step)) return `Only a query step has "${path}".`;
  if (of === undefined) return true;
  if (of === "new" && !(step.kind === "query" && step.firstSeen?.includes(column)))
    return `"${path}" is known only where the query says firstSeen: [${column}].`;
  const columns = columnsOfStep(step);
  return (
    columns.includes(column) ||
    `The answer of "${step.id}" has no column "${column}": it has ${columns.join(", ")}.${suggestion(column, columns)}`
  );
}
