import { expect, test } from "vitest";
import {
  answerOf,
  finish,
  runbookWith,
  step,
  whoQuery,
} from "../../../test/fixtures/runbooks/runbook-with.ts";
import { conclude } from "./rules.ts";

const rows = [
  { principal: "deploy", ip: "192.0.2.7", count: 9 },
  { principal: "deploy", ip: "203.0.113.9", count: 2 },
];
const evidence = [
  { eventIds: ["e1", "e2"], requestIds: ["r1", "r2"] },
  { eventIds: ["e9"], requestIds: ["r9"] },
];

test("a finding names the records behind the rows it speaks of, and which rows these are", () => {
  const runbook = runbookWith(
    step("Who?", {
      query: whoQuery,
      conclude:
        '- { among: { ip: 203.0.113.9 }, when: rows > 0, level: warning, say: "{{top.ip}}" }\n- { when: rows > 1, level: note, say: All }',
    }) + finish,
  );
  const answer = answerOf(rows, { evidence });
  const [some, all] = conclude(runbook.steps[0]!, { kind: "query", answer }, {}).findings;
  expect(some).toMatchObject({ eventIds: ["e9"], requestIds: ["r9"], rows: [1] });
  expect(all).toMatchObject({ eventIds: ["e1", "e9", "e2"], requestIds: ["r1", "r9", "r2"] });
  expect(all).not.toHaveProperty("rows");
});

test("a row with many records hides none of the others", () => {
  const runbook = runbookWith(step("Who?", { query: whoQuery }) + finish);
  const many = Array.from({ length: 30 }, (_, index) => `a${index}`);
  const answer = answerOf(rows, {
    evidence: [
      { eventIds: many, requestIds: [] },
      { eventIds: ["b"], requestIds: [] },
    ],
  });
  const [finding] = conclude(runbook.steps[0]!, { kind: "query", answer }, {}).findings;
  expect(finding?.eventIds).toHaveLength(20);
  expect(finding?.eventIds).toContain("b");
});
