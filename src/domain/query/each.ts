import { askFollowing, evidenceOf } from "./follow.ts";
import { joinedCompleteness } from "./joined-completeness.ts";
import type { Answer, Query, QueryPlan, Row } from "./query.ts";
import { shapeOf } from "./time-shape.ts";

/** The elements of a list that one step asks about, at most. */
export const mostElements = 20;

/** The column that tells which element a row belongs to. */
export const elementColumn = "each";

/** A query for each element, in their order; the query itself when it has none. */
export function queriesOf({ each, ...query }: Query): { element?: string; query: Query }[] {
  if (each === undefined) return [{ query }];
  return each.map(({ element, where, split }) => ({
    element,
    query: {
      ...query,
      where,
      ...(query.split && { split: { ...query.split, where: split ?? { all: [] } } }),
    },
  }));
}

/** Asks all that a query stands for: once for each element, and again about what its rows name. */
export async function askAll(query: Query, ask: (query: Query) => Promise<Answer>): Promise<Answer> {
  const answers: { element: string; answer: Answer }[] = [];
  for (const { element, query: one } of queriesOf(query)) {
    const answer = await askFollowing(one, ask);
    if (element === undefined) return answer;
    answers.push({ element, answer });
  }
  return united(answers);
}

function united(answers: readonly { element: string; answer: Answer }[]): Answer {
  const [first] = answers;
  if (first === undefined) throw new RangeError("A query for each element of an empty list is not asked.");
  const all = answers.map(({ answer }) => answer.completeness);
  const joined = joinedCompleteness(first.answer.completeness, all);
  return {
    columns: [elementColumn, ...first.answer.columns],
    rows: answers.flatMap(({ element, answer }) =>
      answer.rows.map((row): Row => ({ [elementColumn]: element, ...row })),
    ),
    rowsBeforeLimit: answers.reduce((total, { answer }) => total + answer.rowsBeforeLimit, 0),
    ...evidenceOf(
      answers.map(({ answer }) => answer),
      Number.POSITIVE_INFINITY,
    ),
    ...shapeOf(answers.map(({ answer }) => answer)),
    completeness: {
      ...joined,
      notes: [...joined.notes, `Asked ${answers.length} times, once for each element.`],
    },
  };
}

/** What the engine does for all elements together. */
export function joinedPlan(plans: readonly QueryPlan[]): QueryPlan | undefined {
  const [first, ...rest] = plans;
  if (first === undefined || rest.length === 0) return first;
  const sum = (key: keyof QueryPlan["estimate"]): number | undefined => {
    const known = plans.flatMap(({ estimate }) => estimate[key] ?? []);
    return known.length === plans.length ? known.reduce((total, each) => total + each, 0) : undefined;
  };
  const lines = (of: (plan: QueryPlan) => string | undefined): string =>
    plans.flatMap((plan) => of(plan) ?? []).join("\n");
  const [calls, seconds, bytes, dollars] = [sum("calls"), sum("seconds"), sum("bytes"), sum("dollars")];
  return {
    ...first,
    estimate: {
      ...(calls !== undefined && { calls }),
      ...(seconds !== undefined && { seconds }),
      ...(bytes !== undefined && { bytes }),
      ...(dollars !== undefined && { dollars }),
    },
    ...(first.text !== undefined && { text: lines(({ text }) => text) }),
    command: lines(({ command }) => command),
  };
}
