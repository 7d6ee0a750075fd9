import { InputError } from "../../domain/errors.ts";
import { leafConditions } from "../../domain/query/conditions.ts";
import { fieldNames } from "../../domain/query/field-names.ts";
import { columnsOf } from "../../domain/query/form.ts";
import { type ParsedPath, parsePath } from "../../domain/query/path.ts";
import type { FieldPath, Query } from "../../domain/query/query.ts";
import { type AthenaColumn, athenaColumns } from "./athena-columns.ts";

const sourceIdentity = "userIdentity.sessionContext.sourceIdentity";
/** What a name is read from, beside the columns that are always fetched. */
const behindNames: Record<string, string[]> = {
  actor: [sourceIdentity],
  person: [sourceIdentity],
  resource: ["resources.ARN", "requestParameters", "responseElements"],
};

/**
 * The columns from which records can be made that answer the query as the whole records would. Throws InputError for
 * a question about a field that the table does not have.
 */
export function neededColumns(query: Query): AthenaColumn[] {
  const asked = new Set(pathsOf(query).flatMap((path) => columnsBehind(path, query)));
  return athenaColumns.filter(
    ({ path, kind, extra }) => asked.has(path) || (!extra && (kind === "text" || kind === "boolean")),
  );
}

function pathsOf(query: Query): FieldPath[] {
  const { where, split, measure, order, by } = query;
  const grouped = by !== undefined || query.perSeconds !== undefined || measure.length > 0;
  const shown = grouped ? (by ?? []) : columnsOf(query);
  return [
    ...leafConditions(where).map(({ path }) => path),
    ...shown,
    ...measure.map(({ path }) => path),
    ...(grouped || order === undefined ? [] : [order.column]),
    ...(split === undefined ? [] : [...split.each, ...leafConditions(split.where).map(({ path }) => path)]),
  ];
}

function columnsBehind(path: FieldPath, { split }: Query): string[] {
  if (fieldNames.includes(path)) return behindNames[path] ?? [];
  const names = namesOf(parsePath(path));
  // The evaluator puts the element there itself.
  if (split && names[0] === split.as) return [];
  const asked = names.join(".");
  const found = athenaColumns.find((column) => asked === column.path || asked.startsWith(`${column.path}.`));
  if (found) return [found.path];
  const parts = athenaColumns.filter((column) => column.path.startsWith(`${asked}.`));
  throw new InputError(
    parts.length > 0
      ? `Athena's CloudTrail table keeps ${asked} in parts: ask for ${parts[0]?.path}, or ask log-group, insights or archive.`
      : `Athena's CloudTrail table has no column for ${asked}: ask log-group, insights or archive.`,
  );
}

/** `decode(requestParameters.policyDocument).Statement[0].Effect` begins at requestParameters. */
function namesOf({ decode, steps }: ParsedPath): string[] {
  if (decode) return namesOf(decode);
  return steps.flatMap((step) => ("name" in step && !/^\d+$/.test(step.name) ? [step.name] : []));
}
