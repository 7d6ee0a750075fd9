import { expect, test } from "vitest";
import { answerOf, finish, runbookWith, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { factsFromIncident } from "../runbook/facts.ts";
import { missingFacts, renderStep } from "../runbook/render-step.ts";
import { conclude } from "../runbook/rules.ts";
import { askAll, joinedPlan, queriesOf } from "./each.ts";
import type { Query, QueryPlan } from "./query.ts";

const now = new Date("2026-11-20T03:00:00Z");
const inputs = `inputs:
  keys: { type: list, of: access-key-id, ask: Which access keys?, max: 100 }
  window: { type: window, default: 24h before incident.start until now, max: 14d }
`;
const runbook = runbookWith(
  step("What did each key do?", {
    query: `
id: each-key
each: "{{keys}}"
where: { userIdentity.accessKeyId: "{{each}}", errorCode: { exists: false } }
by: [eventName]`,
    conclude: `
- { when: rows > 0, level: warning, say: "{{distinct.each}} keys: {{values.each}}" }
- { among: { each: AKIA2 }, when: rows > 1, level: note, say: "AKIA2 made {{rows}}." }`,
  }) + finish,
  inputs,
);
const facts = (keys: string[]) => ({
  ...factsFromIncident({ start: now }),
  keys: { value: keys, from: "input" },
  window: { value: { from: new Date("2026-11-20T00:00:00Z"), to: now }, from: "default" },
});
const [asked] = runbook.steps;
if (asked?.kind !== "query") throw new Error("no query");
const rendered = (keys: string[]) => {
  const made = renderStep(asked, facts(keys), now);
  if (made.kind !== "query") throw new Error("no query");
  return made;
};
const keyIn = (query: Query): string => JSON.stringify(query.where).match(/AKIA\d+/)?.[0] ?? "";

test("a question is asked once for each element, and a row tells of which it is", async () => {
  const { query, notes } = rendered(["AKIA1", "AKIA2", "AKIA1", "AKIA3"]);
  const order: string[] = [];
  const answer = await askAll(query, async (one) => {
    expect(one.each).toBeUndefined();
    order.push(keyIn(one));
    const rows =
      { AKIA1: [{ eventName: "A" }], AKIA2: [{ eventName: "B" }, { eventName: "C" }] }[keyIn(one)] ?? [];
    return answerOf(rows, { columns: ["eventName"] });
  });
  expect(order).toEqual(["AKIA1", "AKIA2", "AKIA3"]);
  expect(answer.columns).toEqual(["each", "eventName"]);
  expect(answer.rows).toEqual([
    { each: "AKIA1", eventName: "A" },
    { each: "AKIA2", eventName: "B" },
    { each: "AKIA2", eventName: "C" },
  ]);
  expect(answer).toMatchObject({
    rowsBeforeLimit: 3,
    completeness: { scanned: 300, matched: 3, pagesRead: 3 },
  });
  expect(notes).toEqual([]);

  const said = conclude(asked, { kind: "query", answer }, facts([])).findings.map(({ say }) => say);
  expect(said.map((each) => each.map((part) => Object.values(part).join("")).join(""))).toEqual([
    "2 keys: AKIA1, AKIA2",
    "AKIA2 made 2.",
  ]);
});

test("a question is asked for twenty elements, and the rest is told of", () => {
  const keys = Array.from({ length: 37 }, (_, at) => `AKIA${at}`);
  const { query, notes } = rendered(keys);
  expect(queriesOf(query)).toHaveLength(20);
  expect(notes).toEqual(["Only the first 20 of 37 elements of keys were asked about; 17 were not."]);
});

test("a question for each of nothing is left out", () => {
  expect(missingFacts(asked, facts([]))).toEqual(["keys"]);
  expect(missingFacts(asked, facts(["AKIA1"]))).toEqual([]);
});

test("an answer that was cut for one element is cut, and one that failed in a Region failed", async () => {
  const { query } = rendered(["AKIA1", "AKIA2"]);
  const answer = await askAll(query, async (one) => {
    const cut = keyIn(one) === "AKIA2";
    const base = answerOf([]);
    const leg = { engine: "archive", account: "111122223333", region: "eu-central-1" } as const;
    return {
      ...base,
      completeness: {
        ...base.completeness,
        settled: !cut,
        ...(cut && { truncated: "It was long." }),
        legs: [{ ...leg, state: cut ? ("failed" as const) : ("done" as const) }],
      },
    };
  });
  expect(answer.completeness).toMatchObject({
    truncated: "It was long.",
    settled: false,
    legs: [{ state: "failed" }],
  });
  expect(answer.completeness.legs).toHaveLength(1);
});

test("the plan is that of all elements together", () => {
  const plan = (command: string): QueryPlan => ({
    engine: "event-history",
    pushedDown: [],
    checkedHere: [],
    estimate: { calls: 2, seconds: 3 },
    command,
  });
  expect(joinedPlan([plan("one"), plan("two")])).toMatchObject({
    estimate: { calls: 4, seconds: 6 },
    command: "one\ntwo",
  });
});
