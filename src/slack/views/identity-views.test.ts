import { expect, test } from "vitest";
import { at, incident, nastiest, rows, run, runbook, step } from "../../../test/fixtures/slack/record.ts";
import type { Asked } from "../../domain/asked.ts";
import type { FirstSeen } from "../../domain/query/first-seen.ts";
import { inserted } from "../../domain/text/text.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { actionIds, parseRef } from "../ids.ts";
import { askReminderView, askView } from "./ask.ts";
import { entryView } from "./entry.ts";
import { rowsFile } from "./rows-file.ts";
import { runView } from "./run.ts";
import { stepView } from "./step.ts";

interface Node {
  [key: string]: unknown;
}

function nodes(part: unknown): Node[] {
  if (Array.isArray(part)) return part.flatMap(nodes);
  if (typeof part !== "object" || part === null) return [];
  return [part as Node, ...Object.values(part).flatMap(nodes)];
}
const said = (part: unknown): string =>
  nodes(part)
    .flatMap(({ text }) => (typeof text === "string" ? [text] : []))
    .join("");
const buttons = (part: unknown) => nodes(part).filter(({ type }) => type === "button");
const labels = (part: unknown) => buttons(part).map(({ text }) => (text as { text: string }).text);
const mentions = (part: unknown) =>
  nodes(part).flatMap(({ type, user_id: id }) => (type === "user" ? [id] : []));

const question = step({ stepId: "was-it-you", state: "waiting", expiresAt: at, version: 4 });
const asked = (changes: Partial<Asked> = {}): Asked => ({
  incidentId: incident().id,
  stepId: "was-it-you",
  position: question.position,
  person: { id: "U0ADA", name: "ada" },
  how: [inserted("role/admin (session x) ← user/ada ← principal *user/ada*")],
  way: "dm",
  trouble: null,
  remindAt: null,
  ...changes,
});
const definition = runbook().steps.find(({ id }) => id === "was-it-you");
const facts = { address: { value: "203.0.113.9", from: "step:who" } };
const alone = (changes: Partial<Parameters<typeof askView>[0]> = {}) =>
  askView({ incident: incident(), step: question, definition, asked: asked(), facts, ...changes });

test("somebody who is asked alone sees the question, why it is them, and the same buttons", () => {
  const { blocks } = alone();
  expect(labels(blocks)).toEqual(["That was me", "Not me"]);
  expect(parseRef(String(buttons(blocks)[0]?.value))).toMatchObject({
    stepId: "was-it-you",
    version: 4,
    value: "mine",
  });
  expect(said(blocks)).toContain("203.0.113.9");
  expect(said(blocks)).toContain("role/admin (session x) ← user/ada");
  expect(mentions(blocks)).toEqual([]);
});

test("once it is answered, over or asked anew, nothing can be pressed in it any more", () => {
  const by = { kind: "responder", id: "U0LEAD", name: "Lead" } as const;
  const done = step({ ...question, state: "done", answer: { value: "not-mine", by, at } });
  expect(labels(alone({ step: done }).blocks)).toEqual([]);
  expect(said(alone({ step: done }).blocks)).toContain("Not me · Lead");
  expect(labels(alone({ incident: incident({ state: "resolved" }) }).blocks)).toEqual([]);
  expect(labels(alone({ step: step({ ...question, position: 7 }) }).blocks)).toEqual([]);
  expect(labels(alone({ definition: undefined }).blocks)).toEqual([]);
});

test("a reminder says until when, and that it is over when it comes too late", () => {
  const remind = (changes = {}) =>
    askReminderView({ incident: incident(), step: question, definition, asked: asked(), facts, ...changes });
  expect(said(remind().blocks)).toContain("INC-42 still waits for your answer");
  expect(said(remind().blocks)).toContain("Not me counts.");
  expect(said(remind({ step: step({ ...question, state: "done" }) }).blocks)).toContain(
    "no answer is needed any more",
  );
});

const inThread = (person: Asked) =>
  stepView({
    incident: incident(),
    step: question,
    asked: person,
    runbook: runbook(),
    run: undefined,
    rows: undefined,
    facts,
  }).blocks;

