import { z } from "zod";
import { chartLooks } from "../chart/chart.ts";
import { findingLevels, severities } from "../finding.ts";
import type { Json } from "../timeline/timeline.ts";

/**
 * Raised with every change of the form, so that whoever reads exports can tell at once. Version 2 tells how a thread's
 * messages are chained; exports of version 1 are verified as before.
 */
export const transcriptVersion = 2;
export const transcriptFormatName = "cairn.transcript";

const time = z.iso.datetime({ precision: 3 }).describe("UTC, to the millisecond");
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256, hex");
const person = z.strictObject({ id: z.string(), name: z.string() });
const actor = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("system") }),
    z.strictObject({ kind: z.literal("responder"), ...person.shape }),
  ])
  .describe("`system` is Cairn itself");
const threadHead = z.strictObject({ seq: z.int().positive(), hash });
const segment = z.union([
  z.strictObject({ author: z.string().describe("Words of Cairn or of a runbook's author") }),
  z.strictObject({ inserted: z.string().describe("A value from outside: foreign text") }),
]);
const sentence = z.array(segment);
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

const entry = z.strictObject({
  seq: z.int().positive(),
  at: time,
  actor,
  action: z.string(),
  text: z.string().describe("What happened, as the rest of a sentence that begins with who did it"),
  body: z.record(z.string(), json),
  salt: z.string(),
  hash: hash.describe(
    "Over the previous entry's hash and this entry: previous ‖ canonical JSON; see `cairn transcript verify`",
  ),
  thread: threadHead
    .optional()
    .describe("Where the chain of the thread's messages stood by then, held fast by this entry's hash"),
  supersededBy: z
    .int()
    .positive()
    .nullable()
    .describe("The entry that corrects this one; it stays all the same"),
});

const message = z.strictObject({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().nullable(),
  author: person,
  at: time,
  versions: z
    .array(
      z.strictObject({
        kind: z.enum(["posted", "edited", "deleted"]),
        at: time,
        text: z.string(),
        link: z
          .strictObject({ seq: z.int().positive(), revision: z.string(), salt: z.string(), hash })
          .optional()
          .describe(
            "Its place in the chain of the thread's messages; absent when it was kept before there was one",
          ),
      }),
    )
    .min(1)
    .describe("Oldest first; a deletion has the last text"),
});

const chart = z.strictObject({
  unit: z.enum(["calls", "requests"]),
  from: time.describe("Start of the first bucket"),
  widthSeconds: z.int().positive(),
  buckets: z.int().nonnegative(),
  series: z.array(
    z.strictObject({ name: z.string(), look: z.enum(chartLooks), counts: z.array(z.int().nonnegative()) }),
  ),
  mark: z.strictObject({ at: time, label: z.string() }).nullable(),
});

const run = z.strictObject({
  id: z.string(),
  stepId: z.string().nullable(),
  title: z.string(),
  state: z.string(),
  requestedBy: actor,
  requestedAt: time,
  endedAt: time.nullable(),
  round: z.int().nullable().describe("Of a repeat step, from 1"),
  held: z.boolean().nullable().describe("Of a repeat step: whether what is waited for held"),
  again: z
    .strictObject({ first: z.string(), previous: z.string(), why: z.string() })
    .nullable()
    .describe("Which run's question it puts again"),
  runbookHash: z.string().nullable(),
  targets: z.array(z.strictObject({ account: z.string(), regions: z.array(z.string()) })),
  window: z.strictObject({ from: time, to: time }),
  engine: z.string().nullable(),
  command: z.string().nullable().describe("Command lines that ask the same by hand"),
  question: z.array(z.string()).describe("The query as it was asked, in lines"),
  error: z.string().nullable(),
  findings: z.array(
    z.strictObject({
      stepId: z.string(),
      level: z.enum(findingLevels),
      say: sentence,
      eventIds: z.array(z.string()),
      requestIds: z.array(z.string()),
      rows: z.array(z.int()).nullable().describe("Positions of the rows it speaks of; null: of all"),
    }),
  ),
  remarks: z.array(sentence).describe("How it relates to earlier answers, and what was never seen before"),
  reach: z.array(z.string()).describe("How far the answer reaches"),
  mend: z.array(z.strictObject({ say: z.string(), command: z.string().nullable() })),
  matched: z.int().nullable().describe("Records that matched"),
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  fresh: z
    .array(z.array(z.string()))
    .nullable()
    .describe("Of each row: columns never seen of its principal before"),
  evidence: z
    .array(z.strictObject({ eventIds: z.array(z.string()), requestIds: z.array(z.string()) }))
    .nullable()
    .describe("The first of the records behind each row"),
  chart: chart.nullable().describe("Calls over time, where a picture helps"),
  rowCount: z.int().nullable(),
  rowsHash: hash.nullable().describe("Over the canonical JSON of {columns, rows}"),
});

/** What is hashed, and what every format is made from. */
export const recordForm = z.strictObject({
  incident: z.strictObject({
    id: z.string(),
    name: z.string(),
    title: z.string(),
    state: z.enum(["open", "acknowledged", "resolved"]),
    severity: z.enum(severities),
    channel: z.string(),
    commander: person.nullable(),
    startedAt: time.describe("When its alarm went off, or it was opened; times since start count from it"),
    openedAt: time,
    openedBy: actor,
    acknowledgedAt: time.nullable(),
    acknowledgedBy: actor.nullable(),
    resolvedAt: time.nullable(),
    resolution: z.string().nullable(),
    runbook: z.strictObject({ id: z.string(), hash: z.string() }).nullable(),
    mergedInto: z.string().nullable().describe("The incident that this one went on in"),
  }),
  alarm: z
    .strictObject({
      arn: z.string(),
      name: z.string(),
      account: z.string(),
      region: z.string(),
      reason: z.string(),
      at: time,
      contributor: z.record(z.string(), z.string()).nullable(),
    })
    .nullable(),
  alarms: z.array(
    z.strictObject({
      name: z.string(),
      arn: z.string(),
      severity: z.enum(severities),
      state: z.string(),
      at: time,
      count: z.int().describe("Times in ALARM"),
    }),
  ),
  people: z.array(person).describe("Everybody named in the record, by id"),
  timeline: z.array(entry),
  messages: z.array(message).describe("What people wrote in the thread"),
  threadTrouble: z.string().nullable().describe("Why messages may be missing"),
  threadHead: threadHead
    .optional()
    .describe("The last link of the messages' chain, as the incident knows it"),
  runs: z.array(run),
});

export const documentForm = z.strictObject({
  format: z.literal(transcriptFormatName),
  version: z.literal([1, transcriptVersion]),
  sha256: hash.describe("Over the canonical JSON of `record`: keys in order, no blanks"),
  record: recordForm,
});

export type TranscriptRecord = z.infer<typeof recordForm>;
export type TranscriptEntry = z.infer<typeof entry>;
export type TranscriptMessage = z.infer<typeof message>;
export type TranscriptRun = z.infer<typeof run>;
export type TranscriptChart = z.infer<typeof chart>;
export type TranscriptActor = z.infer<typeof actor>;

/** For editors and other programs: docs/transcript.schema.json. */
export const transcriptJsonSchema = () => z.toJSONSchema(documentForm, { target: "draft-2020-12" });
