import { z } from "zod";
import { durationPattern, parseDuration } from "../duration.ts";
import { severities } from "../finding.ts";

export const slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens, for instance who-did-it");

/** Seconds; written `90s`, `10m`, `24h`, `14d`, `2w`. */
export const duration = z
  .string()
  .regex(durationPattern, "must be a duration such as 90s, 10m, 24h or 14d")
  .transform((text) => parseDuration(text) ?? 0);

/** Names that answers and alarms bring along; an input or fact of that name could not be told from them. */
export const reservedNames = [
  ...["alarm", "incident", "lists", "now", "end", "constructor", "prototype"],
  ...[
    "rows",
    "matched",
    "distinct",
    "top",
    "first",
    "last",
    "sum",
    "max",
    "min",
    "values",
    "answer",
    "choice",
    "approval",
    "result",
    "outcome",
    "each",
  ],
  ...["and", "or", "not", "in", "contains", "known", "true", "false", "otherwise"],
];

export const factName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a name of letters, digits and _ that starts with a letter")
  .refine((name) => !reservedNames.includes(name), "is a name with a meaning of its own: choose another");

export const sentence = z.string().trim().min(1).max(500);

export const reviewed = z.strictObject({
  date: z.iso.date("must be a day such as 2026-11-01"),
  by: sentence,
  every: duration,
});

const selector = z
  .strictObject({
    name: z.string().min(1).max(255).describe("Glob over the alarm's name").optional(),
    tag: z.record(z.string(), z.string()).describe("Tags the alarm must carry").optional(),
    contributor: z.string().min(1).describe("Attribute the alarm's contributor must have").optional(),
    namespace: z.string().min(1).describe("Glob over the metric's namespace").optional(),
    metric: z.string().min(1).describe("Glob over the metric's name").optional(),
    dimension: z.string().min(1).describe("Dimension the alarm must have").optional(),
  })
  .refine((each) => Object.keys(each).length > 0, "matches every alarm: name at least one condition");

export const scalarTypes = [
  "access-key-id",
  "principal",
  "ip",
  "cidr",
  "resource",
  "account",
  "region",
  "event-name",
] as const;
export type ScalarType = (typeof scalarTypes)[number];

const source = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(20)]);
const common = { from: source.optional(), ask: sentence.optional() };

const scalarInput = z.strictObject({ type: z.enum(scalarTypes), ...common, default: z.string().optional() });
const enumInput = z.strictObject({
  type: z.literal("enum"),
  values: z.array(slug).min(2).max(20),
  ...common,
  default: z.string().optional(),
});
const windowInput = z.strictObject({
  type: z.literal("window"),
  ...common,
  default: z.string().describe("For instance: 24h before incident.start until now").optional(),
  max: duration.describe("The longest window that may be asked for"),
});
const listInput = z.strictObject({
  type: z.literal("list"),
  of: z.enum(scalarTypes),
  ...common,
  default: z.array(z.string()).optional(),
  max: z.int().min(1).max(500).default(100),
});

export const inputForm = z
  .discriminatedUnion("type", [scalarInput, enumInput, windowInput, listInput])
  .refine((input) => input.default !== undefined || input.ask !== undefined, {
    message: 'has neither "ask" nor "default": say what to ask when the alarm does not tell',
  });
export type Input = z.output<typeof inputForm>;

export const frontMatter = z.strictObject({
  id: slug,
  title: sentence,
  severity: z.enum(severities).describe("Where to start; findings raise it"),
  owner: sentence.describe("Who keeps this runbook true"),
  whenToUse: sentence,
  whenNotToUse: sentence,
  reviewed,
  alarms: z.array(selector).max(50).default([]),
  inputs: z.record(factName, inputForm).default({}),
  access: z.strictObject({ run: z.enum(["anyone", "responder", "lead"]) }).default({ run: "responder" }),
});
export type FrontMatter = z.output<typeof frontMatter>;
export type AlarmSelector = z.output<typeof selector>;
