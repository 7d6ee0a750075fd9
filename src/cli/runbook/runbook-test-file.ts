import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { findingLevels, severities } from "../../domain/finding.ts";
import { formFaults } from "../../domain/query/form-faults.ts";
import { readYaml } from "../../domain/query/yaml-text.ts";
import { outcomes } from "../../domain/runbook/step-blocks.ts";
import { stagedTrail } from "./runbook-test-trail.ts";
import { signers } from "./walk-approval.ts";

const text = z.string().min(1).max(4_000);
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const row = z.record(z.string(), cell);
const named = z.record(z.string(), text);

const finding = z
  .partialRecord(z.enum(findingLevels), text)
  .refine((each) => Object.keys(each).length === 1, "is one level and its sentence: warning: …");

const step = z.strictObject({
  rows: z
    .union([z.int().min(0), z.array(row)])
    .describe("How many rows, or all of them in order with the cells that matter")
    .optional(),
  some: z.array(row).describe("Rows that are among them").optional(),
  event: z
    .record(z.string(), z.union([cell, z.array(z.string())]))
    .describe("What an act's event says")
    .optional(),
  findings: z.array(finding).describe("All of them, in order; * stands for anything").optional(),
});

const approval = z.strictObject({
  says: z.enum(["approved", "rejected"]),
  by: z.enum(signers).describe("requester is who asked: never enough").default("lead"),
});

const story = z.strictObject({
  name: z.string(),
  seed: z.int().default(1),
  now: z.iso.datetime().default("2026-11-20T03:00:00Z"),
  ordinaryRecords: z.int().min(0).max(50_000).default(3_000),
});

const alarm = z.strictObject({
  name: text,
  contributor: named.optional(),
  namespace: text.optional(),
  metric: text.optional(),
  dimensions: named.default({}),
  tags: named.default({}),
});

const oneCase = z
  .strictObject({
    name: text,
    kind: z.enum(["attack", "benign", "hostile", "nothing"]),
    story: story.describe("One of the sandbox's stories").optional(),
    trail: stagedTrail.optional(),
    alarm: z.union([text, alarm]).describe("The story's alarm of that name, or one told here").optional(),
    inputs: named.default({}),
    answers: named.describe("What people say, by step").default({}),
    approvals: z
      .record(text, approval)
      .describe("Who approves or rejects, by step; without it nobody does")
      .default({}),
    lists: z.record(z.string(), z.array(text)).describe("As in cairn.yml: {{lists.trusted}}").default({}),
    hostile: z.array(text).describe("Texts in the trail that must stay inert").default([]),
    never: z.array(text).describe("Texts that may not appear anywhere").default([]),
    expect: z.strictObject({
      severity: z.enum(severities),
      outcome: z.enum(outcomes).nullable(),
      path: z.array(text).optional(),
      facts: z.record(z.string(), z.union([cell, z.array(z.string())])).default({}),
      steps: z.record(z.string(), step).default({}),
    }),
  })
  .refine((each) => (each.story === undefined) !== (each.trail === undefined), {
    message: "needs a story or a trail, not both",
  })
  .refine((each) => typeof each.alarm !== "string" || each.story !== undefined, {
    message: "names an alarm of a story, and has none: tell the alarm",
  });

export const runbookTestFile = z.strictObject({ cases: z.array(oneCase).min(1).max(50) });

export type RunbookCase = z.output<typeof oneCase>;
export type ExpectedStep = z.output<typeof step>;

/** Reads `<id>.test.yml`. Throws InputError naming every fault as `file:line: message`, one a line. */
export function parseRunbookTest(yamlText: string, fileName: string): RunbookCase[] {
  const yaml = readYaml(yamlText, fileName);
  const parsed = runbookTestFile.safeParse(yaml.value ?? {});
  if (parsed.success) return parsed.data.cases;
  const faults = formFaults(parsed.error).map(({ path, message }) => {
    const where = path.length > 0 ? `${path.map(String).join(" › ")}: ` : "";
    return `${fileName}:${yaml.lineOf(path)}: ${where}${message}`;
  });
  throw new InputError(faults.join("\n"));
}
