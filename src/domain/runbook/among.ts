import { bindCondition } from "../query/bind.ts";
import { fieldTest } from "../query/field-test.ts";
import type { Answer, Condition, Row } from "../query/query.ts";
import type { WhereForm } from "../query/where-form.ts";
import { leavesOf } from "./leaves.ts";
import { fillLeaf, type Lookup, pathsInTemplate } from "./template.ts";

/**
 * The answer as if it had only the rows that fit. Undefined when something that it is compared with is not known:
 * then nothing can be said of them. `matched` becomes the number of records behind those rows.
 */
export function answerAmong(answer: Answer, among: WhereForm, lookUp: Lookup): Answer | undefined {
  const paths = leavesOf(among).flatMap(pathsInTemplate);
  if (paths.some((path) => lookUp(path) === undefined)) return undefined;
  const fits = rowTest(bindCondition(among, (leaf) => fillLeaf(leaf, lookUp)));
  const rows = answer.rows.filter(fits);
  const matched = rows.reduce((sum, row) => sum + (typeof row.count === "number" ? row.count : 1), 0);
  const evidence = answer.evidence?.filter((_, at) => {
    const row = answer.rows[at];
    return row !== undefined && fits(row);
  });
  return {
    ...answer,
    rows,
    rowsBeforeLimit: rows.length,
    ...(evidence && { evidence }),
    completeness: { ...answer.completeness, matched },
  };
}

/** Columns and conditions mean what fields and conditions mean in a query: an empty cell is an absent field. */
function rowTest(condition: Condition): (row: Row) => boolean {
  if ("all" in condition) {
    const tests = condition.all.map(rowTest);
    return (row) => tests.every((test) => test(row));
  }
  if ("any" in condition) {
    const tests = condition.any.map(rowTest);
    return (row) => tests.some((test) => test(row));
  }
  if ("none" in condition) {
    const tests = condition.none.map(rowTest);
    return (row) => !tests.some((test) => test(row));
  }
  const { path } = condition;
  const test = fieldTest(path, condition.test);
  return (row) => {
    const cell = Object.hasOwn(row, path) ? row[path] : null;
    return test(cell === null || cell === undefined ? [] : [cell]);
  };
}
