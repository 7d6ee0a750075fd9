import { z } from "zod";
import { accessPathFault } from "../access-log/access-paths.ts";
import { CairnError } from "../errors.ts";
import { parseNetwork } from "./network.ts";
import { parsePath } from "./path.ts";
import type { QuerySource } from "./query.ts";
import { requireWildcardsAtEnds } from "./wildcard.ts";

const maxValues = 1000;
const maxDepth = 8;

const text = z.string().max(4096);
const authored = text.superRefine(checked(requireWildcardsAtEnds));
const network = text.superRefine(
  checked((value) => {
    if (!value.includes("{{")) parseNetwork(value);
  }),
);
const scalar = (ofText: typeof text) =>
  z.union([ofText, z.number(), z.boolean()], { error: "Write a text, a number, true or false." });
const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).max(maxValues)]);
const bound = z.union([text, z.number()], { error: "Write one number or one time." });
const fieldPath = text.superRefine(checked((value) => parsePath(value)));

const leaf = oneOrMany(scalar(authored));

const operators = z
  .strictObject({
    equals: leaf.optional(),
    not: leaf.optional(),
    contains: oneOrMany(scalar(text)).optional(),
    exists: z.boolean().optional(),
    inCidr: oneOrMany(network).optional(),
    notInCidr: oneOrMany(network).optional(),
    gt: bound.optional(),
    gte: bound.optional(),
    lt: bound.optional(),
    lte: bound.optional(),
  })
  .refine((value) => Object.keys(value).length > 0, {
    error: "Name an operator: equals, not, contains, exists, inCidr, notInCidr, gt, gte, lt or lte.",
  });

export type LeafForm = z.infer<typeof leaf>;
export type OperatorsForm = z.infer<typeof operators>;

const field = z.union([leaf, operators], {
  error: "Write a value, a list of values, or operators such as { not: … }.",
});

/** Field paths with what is asked of them, all of which must hold; `all`, `any` and `none` hold lists of the same. */
export interface WhereForm {
  [path: string]: LeafForm | OperatorsForm | WhereForm[] | undefined;
}

export const groupNames = ["all", "any", "none"] as const;

export const whereForm: z.ZodType<WhereForm> = z
  .object({
    get all() {
      return group();
    },
    get any() {
      return group();
    },
    get none() {
      return group();
    },
  })
  .catchall(field)
  .superRefine((value, context) => {
    for (const path of Object.keys(value)) {
      if (path !== "all" && path !== "any" && path !== "none") {
        checked((name) => parsePath(name))(path, context, [path]);
      }
    }
    if (depth(value) > maxDepth) {
      context.addIssue({ code: "custom", message: `all, any and none are nested deeper than ${maxDepth}.` });
    }
  });

function group(): z.ZodOptional<z.ZodArray<z.ZodType<WhereForm>>> {
  return z
    .array(
      z.lazy(() => whereForm),
      { error: "Write a list of conditions: each starts with a dash." },
    )
    .min(1)
    .max(100)
    .optional();
}

function depth(where: WhereForm): number {
  const below = groupNames.flatMap((name) => {
    const conditions = where[name];
    return Array.isArray(conditions) ? conditions.filter(isWhere).map(depth) : [];
  });
  return 1 + Math.max(0, ...below);
}

function isWhere(value: unknown): value is WhereForm {
  return typeof value === "object" && value !== null;
}

export const measurePattern = /^(distinct|sum)\((.+)\)$/;
const measure = text.superRefine(
  checked((value) => {
    const match = measurePattern.exec(value);
    if (!match) throw new RangeError(`"${value}" is not a measure. Write distinct(path) or sum(path).`);
    parsePath(match[2] ?? "");
  }),
);

const durationPattern = /^([1-9]\d{0,3})(m|h|d)$/;
const unitSeconds: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of `5m`, `1h` or `2d`. */
export function durationSeconds(duration: string): number {
  const [, amount = "", unit = ""] = durationPattern.exec(duration) ?? [];
  return Number(amount) * (unitSeconds[unit] ?? Number.NaN);
}

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
    per: text.regex(durationPattern, { error: "per is a width such as 5m, 1h or 1d." }).optional(),
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
}): string[] {
  const buckets = form.per !== undefined || form.perSeconds !== undefined;
  const measures = form.measure.map((one) => (typeof one === "string" ? one : one.name));
  if (!form.by && !buckets && measures.length === 0) return form.show ?? defaultShow[form.from];
  return [...(buckets ? ["time"] : []), ...(form.by ?? []), "count", "first", "last", ...measures];
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
  return [...pathsIn(form.where ?? {}, ["where"]), ...listed, ...measured];
}

function pathsIn(where: WhereForm, at: PropertyKey[]): { path: string; at: PropertyKey[] }[] {
  return Object.entries(where).flatMap(([key, asked]) => {
    if (!groupNames.some((name) => name === key)) return [{ path: key, at: [...at, key] }];
    const parts = Array.isArray(asked) ? asked.filter(isWhere) : [];
    return parts.flatMap((part, index) => pathsIn(part, [...at, key, index]));
  });
}

/** A refinement out of a check that throws. */
function checked(check: (value: string) => unknown) {
  return (
    value: string,
    context: { addIssue(issue: { code: "custom"; message: string; path?: PropertyKey[] }): void },
    path: PropertyKey[] = [],
  ): void => {
    try {
      check(value);
    } catch (error) {
      if (!(error instanceof CairnError) && !(error instanceof RangeError)) throw error;
      context.addIssue({ code: "custom", message: error.message, path });
    }
  };
}
