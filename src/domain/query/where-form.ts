import { z } from "zod";
import { CairnError } from "../errors.ts";
import { parseNetwork } from "./network.ts";
import { parsePath } from "./path.ts";
import { requireWildcardsAtEnds } from "./wildcard.ts";

const maxValues = 1000;
const maxDepth = 8;

export const text = z.string().max(4096);
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
export const fieldPath = text.superRefine(checked((value) => parsePath(value)));

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

/** Every field path of a condition, with where it stands. */
export function pathsInWhere(where: WhereForm, at: PropertyKey[]): { path: string; at: PropertyKey[] }[] {
  return Object.entries(where).flatMap(([key, asked]) => {
    if (!groupNames.some((name) => name === key)) return [{ path: key, at: [...at, key] }];
    const parts = Array.isArray(asked) ? asked.filter(isWhere) : [];
    return parts.flatMap((part, index) => pathsInWhere(part, [...at, key, index]));
  });
}

/** A refinement out of a check that throws. */
export function checked(check: (value: string) => unknown) {
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
