import { beforeAll, describe, expect, test } from "vitest";
import { completenessOf } from "../domain/query/completeness.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import type { Answer, Query, Window } from "../domain/query/query.ts";
import { factsFromIncident } from "../domain/runbook/facts.ts";
import { resolveInputs } from "../domain/runbook/inputs.ts";
import { plainText } from "../domain/text.ts";
import { readRunbooks, shippedRunbooks } from "../runbook-folder.ts";
import { type StolenKeyScenario, stolenKey } from "../sandbox/scenarios/stolen-key.ts";
import { type WalkReport, walkRunbook } from "./walk-runbook.ts";

const now = new Date("2026-11-20T03:00:00Z");
let story: StolenKeyScenario;

function ask({ query, window }: { query: Query; window: Window }): Answer {
  const evaluation = createEvaluation(query, window);
  for (const record of story.records) evaluation.add(record);
  const result = evaluation.result();
  const reach = {
    engine: "archive" as const,
    accounts: [story.accountId],
    regions: [],
    window,
    pagesRead: 1,
  };
  return { ...result, completeness: completenessOf({ ...reach, evaluation: result, now }) };
}

async function walk(id: string, given: Record<string, string>, answers: Record<string, string> = {}) {
  const runbook = readRunbooks(shippedRunbooks).runbooks.find((each) => each.id === id);
  if (!runbook) throw new Error(`There is no runbook ${id}.`);
  const outside = factsFromIncident({ start: story.alarm.contributor.at });
  const inputs = resolveInputs(runbook, { facts: outside, given, now });
  expect(inputs).toMatchObject({ missing: [], faults: [] });
  return walkRunbook(runbook, {
    facts: { ...outside, ...inputs.values },
    answers: new Map(Object.entries(answers)),
    ask: async (question) => ask(question),
    now,
  });
}

const findingsOf = (report: WalkReport, stepId: string): string[] =>
  report.steps
    .filter((step) => step.id === stepId)
    .flatMap((step) => step.findings.map(({ level, say }) => `${level}: ${plainText(say)}`));

beforeAll(() => {
  story = stolenKey({ now });
});

describe("access-key-compromise on the story of a stolen key", () => {
  let report: WalkReport;
  beforeAll(async () => {
    report = await walk("access-key-compromise", { key: story.answer.key }, { contain: "switch-off" });
  });

  test("knows the usual address and finds the new ones", () => {
    expect(findingsOf(report, "usual")).toEqual([`note: Usual addresses of ${story.answer.key}: ${story.answer.officeAddress}.`]);
    expect(report.facts.newAddresses?.value).toEqual(story.answer.newAddresses);
    expect(report.facts.since?.value).toEqual(new Date(story.answer.firstIntruderCallAt));
  });

  test("sees reconnaissance in what was refused", () => {
    const { deniedIntruderCalls, refusingServices } = story.answer;
    expect(findingsOf(report, "denied")).toEqual([
      `warning: Reconnaissance: ${deniedIntruderCalls} calls to ${refusingServices.length} services were refused.`,
    ]);
  });

  test("lists every door that opened, and none that was refused", () => {
    const doors = report.steps.find((step) => step.id === "doors")?.answer?.rows.map((row) => row.eventID);
    const opened = story.answer.doors.filter((door) => door.succeeded).map((door) => door.eventID);
    expect(doors).toEqual(opened);
    expect(findingsOf(report, "doors").map((finding) => finding.split(":")[0])).toEqual(
      Array(3).fill("critical"),
    );
  });

  test("follows the keys that were made and the role that was taken on", () => {
    expect(report.facts.newKeys?.value).toEqual(story.answer.createdKeys);
    expect(report.facts.roleKeys?.value).toEqual([story.answer.chain.accessKeyId]);
    expect(findingsOf(report, "further-keys")[0]).toMatch(/^critical: Further keys are in use/);
  });

  test("names the secrets that were read, the machines tried and the trail that was to be stopped", () => {
    for (const secret of story.answer.secretsRead) expect(findingsOf(report, "data")[0]).toContain(secret);
    expect(findingsOf(report, "machines")[0]).toContain(`${story.answer.startAttempts} calls tried`);
    expect(findingsOf(report, "evasion")[0]).toContain("tried StopLogging");
  });

  test("ends contained, at P2 or worse, and shows no secret on the way", () => {
    expect(report.outcome).toBe("contained");
    expect(report.severity).toBe("P2");
    const all = JSON.stringify(report);
    for (const token of story.answer.sessionTokens) expect(all).not.toContain(token);
  });
});

test("access-key-compromise claims nothing about a key that nobody used", async () => {
  const report = await walk("access-key-compromise", { key: "AKIAIOSFODNN7EXAMPLE" });
  const levels = report.steps
    .filter((step) => step.answer)
    .flatMap((step) => step.findings.map((each) => each.level));
  expect(new Set(levels)).toEqual(new Set(["unknown"]));
  expect(report.steps.map((step) => step.id)).not.toContain("further-keys");
});

test("access-key-compromise ends benign when the owner says so", async () => {
  const report = await walk("access-key-compromise", { key: story.answer.key }, { "was-it-you": "mine" });
  expect(report.outcome).toBe("benign");
});

test("unauthorized-api-calls finds who looked around, from a new address, and what worked", async () => {
  const report = await walk("unauthorized-api-calls", {}, { verdict: "search" });
  expect(report.facts.principal?.value).toBe(story.answer.userArn);
  expect(findingsOf(report, "pace")[0]).toMatch(/^warning: Reconnaissance/);
  expect(findingsOf(report, "rights")[0]).toMatch(/^critical: .* changed rights itself/);
  expect(findingsOf(report, "usual")[0]).toContain(`${story.answer.newAddresses[0]} is new for`);
  expect(findingsOf(report, "doors")[0]).toMatch(/^critical: Persistence/);
  expect(report.facts.key?.value).toBe(story.answer.key);
  expect(report).toMatchObject({ severity: "P2", outcome: "escalated" });
});

test("who-changed-this finds the change in the hour before, and what else its author did", async () => {
  const [user = ""] = story.answer.createdUsers;
  const report = await walk("who-changed-this", { resource: user }, { "was-it-you": "not-me" });
  expect(findingsOf(report, "hour")[0]).toContain(`AttachUserPolicy by ${story.answer.userArn}`);
  expect(findingsOf(report, "around")[0]).toContain("Some of their changes failed");
  expect(report).toMatchObject({ severity: "P3", outcome: "escalated" });
});

test("who-changed-this looks further back and claims nothing when it finds nothing", async () => {
  const report = await walk("who-changed-this", { resource: "no-such-thing" });
  expect(report.steps.map((step) => step.id)).toEqual(["hour", "day", "week", "quarter", "not-found"]);
  expect(report.steps.flatMap((step) => step.findings.map((each) => each.level))).toEqual(
    Array(4).fill("unknown"),
  );
  expect(report.outcome).toBe("inconclusive");
});
