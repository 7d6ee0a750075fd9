import { describe, expect, test } from "vitest";
import * as record from "../../../test/fixtures/slack/record.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Run } from "../../domain/run/run.ts";
import { parseExpression } from "../../domain/runbook/expression.ts";
import type { RepeatStep } from "../../domain/runbook/schema.ts";
import { author, inserted } from "../../domain/text/text.ts";
import { actionIds, parseRef } from "../ids.ts";
import type { Block } from "./blocks.ts";
import { commandFile, commandView, fitsMessage } from "./command.ts";
import { evidenceView } from "./evidence.ts";
import { maxBlockText, textLength } from "./fit-blocks.ts";
import { runView } from "./run.ts";
import { stepView } from "./step.ts";

const { incident, step, run, runbook, nasty, completeness } = record;

const texts = (part: unknown): string[] => {
  if (Array.isArray(part)) return part.flatMap(texts);
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : texts(inner),
  );
};
const said = (blocks: readonly Block[]): string => texts(blocks).join("");
const labels = (blocks: readonly Block[]): string[] =>
  blocks
    .flatMap((block) => (block.type === "actions" ? block.elements : []))
    .flatMap((each) => texts(each)[0] ?? []);

const kept = {
  columns: ["ip", "count"],
  rows: [
    { ip: "192.0.2.1", count: 5 },
    { ip: "203.0.113.7", count: 2 },
  ],
  evidence: [
    { eventIds: ["event-a"], requestIds: ["request-a"] },
    { eventIds: ["event-b"], requestIds: ["request-b"] },
  ],
};
const again: Partial<Run> = {
  rowCount: 2,
  again: { first: "first", previous: "first", why: "settled" },
  difference: {
    came: [{ ip: "203.0.113.7", count: 2 }],
    went: [],
    changed: [{ before: { ip: "192.0.2.1", count: 4 }, after: { ip: "192.0.2.1", count: 5 } }],
    records: 3,
    cut: false,
    counts: { came: 1, went: 0, changed: 1 },
    words: [
      author("3 more calls since 02:41 UTC, with a new address: "),
      inserted("203.0.113.7"),
      author("."),
    ],
  },
};

describe("an answer that was asked again", () => {
  test("says what came, and marks the rows that are new or have grown", () => {
    const { blocks } = runView(incident(), run(again), kept);
    expect(said(blocks)).toContain(
      "Settled. Asked again by itself, and since the earlier answer: 3 more calls",
    );
    const table = blocks.find((block) => block.type === "table");
    expect(table?.rows.map(([first]) => texts(first)[0])).toEqual(["since before", "+1", "new"]);
  });

  test("says when it asks itself again, and not that somebody should", () => {
    const waiting = run({ asksAgainAt: new Date("2026-11-14T02:56:00Z") });
    const { blocks } = runView(incident(), waiting, undefined);
    expect(said(blocks)).toContain("Not settled: it asks itself again at 2026-11-14 02:56 UTC");
    expect(said(blocks)).not.toContain("ask again then");
    const resolved = runView(incident({ state: "resolved" }), waiting, undefined).blocks;
    expect(said(resolved)).toContain("later events were not looked for, as the incident is resolved");
    const never = runView(incident(), run(), undefined).blocks;
    expect(said(never)).toContain("ask again then");
  });

  test("keeps its answer in sight while the next one is under way, which can be cancelled", () => {
    const pending = run({
      id: "next",
      state: "running",
      again: { ...again.again, why: "asked" } as Run["again"],
    });
    const { blocks } = runView(incident(), run({ rowCount: 2 }), kept, pending);
    expect(said(blocks)).toContain("203.0.113.7");
    expect(said(blocks)).toContain("Asking again");
    expect(labels(blocks)).toContain("Cancel");
    expect(labels(blocks)).not.toContain("Ask again");
    const cancel = blocks
      .flatMap((block) => (block.type === "actions" ? block.elements : []))
      .find((each) => "action_id" in each && each.action_id === actionIds.cancel);
    expect(parseRef(String(cancel && "value" in cancel ? cancel.value : ""))).toMatchObject({
      runId: "next",
    });
  });

  test("has one table, however far the next answer is", () => {
    const preview = { columns: ["ip"], rows: [{ ip: "192.0.2.1" }] };
    const progress = { pagesRead: 1, scanned: 1, matched: 1, preview };
    const pending = run({ id: "next", state: "running", progress, again: again.again });
    const { blocks } = runView(incident(), run({ rowCount: 2 }), kept, pending);
    expect(blocks.filter(({ type }) => type === "table")).toHaveLength(1);
    expect(said(blocks)).toContain("1 page read");
  });

  test("says why it could not be asked again, in words that cannot act", () => {
    const pending = run({ id: "next", state: "failed", error: nasty, again: again.again });
    const { blocks } = runView(incident(), run({ rowCount: 2 }), kept, pending);
    expect(said(blocks)).toContain("Could not be asked again: ");
    expect(labels(blocks)).toContain("Ask again");
    expect(JSON.stringify(blocks)).not.toContain('"mrkdwn"');
  });
});

