import { author, inserted, type Segment } from "../text/text.ts";
import { type Compared, type Difference, isNothing } from "./difference.ts";
import type { Cell, QuerySource, Row } from "./query.ts";

/** Columns by which a newcomer is known, and what one is called. */
const newcomers: [column: RegExp, one: string][] = [
  [/^(sourceIPAddress|ip|clientIp)$/, "address"],
  [/^(principal|actor|person|userIdentity\.(arn|userName|principalId)|consumer|subject)$/, "caller"],
];
const shownNewcomers = 3;

/** `3 more calls since 02:41, none by a new address.` Values of rows are inserted. */
export function differenceWords(
  difference: Difference,
  { from, since, before, after }: { from: QuerySource; since: Date; before: Compared; after: Compared },
): Segment[] {
  if (isNothing(difference)) return [author("nothing new.")];
  const { records, came, went, changed, cut } = difference;
  const noun = from === "cloudtrail" ? "call" : "request";
  const counts = [
    ...(records > 0 ? [`${counted(records, `more ${noun}`)} since ${clock(since)}`] : []),
    ...(records < 0
      ? [`${counted(-records, `${noun} fewer`, `${noun}s fewer`)} than at ${clock(since)}`]
      : []),
    ...(records <= 0 && came.length > 0 ? [counted(came.length, "new row")] : []),
    ...(went.length > 0 ? [`${counted(went.length, "row")} gone`] : []),
    ...(records === 0 && changed.length > 0 ? [counted(changed.length, "changed row")] : []),
  ].join(", ");
  const arrivals = newcomers
    .map(([column, one]) => arrivalsOf(column, one, before, after))
    .filter((each) => each.length > 0 && (records > 0 || each.length > 1))
    .flat();
  const limit = cut ? [author(" Rows beyond the limit are not compared.")] : [];
  return [author(counts), ...arrivals, author("."), ...limit];
}

/** Who is in the new answer and was not in the old; said also when there is nobody. */
function arrivalsOf(column: RegExp, one: string, before: Compared, after: Compared): Segment[] {
  const name = after.columns.find((each) => column.test(each));
  if (name === undefined) return [];
  const known = new Set(before.rows.map((row) => textIn(row, name)));
  const fresh = [...new Set(after.rows.map((row) => textIn(row, name)))].filter(
    (value) => value !== undefined && !known.has(value),
  );
  if (fresh.length === 0) return [author(`, none by a new ${one}`)];
  const many = one === "address" ? "addresses" : `${one}s`;
  const listed = fresh
    .slice(0, shownNewcomers)
    .flatMap((value, at): Segment[] => [author(at === 0 ? "" : ", "), inserted(value ?? "")]);
  const more = fresh.length - shownNewcomers;
  return [
    author(fresh.length === 1 ? `, with a new ${one}: ` : `, with ${fresh.length} new ${many}: `),
    ...listed,
    author(more > 0 ? ` and ${more} more` : ""),
  ].filter((part) => !("author" in part) || part.author !== "");
}

function textIn(row: Row, column: string): string | undefined {
  const cell: Cell = Object.hasOwn(row, column) ? (row[column] ?? null) : null;
  return cell === null ? undefined : String(cell);
}

const clock = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
