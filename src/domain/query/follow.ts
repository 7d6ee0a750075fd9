import { joinedCompleteness } from "./joined-completeness.ts";
import type { Answer, Cell, Condition, Literal, Query, Row } from "./query.ts";
import { shapeOf } from "./time-shape.ts";

const maxAskedAtOnce = 100;

/**
 * Asks a query and, when it says so, again about what its rows name, until nothing new comes or the depth is reached.
 * Every row tells in `hop` in which round it came, from 1. What was asked about once is not asked about again, so
 * that a circle ends. Counts are of all rounds together.
 */
export async function askFollowing(query: Query, ask: (query: Query) => Promise<Answer>): Promise<Answer> {
  const { follow, ...first } = query;
  if (follow === undefined) return ask(query);
  const asked = new Set(textsAsked(query.where, follow.into));
  const answers: Answer[] = [];
  let left = 0;
  let next: Query | undefined = first;
  while (next !== undefined) {
    const answer = await ask(next);
    answers.push(answer);
    const found = namedIn(answer.rows, follow.from).filter((value) => !asked.has(value));
    const values = found.slice(0, maxAskedAtOnce);
    left += found.length - values.length;
    for (const value of values) asked.add(value);
    const on = values.length > 0 && answers.length < follow.depth;
    if (values.length > 0 && !on) left += values.length;
    next = on ? { ...first, where: askingAbout(first.where, follow.into, values) } : undefined;
  }
  return joined(answers, query, left);
}

function namedIn(rows: readonly Row[], columns: readonly string[]): string[] {
  const cells: Cell[] = rows.flatMap((row) => columns.map((column) => row[column] ?? null));
  return [...new Set(cells.filter((cell) => typeof cell === "string"))];
}

function textsAsked(where: Condition, into: string): string[] {
  if ("all" in where) return where.all.flatMap((part) => textsAsked(part, into));
  if (!("path" in where) || where.path !== into || where.test.op !== "equals") return [];
  return where.test.values.flatMap((value) => (value.type === "text" ? [value.text] : []));
}

/** The same conditions, with other values for the one that is followed. */
function askingAbout(where: Condition, into: string, values: readonly string[]): Condition {
  if ("all" in where) return { all: where.all.map((part) => askingAbout(part, into, values)) };
  if (!("path" in where) || where.path !== into) return where;
  const literals = values.map((text): Literal => ({ type: "text", text, openStart: false, openEnd: false }));
  return { path: into, test: { op: "equals", values: literals } };
}

function joined(answers: readonly Answer[], { limit }: Query, left: number): Answer {
  const [first] = answers;
  if (first === undefined) throw new RangeError("A query is asked once at least.");
  const rows = answers.flatMap((answer, at) => answer.rows.map((row): Row => ({ hop: at + 1, ...row })));
  const all = answers.map((answer) => answer.completeness);
  const joined = joinedCompleteness(first.completeness, all);
  const rest = left > 0 ? [`${left} further names were found and not asked about.`] : [];
  return {
    columns: ["hop", ...first.columns],
    rows: rows.slice(0, limit),
    rowsBeforeLimit: answers.reduce((total, answer) => total + answer.rowsBeforeLimit, 0),
    ...evidenceOf(answers, limit),
    ...shapeOf(answers),
    completeness: {
      ...joined,
      notes: [...joined.notes, `Asked in ${answers.length} rounds.`, ...rest],
    },
  };
}

/** Beside the rows; none when one of the answers has none. */
export function evidenceOf(answers: readonly Answer[], limit: number): Pick<Answer, "evidence"> {
  const all = answers.map(({ evidence }) => evidence);
  return all.every((each) => each !== undefined) ? { evidence: all.flat().slice(0, limit) } : {};
}
