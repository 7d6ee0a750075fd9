import { inDays } from "./in-days.ts";
import type { Answer, Condition, Query, Window } from "./query.ts";

/** Principals of an answer that are compared with what they did before. */
export const mostCompared = 20;
const mostBaselineRows = 10_000;

/** What is asked once for an answer: everything these principals did before, by the values that are compared. */
export interface BaselineQuestion {
  query: Query;
  window: Window;
  whoColumn?: string;
  who?: string;
  /** The path by which the principals are asked for, and the column of the baseline that names them. */
  path: string;
  principals: string[];
  columns: string[];
  /** Principals beyond the bound. */
  leftOut: number;
}

/** Columns of an answer that are compared, and the path that the baseline is grouped by. */
export const compared: Readonly<Record<string, string>> = {
  ip: "sourceIPAddress",
  sourceIPAddress: "sourceIPAddress",
  userAgent: "userAgent",
  awsRegion: "awsRegion",
  call: "eventName",
  eventName: "eventName",
};
export const comparedColumns = Object.keys(compared);
export const valuePaths = [...new Set(Object.values(compared))];
const keyPaths = ["key", "userIdentity.accessKeyId"];
const whoPaths = ["principal", ...keyPaths, "userIdentity.arn", "actor"];

/** Words when a comparison would say nothing; undefined when there is nothing to compare. */
export function baselineQuestion(
  { query, window }: { query: Query; window: Window },
  answer: Pick<Answer, "columns" | "rows">,
  seconds: number,
): BaselineQuestion | string | undefined {
  const columns = answer.columns.filter((column) => Object.hasOwn(compared, column));
  if (query.from !== "cloudtrail" || columns.length === 0 || answer.rows.length === 0) return undefined;
  const whoColumn = whoPaths.find((path) => path !== "actor" && answer.columns.includes(path));
  const pinned = whoPaths.flatMap((path) => {
    const who = pinnedValue(query.where, path);
    return who === undefined ? [] : [{ path, who }];
  })[0];
  const path = whoColumn ?? pinned?.path;
  if (path === undefined) return undefined;

  const days = inDays(seconds);
  if (window.to.getTime() - window.from.getTime() > seconds * 500)
    return `not compared with the ${days} before: the answer's own window is longer than half of that.`;
  const cells = whoColumn ? answer.rows.map((row) => row[whoColumn] ?? null) : [pinned?.who ?? null];
  const all = [...new Set(cells.filter((cell) => typeof cell === "string" && cell !== ""))] as string[];
  if (all.length === 0) return undefined;
  if (keyPaths.includes(path) && all.every((key) => key.startsWith("ASIA")))
    return "not compared: a session's key is new each time. Ask about its role.";
  const principals = all.slice(0, mostCompared);
  const to = new Date(window.from.getTime() - 1);
  return {
    query: {
      from: "cloudtrail",
      where: {
        path,
        test: {
          op: "equals",
          values: principals.map((text) => ({ type: "text", text, openStart: false, openEnd: false })),
        },
      },
      by: [path, ...valuePaths],
      measure: [],
      order: { column: "count", descending: true },
      limit: mostBaselineRows,
      services: query.services,
    },
    window: { from: new Date(window.from.getTime() - seconds * 1_000), to },
    ...(whoColumn ? { whoColumn } : { who: principals[0] ?? "" }),
    path,
    principals,
    columns,
    leftOut: all.length - principals.length,
  };
}

/** The value that every record of an answer must have there, if the query says so. */
function pinnedValue(where: Condition, path: string): string | undefined {
  if ("all" in where) {
    for (const part of where.all) {
      const value = pinnedValue(part, path);
      if (value !== undefined) return value;
    }
    return undefined;
  }
  if (!("path" in where) || where.path !== path || where.test.op !== "equals") return undefined;
  const [only, ...others] = where.test.values;
  return only?.type === "text" && !only.openStart && !only.openEnd && others.length === 0
    ? only.text
    : undefined;
}
