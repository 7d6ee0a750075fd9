import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runRunbookCommand } from "./runbook.ts";

const runbook = (steps: string, date = "2026-11-01") => `---
id: trial
title: A runbook for tests
severity: P3
owner: "@oncall"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: ${date}, by: security, every: 90d }
inputs:
  window: { type: window, default: 24h before incident.start until now, max: 14d }
---
Intro.

${steps}
## Over
\`\`\`yaml finish
id: over
outcome: benign
\`\`\`
`;
const query = (prose: string, rules: string) =>
  `## Who?\n${prose}\n\n\`\`\`yaml query\nid: who\nby: [principal]\n\`\`\`\n\`\`\`yaml conclude\n${rules}\n\`\`\`\n\n`;
const rule = '- { when: rows > 0, level: note, say: "{{values.principal}}" }\n';
const instruct = (count: number) =>
  `## Do\n\`\`\`yaml instruct\nid: do\ncopy:\n${Array.from({ length: count }, (_, at) => `  - { say: Command ${at}, command: aws iam get-user --user-name number-${at} }`).join("\n")}\n\`\`\`\n\n`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-runbook-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(text: string, shared?: string) {
  const own = mkdtempSync(join(folder, "check-"));
  writeFileSync(join(own, "trial.md"), text);
  if (shared !== undefined) {
    mkdirSync(join(own, "shared"));
    writeFileSync(join(own, "shared", "doors.md"), shared);
  }
  let [out, err] = ["", ""];
  const code = await runRunbookCommand(["check", own], {
    stdout: (written) => {
      out += written;
    },
    stderr: (written) => {
      err += written.replaceAll(own, "DIR");
    },
    now: () => new Date("2026-12-01T00:00:00Z"),
  });
  return { code, out, err };
}

test("a runbook that fits is sound, and nothing is warned of", async () => {
  expect(await check(runbook(query("Look.", rule.repeat(10)) + instruct(5)))).toEqual({
    code: 0,
    out: expect.stringContaining("1 sound, 0 with faults, in"),
    err: "",
  });
});

test.each([
  [
    "a review that is due",
    runbook("", "2026-01-01"),
    "DIR/trial.md:8: warning: The review was due on 2026-04-01: @oncall",
  ],
  [
    "prose that a message cuts",
    runbook(query("Long words. ".repeat(200), rule)),
    'DIR/trial.md:14: warning: The prose of "who" is longer than a message shows',
  ],
  [
    "a command nobody would see",
    runbook(instruct(6)),
    'warning: A message would not show the command "Command 5" of "do"',
  ],
  ["findings nobody would see", runbook(query("Look.", rule.repeat(11))), '"who" may conclude 11 findings'],
  [
    "a filter pattern with the precedence trap",
    runbook(query('The alarm is `{ ($.a = "x") || ($.b = "y") && ($.c != "z") }`.', rule)),
    "DIR/trial.md:15: warning: `{ ($.a =",
  ],
])("warns of %s and goes on", async (_, text, words) => {
  const { code, out, err } = await check(text);
  expect(err).toContain(words);
  expect(out).toContain("1 sound, 0 with faults, 1 warnings");
  expect(code).toBe(0);
});

const shared = `---
id: doors
owner: "@oncall"
reviewed: { date: 2026-01-01, by: security, every: 90d }
---
## Doors
\`\`\`yaml query
id: doors
\`\`\`
`;

test("a shared step is checked too, used or not", async () => {
  expect((await check(runbook(""), shared)).err).toContain(
    "DIR/shared/doors.md:4: warning: The review was due",
  );
  const broken = await check(runbook(""), shared.replace("id: doors\n`", "id: doors\ncolour: red\n`"));
  expect(broken).toMatchObject({
    code: 1,
    err: expect.stringContaining('DIR/shared/doors.md:9: unknown key "colour"'),
  });
});
