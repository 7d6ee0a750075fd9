import { z } from "zod";
import { factName, slug } from "./front-matter.ts";
import { copy, template } from "./step-blocks.ts";

/** What a person said to an approve step, and what became of an act; `next` and `conclude` speak of them. */
export const approvals = { approved: "Approved", rejected: "Rejected" } as const;
export const results = { worked: "It worked", failed: "It did not work" } as const;

export const approveBlock = z.strictObject({
  id: slug,
  for: slug.describe("The act or instruct step after it that is approved, exactly as it is filled in"),
  question: template.describe("What to weigh: what happens to whom, what hangs on it, how it is undone"),
});

const eventValue = z.union([template, z.number(), z.boolean(), z.array(template).max(100)]);

export const actBlock = z.strictObject({
  id: slug,
  event: slug.describe("What your automation is told to do; the event's detail-type is act.<event>"),
  detail: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "is a name of letters, digits and _"),
      eventValue,
    )
    .refine((each) => Object.keys(each).length <= 20, "has more than 20 values")
    .describe("What the event says; a value that is exactly {{name}} keeps its type")
    .default({}),
  risk: z
    .enum(["contain", "none"])
    .describe("none only for what changes nothing: anything else needs an approval before it")
    .default("contain"),
  check: template.describe("How people see whether it worked: where to look, and what stands there then"),
  copy: copy.optional(),
});

const given = z.string().trim().min(1).max(500);

export const runBlock = z.strictObject({
  id: slug,
  runbook: slug.describe("The runbook that is walked before the next step of this one"),
  with: z
    .record(factName, z.union([given, z.array(given).max(100)]))
    .describe("Its inputs, by name; one that this runbook has under the same name need not be given")
    .default({}),
});