describe("the rows behind a finding", () => {
  const finding = (changes: Partial<Finding> = {}): Finding => ({
    stepId: "who",
    level: "warning",
    say: [inserted("203.0.113.7"), author(" is new.")],
    eventIds: ["event-b"],
    requestIds: ["request-b"],
    rows: [1],
    ...changes,
  });

  test("are these alone, with the ids of the records behind them", () => {
    const { blocks } = evidenceView(incident(), run(), finding(), kept);
    const table = blocks.find((block) => block.type === "table");
    expect(table?.rows).toHaveLength(2);
    expect(said(blocks)).toContain("203.0.113.7");
    expect(said(blocks)).not.toContain("192.0.2.1");
    expect(said(blocks)).toContain("event-b");
    expect(said(blocks)).toContain("request-b");
  });

  test("are all rows when the finding speaks of all", () => {
    const { blocks } = evidenceView(incident(), run(), finding({ rows: undefined }), kept);
    expect(blocks.find((block) => block.type === "table")?.rows).toHaveLength(3);
  });

  test("are a button away for one finding, and a menu away for several", () => {
    const one = runView(incident(), run({ findings: [finding()], rowCount: 2 }), kept).blocks;
    expect(labels(one)).toContain("Show rows");
    const two = runView(incident(), run({ findings: [finding(), finding()], rowCount: 2 }), kept).blocks;
    const menu = two
      .flatMap((block) => (block.type === "actions" ? block.elements : []))
      .find((each) => each.type === "static_select");
    const options = menu && "options" in menu ? (menu.options ?? []) : [];
    expect(options.map(({ value }) => parseRef(value).value)).toEqual(["0", "1"]);
    for (const { value } of options) expect(String(value).length).toBeLessThanOrEqual(75);
  });
});

describe("a run's command lines", () => {
  const planned = (command: string) => ({
    ...run(),
    query: { ...run().query, from: "access-log" as const },
    plan: {
      engine: "event-history" as const,
      pushedDown: [],
      checkedHere: ["sourceIPAddress = 203.0.113.7"],
      estimate: {},
      command,
    },
  });

  test("stand whole in a block to copy, with what is checked here afterwards", () => {
    const command = "aws cloudtrail lookup-events --lookup-attributes AttributeValue=AKIAIOSFODNN7EXAMPLE";
    const { blocks } = commandView(incident(), planned(command));
    expect(blocks).toContainEqual({
      type: "rich_text",
      elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: command }] }],
    });
    expect(said(blocks)).toContain("Checked here afterwards");
    expect(said(blocks)).toContain("sourceIPAddress = 203.0.113.7");
  });

  test("that are too long for a message are a file, uncut, in which the rest is a comment", () => {
    const long = planned(`aws ${"x".repeat(6_000)}`);
    expect(fitsMessage(long)).toBe(false);
    expect(fitsMessage(planned("aws"))).toBe(true);
    const { content } = commandFile(incident(), { ...long, title: "first\nrm -rf /" });
    expect(content).toContain(long.plan.command);
    const acting = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(acting).toEqual([long.plan.command]);
  });
});

describe("a repeat step's message", () => {
  const quiet: RepeatStep = {
    id: "quiet",
    title: "Is it quiet?",
    prose: { markdown: "", blocks: [] },
    line: 1,
    conclude: [],
    next: [],
    kind: "repeat",
    query: {} as RepeatStep["query"],
    window: { fact: "window" },
    every: 600,
    inARow: 3,
    atMost: 7_200,
    until: { text: "rows == 0", expression: parseExpression("rows == 0") },
  };
  const round = (number: number, changes: Partial<Run> = {}): Run =>
    run({
      id: `round-${number}`,
      rowCount: 0,
      completeness: completeness({ matched: 0 }),
      round: { number, held: true },
      ...(number > 1 ? { again: { first: "round-1", previous: `round-${number - 1}`, why: "round" } } : {}),
      ...changes,
    });
  const view = (rounds: Run[], changes: Parameters<typeof step>[0]) =>
    stepView({
      incident: incident(),
      step: step({ stepId: "quiet", runId: rounds.at(-1)?.id ?? null, ...changes }),
      runbook: runbook({ steps: [quiet] }),
      run: rounds.at(-1),
      rounds,
      rows: undefined,
      facts: {},
    }).blocks;
  const next = new Date("2026-11-14T03:01:00Z");

  test("says its pace, and is started by a button", () => {
    const blocks = view([], { state: "ready" });
    expect(said(blocks)).toContain("Asks every 10m until rows == 0, 3 times in a row, for 2h at most.");
    expect(labels(blocks)).toEqual(["Start", "Change inputs…", "Claim", "Skip…"]);
  });

  test("has a line for each round and tells when the next one comes, until somebody stops it", () => {
    const rounds = [round(1, { round: { number: 1, held: false }, rowCount: 2 }), round(2)];
    const blocks = view(rounds, { state: "waiting", expiresAt: next });
    expect(said(blocks)).toMatch(
      /Round 1 .*2 rows from 0 records · not yet.*Round 2 .*0 rows from 0 records · ✓/s,
    );
    expect(said(blocks)).toContain("1 of 3 in a row");
    expect(labels(blocks)[0]).toBe("Stop");
    expect(labels(blocks)).not.toContain("Ask again");
  });

  test("a round that got no answer says why", () => {
    const rounds = [round(1), round(2, { state: "failed", error: "AWS refused.", round: null })];
    expect(said(view(rounds, { state: "waiting", expiresAt: next }))).toContain("failed: AWS refused.");
  });

  test("says how it ended, and by whom it was stopped", () => {
    const by = { kind: "responder", id: "U0LEAD", name: "Lead" } as const;
    const blocks = view([round(1)], { state: "done", answer: { value: "stopped", by, at: next } });
    expect(said(blocks)).toContain("Stopped by Lead");
    expect(labels(blocks)).not.toContain("Stop");
  });

  test("of five hundred rounds the newest are shown, and it still fits a message", () => {
    const rounds = Array.from({ length: 500 }, (_, index) => round(index + 1));
    const blocks = view(rounds, { state: "waiting", expiresAt: next });
    expect(said(blocks)).toContain("490 earlier rounds in the transcript.");
    expect(said(blocks)).toContain("Round 500 ");
    expect(textLength(blocks)).toBeLessThanOrEqual(maxBlockText);
  });
});
