import { z } from "zod";
import { accessPathFault } from "../access-log/access-paths.ts";
import { parsePath } from "./path.ts";
import type { QuerySource } from "./query.ts";
import { checked, fieldPath, pathsInWhere, text, type WhereForm, whereForm } from "./where-form.ts";

export const measurePattern = /^(distinct|sum)\((.+)\)$/;
const measure = text.superRefine(
  checked((value) => {
    const match = measurePattern.exec(value);
    if (!match) throw new RangeError(`"${value}" is not a measure. Write distinct(path) or sum(path).`);
    parsePath(match[2] ?? "");
  }),
);

/** Nobody looks at the shape of seconds, nor of weeks. */
const widthPattern = /^[1-9]\d{0,3}[mhd]$/;

const elementName = text.regex(/^[a-z][A-Za-z]{0,30}$/, {
  error: "as is a short name of letters, such as rule or statement.",
});

const splitForm = z
  .strictObject({
    each: z.array(fieldPath).min(1).max(6).describe("Paths to the arrays; the first that is there counts"),
    as: elementName.describe("What one element is called in where, by, show and measure: rule.fromPort"),
    where: whereForm.describe("What must hold of one and the same element").default({}),
  })
  .describe("Takes a record apart: one for each element of an array");

const followForm = z
  .strictObject({
    from: z.array(fieldPath).min(1).max(4).describe("Columns whose values are asked about next"),
    into: fieldPath.describe("The condition that takes them; it stands at the top of where"),
    depth: z.int().min(1).max(5).describe("How often, at most"),
  })
  .describe("Asks again about what the rows name, until nothing new comes: a chain of roles or keys");

/** For schemas that hold a query beside keys of their own; `queryForm` checks what concerns several of these. */
export const queryFields = z.strictObject(
  {
    from: z
      .enum(["cloudtrail", "access-log"], { error: "from is cloudtrail or access-log." })
      .default("cloudtrail"),
    where: whereForm.default({}),
    by: z.array(fieldPath).min(1).max(8).optional(),
    show: z.array(fieldPath).min(1).max(30).optional(),
    measure: z.array(measure).max(8).default([]),
    split: splitForm.optional(),
    follow: followForm.optional(),
    per: text.regex(widthPattern, { error: "per is a width such as 5m, 1h or 1d." }).optional(),
    order: text.optional(),
    limit: z
      .int({ error: "limit is a whole number from 1 to 1000." })
      .min(1, { error: "limit is at least 1." })
      .max(1000, { error: "limit is at most 1000." })
      .default(100),
    services: z.enum(["hide", "show"], { error: "services is hide or show." }).default("hide"),
  },
  {
    error: (issue) =>
      issue.code === "invalid_type" ? "A query is a map with keys such as where, by and show." : undefined,
  },
);

export type QueryForm = z.infer<typeof queryFields>;

/** The YAML form of a query, as an author writes it. Unknown keys are refused; leaf texts may hold `{{templates}}`. */
export const queryForm = queryFields.superRefine(checkQueryForm);

/** When a record happened, by source. */
export const timeColumn: Record<QuerySource, string> = { cloudtrail: "eventTime", "access-log": "time" };

const defaultShow: Record<QuerySource, string[]> = {
  "access-log": ["time", "ip", "method", "path", "status", "consumer", "keyId", "userAgent"],
  cloudtrail: [
    "eventTime",
    "principal",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "errorCode",
  ],
};

/** The columns of the answer, in the order in which they are shown. */
export function columnsOf(form: {
  from: QuerySource;
  by?: string[] | undefined;
  show?: string[] | undefined;
  measure: readonly (string | { name: string })[];
  per?: unknown;
  perSeconds?: unknown;
  follow?: unknown;
}): string[] {
  const hops = form.follow === undefined ? [] : ["hop"];
  const buckets = form.per !== undefined || form.perSeconds !== undefined;
  const measures = form.measure.map((one) => (typeof one === "string" ? one : one.name));
  if (!form.by && !buckets && measures.length === 0)
    return [...hops, ...(form.show ?? defaultShow[form.from])];
  return [...hops, ...(buckets ? ["time"] : []), ...(form.by ?? []), "count", "first", "last", ...measures];
}

/** Adds issues for what single keys cannot say: an order by a column that is not there, a column named twice. */
export function checkQueryForm(
  form: Omit<QueryForm, "where"> & { where?: WhereForm },
  context: { addIssue(issue: { code: "custom"; message: string; path: PropertyKey[] }): void },
): void {
  if (form.from === "access-log") {
    for (const { path, at } of pathsOf(form)) {
      const message = accessPathFault(path);
      if (message !== undefined) context.addIssue({ code: "custom", path: at, message });
    }
  }
  const columns = columnsOf(form);
  const grouped = columns.includes("count");
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) {
    const key = form.by && grouped ? "by" : "show";
    context.addIssue({ code: "custom", path: [key], message: `The column "${twice}" is there twice.` });
  }
  checkSplit(form, context);
  checkFollow(form, context, columns);
  const orderColumn = form.order?.replace(/^-/, "");
  const orderable = grouped ? columns : [...columns, timeColumn[form.from]];
  if (orderColumn !== undefined && !orderable.includes(orderColumn)) {
    context.addIssue({
      code: "custom",
      path: ["order"],
      message: `There is no column "${orderColumn}" to order by. There is: ${orderable.join(", ")}. A minus in front reverses.`,
    });
  }
}

type Context = Parameters<typeof checkQueryForm>[1];
type CheckedForm = Parameters<typeof checkQueryForm>[0];

function checkSplit({ split, where = {} }: CheckedForm, context: Context): void {
  if (!split) return;
  const refuse = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  // An engine may ask its neighbour what stands there, and no record has an element by that name.
  for (const { path, at } of pathsInWhere(where, ["where"]))
    if (path.split(/[.[]/)[0] === split.as)
      refuse(at, `"${path}" is of one element: put it under split.where.`);
  for (const { path, at } of pathsInWhere(split.where, ["split", "where"]))
    if (path.split(/[.[]/)[0] !== split.as)
      refuse(at, `"${path}" is not of one element: write ${split.as}.… or put it under where.`);
}

function checkFollow({ follow, where = {}, order }: CheckedForm, context: Context, columns: string[]): void {
  if (!follow) return;
  const refuse = (key: string, message: string) =>
    context.addIssue({ code: "custom", path: ["follow", key], message });
  const missing = follow.from.find((column) => !columns.includes(column));
  if (missing !== undefined) refuse("from", `There is no column "${missing}": add it to show or by.`);
  if (!Object.hasOwn(where, follow.into))
    refuse("into", `"${follow.into}" does not stand at the top of where.`);
  if (order !== undefined) refuse("from", "Rows that are followed stand hop by hop: remove order.");
}

/** Every field path of a query, with where it stands. */
function pathsOf(
  form: Omit<QueryForm, "where"> & { where?: WhereForm },
): { path: string; at: PropertyKey[] }[] {
  const listed = (["by", "show"] as const).flatMap((key) =>
    (form[key] ?? []).map((path, index) => ({ path, at: [key, index] })),
  );
  const measured = form.measure.map((name, index) => ({
    path: measurePattern.exec(name)?.[2] ?? name,
    at: ["measure", index],
  }));
  return [...pathsInWhere(form.where ?? {}, ["where"]), ...listed, ...measured];
}
