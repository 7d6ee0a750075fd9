import type { Cell, Query, Row } from "../query/query.ts";
import { parseSubject } from "./subject.ts";

/** Columns that name somebody of AWS; the first that an answer has tells most. */
const whoColumns = ["key", "userIdentity.accessKeyId", "userIdentity.arn", "principal", "person", "actor"];

/** Whom an answer names, each once, in the order of its rows: keys, ARNs and sessions that can be traced. */
export function namedIn(
  query: Pick<Query, "from" | "trace">,
  { columns, rows }: { columns: readonly string[]; rows: readonly Row[] },
): string[] {
  const column = whoColumns.find((each) => columns.includes(each));
  if (column === undefined || query.trace || query.from !== "cloudtrail") return [];
  const cells = rows.map((row): Cell => row[column] ?? null);
  return [...new Set(cells.filter((cell) => typeof cell === "string"))].filter(parseSubject);
}
