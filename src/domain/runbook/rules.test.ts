import { describe, expect, test } from "vitest";
import {
  answerOf,
  finish,
  runbookWith,
  step,
  whoQuery,
} from "../../../test/fixtures/runbooks/runbook-with.ts";
import type { Answer, Completeness, Row } from "../query/query.ts";
import type { Recorded } from "../recording/recorded.ts";
import { plainText } from "../text/text.ts";
import { conclude, nextStep } from "./rules.ts";

const rows: Row[] = [
  {
    principal: "user/a",
    ip: "192.0.2.7",
    count: 9,
    first: "2026-11-20T02:00:00Z",
    last: "2026-11-20T02:30:00Z",
  },
  {
    principal: null,
    ip: "198.51.100.9",
    count: 2,
    first: "2026-11-20T01:00:00Z",
    last: "2026-11-20T02:45:00Z",
  },
];

function concluding(conclusion: string, answer: Answer, facts = {}) {
  const runbook = runbookWith(step("Who?", { query: whoQuery, conclude: conclusion }) + finish);
  return conclude(runbook.steps[0]!, { kind: "query", answer }, facts);
}

const said = (conclusion: { findings: { level: string; say: Parameters<typeof plainText>[0] }[] }) =>
  conclusion.findings.map(({ level, say }) => `${level}: ${plainText(say)}`);

test("all is well is no more than unknown while a part of where it was asked gave no answer", () => {
  const answer = answerOf(rows);
  const leg = { engine: "log-group", account: "111122223333", region: "us-east-1" } as const;
  const legs = (state: "done" | "failed") => ({ ...answer.completeness, legs: [{ ...leg, state }] });
  const rule = '- { when: rows > 0, level: ok, say: "All is well" }';
  expect(said(concluding(rule, { ...answer, completeness: legs("done") }))).toEqual(["ok: All is well"]);
  expect(said(concluding(rule, { ...answer, completeness: legs("failed") }))).toEqual([
    "unknown: All is well",
  ]);
});

describe("conclusions", () => {
  test("every rule that holds speaks, in order, and the most urgent severity is raised", () => {
    const conclusion = concluding(
      `
- { when: distinct.ip > 1, level: warning, say: "{{distinct.ip}} addresses", raise: P3 }
- { when: distinct.ip > 9, level: critical, say: Many }
- { when: rows > 0, level: critical, say: "{{matched}} calls by {{top.principal}}", raise: P1 }
- { when: otherwise, level: ok, say: Quiet }
`,
      answerOf(rows),
    );
    expect(said(conclusion)).toEqual(["warning: 2 addresses", "critical: 2 calls by user/a"]);
    expect(conclusion.raise).toBe("P1");
    expect(conclusion.findings[1]?.say).toContainEqual({ inserted: "user/a" });
  });

  test("otherwise speaks when nothing before it did, whatever was set", () => {
    const conclusion = concluding(
      '- { set: { address: top.ip } }\n- { when: rows > 9, level: warning, say: Many }\n- { when: otherwise, level: note, say: "Few, {{top.ip}}" }',
      answerOf(rows),
    );
    expect(said(conclusion)).toEqual(["note: Few, 192.0.2.7"]);
  });

  test("values are taken from rows as their names say, and empty cells are passed over", () => {
    const conclusion = concluding(
      `
- set:
    top: top.ip
    who: last.principal
    firstIp: first.ip
    lastIp: last.ip
    all: values.ip
    calls: sum.count
    most: max.count
    since: min.first
    principals: distinct.principal
`.replace("top: top.ip", "topIp: top.ip"),
      answerOf(rows),
    );
    const set = Object.fromEntries(Object.entries(conclusion.set).map(([name, { value }]) => [name, value]));
    expect(set).toEqual({
      topIp: "192.0.2.7",
      who: "user/a",
      firstIp: "198.51.100.9",
      lastIp: "198.51.100.9",
      all: ["192.0.2.7", "198.51.100.9"],
      calls: 11,
      most: 9,
      since: new Date("2026-11-20T01:00:00Z"),
      principals: 1,
    });
    expect(conclusion.set.topIp?.from).toBe("step:who");
  });

  test("a fact without a value is not set", () => {
    expect(concluding("- { set: { principal: top.principal } }", answerOf([])).set).toEqual({});
  });

  test("rows counts what was found, not what the limit left", () => {
    const conclusion = concluding(
      '- { when: rows > 100, level: note, say: "{{rows}}" }',
      answerOf(rows, { rowsBeforeLimit: 512 }),
    );
    expect(said(conclusion)).toEqual(["note: 512"]);
  });

  test("findings carry the events behind them, at most twenty", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...rows[0], eventID: `e${index}` }));
    const conclusion = concluding("- { level: note, say: Seen }", answerOf(many as Row[]));
    expect(conclusion.findings[0]?.eventIds).toHaveLength(20);
  });

  test("what an intruder wrote stays one inserted value", () => {
    const agent = "<!channel> *x* `y` {{key}}";
    const conclusion = concluding(
      '- { level: note, say: "By {{top.principal}}." }',
      answerOf([{ principal: agent }]),
    );
    expect(conclusion.findings[0]?.say).toEqual([{ author: "By " }, { inserted: agent }, { author: "." }]);
  });
});

