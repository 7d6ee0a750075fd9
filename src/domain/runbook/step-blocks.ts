import { z } from "zod";
import { findingLevels, severities } from "../finding.ts";
import { comparedColumns } from "../query/baseline-question.ts";
import { checkQueryForm, queryFields } from "../query/form.ts";
import { queryEngineNames } from "../query/query.ts";
import { whereForm } from "../query/where-form.ts";
import { duration, factName, slug } from "./front-matter.ts";

/** Text whose `{{paths}}` are filled in; see template.ts. */
export const template = z.string().trim().min(1).max(2000);
const label = z.string().trim().min(1).max(75);
const when = z.string().trim().min(1).max(500);

const choices = z
  .record(slug, label)
  .refine((each) => Object.keys(each).length >= 2, "needs at least two to choose from")
  .refine((each) => Object.keys(each).length <= 10, "has more than ten: people cannot choose from so many");

export const copy = z
  .array(z.strictObject({ say: template, command: template }))
  .min(1)
  .max(20)
  .describe("Commands to copy. Values are quoted for the shell: write no quotes around {{…}}");

const accountChoice = z.union([z.literal("all"), z.array(label).min(1).max(50)]);

const questionFields = queryFields.extend({
  id: slug,
  accounts: accountChoice
    .describe("Accounts of cairn.yml by id or name, or all; the alarm's own unless told")
    .optional(),
  engine: z
    .enum(queryEngineNames)
    .describe("Only when the question is about one engine: what the trail did not deliver, for instance")
    .optional(),
  window: z
    .union([z.string(), z.strictObject({ is: z.string(), max: duration })])
    .describe("A window input, or for instance: { is: 60m before incident.start until now, max: 1d }")
    .optional(),
});

const mostRowsEach = 100;

export const queryBlock = questionFields
  .extend({
    each: z
      .string()
      .regex(/^\{\{\s*[\w.-]+\s*\}\}$/, 'is one list, as "{{keys}}"')
      .describe("A list: the question is asked once for each element, which {{each}} stands for")
      .optional(),
    firstSeen: z
      .array(z.enum(comparedColumns))
      .min(1)
      .describe("Columns whose new values (new.x) the rules speak of: they wait until these are known")
      .optional(),
  })
  .refine((query) => query.each === undefined || query.limit <= mostRowsEach, {
    message: `is ${mostRowsEach} at most where a question is asked for each element`,
    path: ["limit"],
  })
  .superRefine(checkQueryForm);

const mostRounds = 500;

export const repeatBlock = questionFields
  .extend({
    every: duration.refine((seconds) => seconds >= 60, "is at least 1m").describe("From round to round"),
    until: when.describe("What must hold of a round's answer, for instance rows == 0"),
    inARow: z.int().min(1).max(20).default(1).describe("In how many rounds, one after the other"),
    atMost: duration
      .refine((seconds) => seconds <= 7 * 86_400, "is at most 7d")
      .describe("When it stops though nothing came of it"),
  })
  .refine(({ every, inARow, atMost }) => every * inARow <= atMost, {
    message: "is too short for that many rounds: make it at least every × inARow",
    path: ["atMost"],
  })
  .refine(({ every, atMost }) => atMost / every <= mostRounds, {
    message: `is too long: with this "every" there would be more than ${mostRounds} rounds`,
    path: ["atMost"],
  })
  .superRefine(checkQueryForm);

/** How a repeat step may come to its end; `answer` says which. */
export const repeatEnds = { quiet: "Quiet", "not-quiet": "Not quiet in time", stopped: "Stopped" } as const;
export type RepeatEnd = keyof typeof repeatEnds;

export const instructBlock = z.strictObject({
  id: slug,
  note: z.enum(["optional", "required"]).default("optional"),
  copy: copy.optional(),
});

export const askBlock = z.strictObject({
  id: slug,
  to: template.describe("Whom to ask: a principal, as far as it is known by then"),
  fallback: z.enum(["commander", "lead"]).default("commander"),
  question: template,
  answers: choices,
  within: duration,
  otherwise: slug.describe("The answer that counts when nobody answers in time"),
});

export const chooseBlock = z.strictObject({ id: slug, question: template, options: choices });

export const outcomes = ["benign", "explained", "contained", "escalated", "inconclusive"] as const;

export const finishBlock = z.strictObject({
  id: slug,
  outcome: z.enum(outcomes),
  say: template.optional(),
  copy: copy.optional(),
});

export const concludeRule = z
  .strictObject({
    among: whereForm
      .describe("Looks only at the rows that fit: columns and what is asked of them, as under where")
      .optional(),
    when: when.optional(),
    level: z.enum(findingLevels).optional(),
    say: template.optional(),
    raise: z.enum(severities).optional(),
    set: z.record(factName, z.string().trim().min(1).max(200)).optional(),
  })
  .refine((rule) => (rule.level === undefined) === (rule.say === undefined), {
    message: '"level" and "say" go together: a finding needs both',
  })
  .refine((rule) => rule.level !== undefined || rule.say !== undefined || rule.set !== undefined, {
    message: 'says nothing: give it "level" and "say", or "set"',
  })
  .refine((rule) => rule.raise === undefined || rule.say !== undefined, {
    message: '"raise" needs a "say" that tells people why',
  });
export const concludeBlock = z.array(concludeRule).min(1).max(50);

export const nextRule = z.strictObject({ when: when.optional(), go: slug });
export const nextBlock = z.array(nextRule).min(1).max(20);

export const stepKinds = [
  "query",
  "instruct",
  "ask",
  "choose",
  "finish",
  "repeat",
  "approve",
  "act",
  "run",
] as const;
export type StepKind = (typeof stepKinds)[number];
