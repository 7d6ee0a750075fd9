import type { AthenaColumn } from "./athena-columns.ts";

/** For jq: the rows of an answer as events again, what is NULL left out; the first row is the names of the columns. */
export function athenaEvents(columns: readonly AthenaColumn[]): string {
  const names = columns.map(({ path }) => path).join(" ");
  const ofKind = (wanted: AthenaColumn["kind"]) =>
    columns.filter(({ kind }) => kind === wanted).map(({ path }) => `.${path}`);
  const lists = new Set(ofKind("elements").map((path) => path.split(".")[1]));
  return [
    ".ResultSet.Rows[1:][].Data",
    `[.[].VarCharValue] as $cells | ("${names}" / " ") as $names`,
    'reduce range(0; $names | length) as $at ({}; if $cells[$at] == null then . else setpath($names[$at] / "."; $cells[$at]) end)',
    ...ofKind("boolean").map((path) => `(${path} | strings) |= (. == "true")`),
    ...ofKind("json").map((path) => `(${path} | strings) |= (try fromjson catch .)`),
    ...[...lists].map((list) => `(.${list} | objects) |= ${elements}`),
  ].join(" | ");
}

/** `{ ARN: "[1, 2]", type: "[3, 4]" }` is `[{ ARN: 1, type: 3 }, { ARN: 2, type: 4 }]`. */
const elements =
  "([to_entries[] | .key as $name | .value | fromjson | to_entries[] | { at: .key, field: { ($name): .value } }] | group_by(.at) | map(map(.field) | add))";