describe("rules that speak of some rows", () => {
  test("see only those, and count only their records", () => {
    const conclusion = concluding(
      `
- { among: { principal: { exists: false } }, when: rows > 0, level: warning, say: "{{rows}} row, {{matched}} calls from {{values.ip}}" }
- { among: { ip: 192.0.2.* }, level: note, say: "{{top.principal}} {{matched}}", set: { who: top.principal } }
- { among: { ip: 203.0.113.7 }, when: rows > 0, level: critical, say: Never }
`,
      answerOf(rows),
    );
    expect(said(conclusion)).toEqual(["warning: 1 row, 2 calls from 198.51.100.9", "note: user/a 9"]);
    expect(conclusion.set.who?.value).toBe("user/a");
  });

  test("compare with facts, and are silent when a fact is not known", () => {
    const rule =
      '- { among: { ip: { not: "{{lists.usual}}" } }, when: rows > 0, level: warning, say: "New: {{values.ip}}" }';
    const usual = { "lists.usual": { value: ["192.0.2.7"], from: "setting" } };
    expect(said(concluding(rule, answerOf(rows), usual))).toEqual(["warning: New: 198.51.100.9"]);
    expect(said(concluding(rule, answerOf(rows)))).toEqual(["note: 2 rows. Read them: no rule fits."]);
  });

  test("what was cut from them by the author's own star is a wildcard, what a value brings is not", () => {
    const usual = { "lists.usual": { value: "192.*", from: "setting" } };
    expect(
      said(
        concluding(
          '- { among: { ip: "{{lists.usual}}" }, when: rows > 0, level: note, say: x }',
          answerOf(rows),
          usual,
        ),
      ),
    ).toEqual(["note: 2 rows. Read them: no rule fits."]);
  });

  test("a column that is not there is refused", () => {
    expect(() => concluding("- { among: { agent: x }, level: note, say: x }", answerOf(rows))).toThrow(
      'The answer of "who" has no column "agent"',
    );
  });
});

describe("no rows prove nothing", () => {
  test("without a rule that fits, a zero is unknown and says so", () => {
    expect(said(concluding("- { when: rows > 0, level: warning, say: Seen }", answerOf([])))).toEqual([
      "unknown: Nothing was found in what was searched. That does not show that it did not happen.",
    ]);
  });

  test("a rule that calls a zero ok is not believed", () => {
    expect(said(concluding("- { when: rows == 0, level: ok, say: All is well. }", answerOf([])))).toEqual([
      "unknown: All is well.",
    ]);
    expect(said(concluding("- { when: rows > 0, level: ok, say: Known. }", answerOf(rows)))).toEqual([
      "ok: Known.",
    ]);
  });

  test("rows that no rule speaks of are to be read", () => {
    expect(said(concluding("- { when: rows > 9, level: warning, say: Many }", answerOf(rows)))).toEqual([
      "note: 2 rows. Read them: no rule fits.",
    ]);
  });
});

describe("the way on", () => {
  const choose = step("Which way?", {
    choose: "id: way\nquestion: Which way?\noptions: { left: To the left, right: To the right, on: On }",
    next: "- { when: choice == left, go: left }\n- { when: choice == right, go: end }",
  });
  const runbook = runbookWith(
    choose + step("Between", { instruct: "id: between" }) + step("Left", { instruct: "id: left" }) + finish,
  );
  const afterChoice = (choice: string) =>
    nextStep(runbook, runbook.steps[0]!, { kind: "choose", choice }, {})?.id;

  test("the first rule that holds leads, else the next step in the file", () => {
    expect(afterChoice("left")).toBe("left");
    expect(afterChoice("on")).toBe("between");
  });

  test("a rule can end the walk, and a finish does", () => {
    expect(afterChoice("right")).toBeUndefined();
    expect(nextStep(runbook, runbook.steps[3]!, undefined, {})).toBeUndefined();
  });

  test("a skipped step leads to the next in the file", () => {
    expect(nextStep(runbook, runbook.steps[0]!, undefined, {})?.id).toBe("between");
  });
});

describe("a zero whose events are known to be recorded, or not", () => {
  const rule = (level: string) => `- { when: rows == 0, level: ${level}, say: Nothing of the kind. }`;
  const zero = (recorded: Recorded["state"], more: Partial<Completeness> = {}): Answer => {
    const answer = answerOf([]);
    const known = { state: recorded, reasons: ["The trail main is switched off."], fix: [] };
    return { ...answer, completeness: { ...answer.completeness, recorded: known, ...more } };
  };

  test("is ok only when they are recorded and all of it was read", () => {
    expect(said(concluding(rule("ok"), zero("recorded")))).toEqual(["ok: Nothing of the kind."]);
    for (const doubtful of [
      zero("not-recorded"),
      zero("partly"),
      zero("cannot-tell"),
      zero("recorded", { settled: false }),
      zero("recorded", { truncated: "200 pages were read" }),
    ])
      expect(said(concluding(rule("ok"), doubtful))).toEqual(["unknown: Nothing of the kind."]);
  });

  test("is no more than unknown where they are not, unless it is alarming by itself", () => {
    expect(said(concluding(rule("note"), zero("not-recorded")))).toEqual(["unknown: Nothing of the kind."]);
    expect(said(concluding(rule("note"), zero("recorded")))).toEqual(["note: Nothing of the kind."]);
    expect(said(concluding(rule("warning"), zero("not-recorded")))).toEqual([
      "warning: Nothing of the kind.",
    ]);
  });

  test("says so where no rule speaks", () => {
    const silent = '- { when: rows > 0, level: note, say: "Some" }';
    expect(said(concluding(silent, zero("not-recorded")))).toEqual([
      "unknown: Not recorded here: The trail main is switched off.",
    ]);
    expect(concluding(silent, zero("recorded")).findings[0]?.level).toBe("note");
  });
});
