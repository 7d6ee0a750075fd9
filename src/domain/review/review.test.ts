import { expect, test } from "vitest";
import { incident } from "../../../test/fixtures/slack/record.ts";
import type { Run } from "../run/run.ts";
import type { StepRecord } from "../step.ts";
import { chainStart } from "../timeline/audit.ts";
import type { TimelineAction, TimelineEntry } from "../timeline/timeline.ts";
import { askedTwice } from "./asked-twice.ts";
import { openQuestions } from "./open-questions.ts";
import { reviewOf } from "./review.ts";

const openedAt = new Date("2026-11-14T02:41:07Z");
const after = (seconds: number) => new Date(openedAt.getTime() + seconds * 1_000);
const person = (name: string) => ({ kind: "responder" as const, id: `U0${name.toUpperCase()}`, name });

const timeline = (...entries: [TimelineAction, number, TimelineEntry["body"]?][]): TimelineEntry[] =>
  entries.map(([action, seconds, body = {}], index) => ({
    ...{ incidentId: "i", seq: index + 1, at: after(seconds), actor: person("lead"), action, body },
    ...{ salt: "00", hash: chainStart },
  }));

const run = (changes: Partial<Run>): Run =>
  ({
    ...{ id: "r", incidentId: "i", stepId: null, title: "Who?", state: "done", requestedBy: person("one") },
    ...{ requestedAt: openedAt, findings: [], error: null, completeness: null, runbookHash: "h" },
    ...changes,
  }) as Run;

const step = (stepId: string, state: StepRecord["state"], position: number): StepRecord =>
  ({ incidentId: "i", stepId, state, position, answer: null }) as StepRecord;

const reviewed = (changes: Partial<Parameters<typeof reviewOf>[0]> = {}) => ({
  incident: incident({ openedAt, resolvedAt: after(3_000), state: "resolved" }),
  timeline: timeline(
    ["incident.open", 0],
    ["incident.acknowledge", 60],
    ["run.finish", 90],
    ["incident.resolve", 900],
    ["incident.reopen", 1_000],
    ["incident.acknowledge", 1_100],
    ["summary.write", 3_100, { text: "first" }],
    ["summary.write", 3_200, { text: "second" }],
    ["followup.add", 3_300, { text: "rotate" }],
  ),
  steps: [
    step("who", "done", 1),
    step("close", "skipped", 2),
    step("ask", "failed", 3),
    step("say", "ready", 4),
  ],
  runs: [],
  titles: new Map([["who", "Who uses it?"]]),
  stepIds: ["who", "close", "ask", "say", "never"],
  ...changes,
});

test("times count from the opening: the first acknowledgement, the first answer, the last resolution", () => {
  const { times, reopened } = reviewOf(reviewed());
  expect(times).toEqual({ acknowledge: 60, firstAnswer: 90, resolve: 3_000 });
  expect(reopened).toBe(1);
});

test("what has not happened has no time", () => {
  const { times } = reviewOf(
    reviewed({
      incident: incident({ openedAt, resolvedAt: null }),
      timeline: timeline(["incident.open", 0]),
    }),
  );
  expect(times).toEqual({ acknowledge: null, firstAnswer: null, resolve: null });
});

test("steps are counted by how they ended, and those that never became due stand last", () => {
  const { counts, steps } = reviewOf(reviewed());
  expect(counts).toEqual({ run: 1, skipped: 1, failed: 1, open: 1, "not-reached": 1 });
  expect(steps.map(({ title, state }) => `${title} ${state}`)).toEqual([
    ...["Who uses it? done", "close skipped", "ask failed", "say ready", "never not-reached"],
  ]);
});

test("the newest summary counts, and those before are kept", () => {
  const { summary, earlierSummaries, followUps } = reviewOf(reviewed());
  expect(summary?.body.text).toBe("second");
  expect(earlierSummaries.map(({ body }) => body.text)).toEqual(["first"]);
  expect(followUps.map(({ text }) => text)).toEqual(["rotate"]);
});

test("asked twice is what people put again: by the same key, the same step, or anew; not rounds nor what settles", () => {
  const found = askedTwice([
    run({ id: "a", questionKey: "k", requestedAt: after(1) }),
    run({ id: "b", questionKey: "k", requestedAt: after(9), requestedBy: person("two"), sharedRun: "a" }),
    run({ id: "c", title: "Where?" }),
    run({ id: "d", title: "Where?", again: { first: "c", previous: "c", why: "asked" } }),
    run({ id: "e", title: "Once" }),
    run({ id: "f", title: "Once", again: { first: "e", previous: "e", why: "settled" } }),
    run({ id: "g", title: "Quiet?", again: { first: "h", previous: "h", why: "round" } }),
    run({ id: "s", title: "By itself", questionKey: "z", requestedBy: { kind: "system" } }),
    run({ id: "t", title: "By itself", questionKey: "z", requestedBy: { kind: "system" } }),
  ]);
  expect(found).toEqual([
    { title: "Who?", times: 2, by: ["one", "two"], firstAt: after(1), lastAt: after(9), shared: 1 },
    { title: "Where?", times: 2, by: ["one"], firstAt: openedAt, lastAt: openedAt, shared: 0 },
  ]);
});

const complete = { settled: true } as Run["completeness"];
const whys = (...runs: Run[]) =>
  openQuestions({ incident: incident({ state: "open" }), runs, timeline: [] }, []).map(({ why }) => why);

test("open is what failed, what was cut off, what had not settled and what does not say", () => {
  expect(whys(run({ completeness: complete }))).toEqual([]);
  expect(whys(run({ state: "failed", error: "AWS refused." }))).toEqual([
    "It could not be answered: AWS refused.",
  ]);
  expect(whys(run({ completeness: { ...complete, truncated: "the limit was reached" } as never }))).toEqual([
    "The answer does not reach all: the limit was reached",
  ]);
  expect(whys(run({ completeness: { settled: false } as never }))[0]).toContain(
    "before its window had settled",
  );
  expect(whys(run({ completeness: complete, findings: [{ level: "unknown" } as never] }))).toEqual([
    "What came back does not say.",
  ]);
});

test("of a question that was put again the last word counts", () => {
  const first = run({ id: "a", stepId: "who", state: "failed", error: "no" });
  const again = run({ id: "b", stepId: "who", completeness: complete });
  expect(whys(first, again)).toEqual([]);
  const chained = { again: { first: "a", previous: "a", why: "settled" as const }, completeness: complete };
  expect(whys(first, run({ id: "c", stepId: "who", ...chained }))).toEqual([]);
  expect(whys(run({ id: "a", state: "failed", error: "no" }), run({ id: "c", ...chained }))).toEqual([]);
});

test("open follow-ups count once the incident is over", () => {
  const { open } = reviewOf(reviewed());
  expect(open).toContainEqual({ what: "rotate", why: "A follow-up that is not done." });
  expect(open).toContainEqual({ what: "say", why: "The step was due and nobody did it." });
});
