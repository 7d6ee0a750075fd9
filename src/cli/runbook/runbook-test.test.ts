import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runRunbookCommand } from "./runbook.ts";
import { parseRunbookTest } from "./runbook-test-file.ts";

const runbook = `---
id: trial
title: A runbook for tests
severity: P3
owner: "@oncall"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
alarms: [{ name: "trial*" }]
inputs:
  key: { type: access-key-id, from: alarm.contributor.key, ask: Which access key? }
  window: { type: window, default: 24h before incident.start until now, max: 14d }
---
Intro.

## Who?
\`\`\`yaml query
id: who
where: { userIdentity.accessKeyId: "{{key}}" }
by: [ip, userAgent]
\`\`\`
\`\`\`yaml conclude
- { set: { agent: top.userAgent } }
- { when: rows > 0, level: warning, say: "{{matched}} calls from {{values.ip}} with {{top.userAgent}}", raise: P2 }
\`\`\`

## Over
\`\`\`yaml finish
id: over
outcome: benign
say: "{{agent}}"
\`\`\`
`;
const trail = `
    trail:
      callers: { thief: { user: a, key: AKIAIOSFODNN7EXAMPLE, ip: 203.0.113.7, agent: "<!channel>" } }
      calls: [{ at: -10m, by: thief, call: "iam:ListUsers", times: 3, every: 1m }]
    inputs: { key: AKIAIOSFODNN7EXAMPLE }
    hostile: ["<!channel>"]`;
const sound = (name: string, kind: string, expected = "{ severity: P2, outcome: benign }") =>
  `  - name: ${name}\n    kind: ${kind}${trail}\n    expect: ${expected}\n`;
const all = `cases:\n${sound("a", "attack")}${sound("b", "benign")}${sound("c", "hostile")}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-runbook-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function tested(cases: string | undefined, ...more: string[]) {
  const own = mkdtempSync(join(folder, "case-"));
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "trial.md"), runbook);
  if (cases !== undefined) writeFileSync(join(own, "trial.test.yml"), cases);
  let [out, err] = ["", ""];
  const code = await runRunbookCommand(["test", "--runbooks", own, ...more], {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe("cairn runbook test", () => {
  test("passes when every case is as expected", async () => {
    expect(await tested(all)).toMatchObject({
      code: 0,
      out: expect.stringContaining("3 of 3 cases of 1 runbooks"),
    });
  });

  test.each([
    ["severity", "{ severity: P1, outcome: benign }", 'severity: expected "P1", found "P2"'],
    ["outcome", "{ severity: P2, outcome: contained }", 'outcome: expected "contained", found "benign"'],
    [
      "path",
      "{ severity: P2, outcome: benign, path: [over] }",
      'path: expected ["over"], found ["who","over"]',
    ],
    [
      "fact",
      "{ severity: P2, outcome: benign, facts: { agent: x } }",
      'fact agent: expected "x", found "<!channel>"',
    ],
    [
      "rows",
      "{ severity: P2, outcome: benign, steps: { who: { rows: 2 } } }",
      "step who: expected 2 rows, found 1:",
    ],
    [
      "a cell",
      "{ severity: P2, outcome: benign, steps: { who: { rows: [{ ip: 192.0.2.1 }] } } }",
      'step who: row 1: expected {"ip":"192.0.2.1"}, found {"ip":"203.0.113.7"}',
    ],
    [
      "a row that is not there",
      "{ severity: P2, outcome: benign, steps: { who: { some: [{ count: 4 }] } } }",
      'step who: no row has {"count":4}',
    ],
    [
      "a finding's level",
      '{ severity: P2, outcome: benign, steps: { who: { findings: [note: "*"] } } }',
      "warning: 3 calls from 203.0.113.7",
    ],
    [
      "a finding too few",
      "{ severity: P2, outcome: benign, steps: { who: { findings: [] } } }",
      "step who: expected findings",
    ],
    [
      "a step",
      "{ severity: P2, outcome: benign, steps: { what: { rows: 1 } } }",
      "step what: was not reached.",
    ],
  ])("tells what differs: %s", async (_, expected, words) => {
    const { code, out } = await tested(all + sound("d", "attack", expected));
    expect(code).toBe(1);
    expect(out).toContain(words);
    expect(out).toContain("3 of 4 cases");
  });

  test("a star stands for anything in a sentence", async () => {
    const expected =
      '{ severity: P2, outcome: benign, steps: { who: { findings: [warning: "3 calls from * with *"] } } }';
    expect((await tested(all + sound("d", "attack", expected))).code).toBe(0);
  });

  test("tells of a text that may not be seen, and of an alarm that chooses another runbook", async () => {
    const never = sound("d", "attack").replace("    hostile:", '    never: ["203.0.113"]\n    hostile:');
    expect((await tested(all + never)).out).toContain('never: "203.0.113" is in the report.');
    const alarm = sound("d", "attack").replace("    hostile:", "    alarm: { name: other }\n    hostile:");
    expect((await tested(all + alarm)).out).toContain('alarm: "other" chooses no runbook, not this one.');
  });

  test("tells of a stranger's words among the author's", async () => {
    const acting = sound("d", "attack").replace('"<!channel>"]', '"calls from"]');
    expect((await tested(all + acting)).out).toContain('step who: "calls from" became the author\'s words');
  });

  test("wants an attack, a benign and a hostile case beside every runbook", async () => {
    expect((await tested(undefined)).out).toContain("trial.test.yml is missing");
    const { code, out } = await tested(`cases:\n${sound("a", "attack")}`);
    expect(code).toBe(1);
    expect(out).toContain("has no case of kind benign");
    expect(out).toContain("has no case of kind hostile");
  });

  test("prints JSON for programs", async () => {
    const { out } = await tested(all + sound("d", "attack", "{ severity: P1, outcome: benign }"), "--json");
    const report = JSON.parse(out);
    expect(report.ok).toBe(false);
    expect(report.runbooks[0].cases.map((each: { ok: boolean }) => each.ok)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(report.runbooks[0].cases[3].differences).toEqual(['severity: expected "P1", found "P2"']);
  });

  test("a runbook that is not there is refused", async () => {
    expect(await tested(all, "tria")).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "trial"?'),
    });
  });
});

describe("a test file with a fault is refused with its line", () => {
  test.each([
    [
      "cases:\n  - name: a\n    kind: attack\n    expect: { severity: P2, outcome: benign }\n",
      "x.test.yml:2: ",
    ],
    [all.replace("kind: attack", "kind: evil"), "x.test.yml:3: "],
    [all.replace("severity: P2", "severity: P9"), "x.test.yml:9: "],
    [all.replace("at: -10m", "at: ten"), "is how long before or after the start"],
    [all.replace("iam:ListUsers", "ListUsers"), "is a service and a call"],
    [all.replace("user: a,", "user: a, role: b,"), "is one of user, role, root"],
  ])("%#", (yaml, words) => {
    expect(() => parseRunbookTest(yaml, "x.test.yml")).toThrow(words);
  });

  test("a caller nobody told of, and a story that is not there", async () => {
    expect((await tested(all.replace("by: thief", "by: nobody"))).out).toContain(
      'by "nobody", of whom `callers`',
    );
    const story = sound("d", "attack").replace(trail, "\n    story: { name: stolen-kee }");
    expect((await tested(all + story)).out).toContain('There is no story "stolen-kee": there is stolen-key');
  });
});