test("the thread shows who was asked by which way, or why nobody in particular was", () => {
  expect(mentions(inThread(asked()))).toEqual(["U0ADA"]);
  expect(said(inThread(asked()))).toContain("by a direct message · role/admin");
  const here = inThread(asked({ way: "thread", trouble: "Slack answered user_disabled." }));
  expect(said(here)).toContain("here in the thread");
  expect(said(here)).toContain("user_disabled");
  const nobody = inThread(
    asked({ person: null, way: "nobody", trouble: "Nothing under `identities` says it." }),
  );
  expect(said(nobody)).toContain("Nothing under `identities` says it.");
  expect(said(nobody)).toContain("For the commander");
});

const entry = (body: TimelineEntry["body"]): TimelineEntry => ({
  incidentId: incident().id,
  seq: 9,
  at,
  actor: { kind: "system" },
  action: "step.asked",
  body: { step: "was-it-you", name: "ada", person: "U0ADA", way: "thread", how: "user/ada", ...body },
  salt: "",
  hash: "",
});

test("only an id of Slack's is ever mentioned, whatever a record is called", () => {
  expect(mentions(entryView(incident(), entry({})).blocks)).toEqual(["U0ADA"]);
  expect(mentions(entryView(incident(), entry({ way: "dm" })).blocks)).toEqual([]);
  for (const hostile of [nastiest, "<@U0LEAD>", "<!channel>", "everyone"]) {
    const { blocks, text } = entryView(incident(), entry({ person: hostile, name: hostile, how: hostile }));
    expect(mentions(blocks)).toEqual([]);
    expect(nodes(blocks).map(({ type }) => type)).not.toContain("broadcast");
    expect(text).not.toMatch(/<[!@]/);
    const dm = alone({ asked: asked({ how: [inserted(hostile)], person: { id: "U0ADA", name: hostile } }) });
    expect(mentions(dm.blocks)).toEqual([]);
    expect(dm.text).not.toMatch(/<[!@]/);
  }
});

const firstSeen: FirstSeen = {
  state: "compared",
  window: { from: new Date("2026-10-30T02:41:00Z"), to: new Date("2026-11-13T02:40:59.999Z") },
  whoColumn: "principal",
  columns: ["ip"],
  marks: [{ who: "arn:aws:iam::111122223333:role/deploy", column: "ip", value: "198.51.100.1" }],
  strangers: [],
  notes: ["The baseline reaches back 3 d only, not 14 d: older calls may be missing."],
};
const twoRows = {
  ...rows(2, ["principal", "ip"], (row) => `198.51.100.${row}`),
  firstSeen,
};
for (const row of twoRows.rows) row.principal = "arn:aws:iam::111122223333:role/deploy";

test("a value that was never seen before is marked beside it, said in words, and named in the file", () => {
  const { blocks } = runView(incident(), run({ stepId: null, rowCount: 2 }), twoRows);
  const table = blocks.find(({ type }) => type === "table") as { rows: { text: string }[][] };
  expect(table.rows.map((cells) => cells[1]?.text)).toEqual(["ip", "198.51.100.0", "198.51.100.1 · new"]);
  expect(said(blocks)).toContain("198.51.100.1: first seen for role/deploy in 14 d");
  expect(said(blocks)).toContain("reaches back 3 d only");
  const { content } = rowsFile(incident(), run(), twoRows);
  expect(content).toBe(
    "principal,ip,first seen\r\narn:aws:iam::111122223333:role/deploy,198.51.100.0,\r\narn:aws:iam::111122223333:role/deploy,198.51.100.1,ip\r\n",
  );
});

test("whoever an answer names can be asked about, without the key in the button", () => {
  const one = runView(incident(), run({ stepId: null, rowCount: 2 }), twoRows).blocks;
  expect(labels(one)).toEqual(["Full result", "Ask again", "Add to timeline", "Who is it?"]);
  const keys = rows(2, ["key"], (row) => `AKIAIOSFODNN7EXAMPL${row}`);
  const { blocks } = runView(incident(), run({ stepId: null, rowCount: 2 }), keys);
  expect(labels(blocks).slice(3)).toEqual(["Who is AKIA…MPL0?", "Who is AKIA…MPL1?"]);
  expect(JSON.stringify(blocks)).not.toContain("AKIAIOSFODNN7");
  expect(parseRef(String(buttons(blocks)[4]?.value))).toMatchObject({ runId: run().id, value: "1" });
  expect(buttons(blocks)[4]?.action_id).toBe(`${actionIds.who}:1`);
});
