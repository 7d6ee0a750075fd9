import { describe, expect, test } from "vitest";
import { finish, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { RunbookError } from "./fault.ts";
import { parseRunbook } from "./parse-runbook.ts";
import type { Runbook } from "./schema.ts";
import { parseSharedStep } from "./shared-step.ts";

const front = `---
id: trial
title: A runbook for tests
severity: P3
owner: "@oncall"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
inputs:
  key: { type: access-key-id, ask: Which access key? }
  principal: { type: principal, ask: Who? }
  window: { type: window, default: 24h before incident.start until now, max: 14d }
---
Intro.

`;
const head = (id: string, more = "") => `---
id: ${id}
owner: "@oncall"
reviewed: { date: 2026-11-01, by: security, every: 90d }
${more}---
For authors.

`;
const doors = `${head("doors", "with: { who: Whom this is about }\n")}## Doors
Calls by {{who}} that **worked**.

\`\`\`yaml query
id: doors
where: { errorCode: { exists: false }, eventName: [CreateUser, CreateAccessKey] }
show: [eventTime, eventName, ip]
\`\`\`
\`\`\`yaml conclude
- { when: rows > 0, level: critical, say: "Persistence by {{who}}: {{values.eventName}}" }
- { when: values.eventName contains who, level: warning, say: "{{nobody}}" }
- { set: { whom: who } }
\`\`\`
`;
const sound = doors.replace(/^.*nobody.*\n/m, "");
const shelf = (text = sound) => new Map([["shared/doors", text]]);
const using = (more = "", given = '"{{principal}}"') =>
  step("Did they leave a door?", {
    query: `use: shared/doors\nwith: { who: ${given} }\nwhere: { userIdentity.accessKeyId: "{{key}}" }${more}`,
  });
const plain = step("Look", { instruct: "id: look" });
const read = (steps = using(), texts = shelf()): Runbook =>
  parseRunbook(front + steps + finish, "trial.md", texts);

function faultsOf(steps: string, texts = shelf()): string[] {
  try {
    read(steps, texts);
  } catch (error) {
    if (error instanceof RunbookError)
      return error.faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw error;
  }
  return [];
}

describe("a step that uses a shared one", () => {
  test("asks what the shared step asks, about whom the runbook says", () => {
    const [used] = read().steps;
    expect(used).toMatchObject({
      id: "doors",
      title: "Did they leave a door?",
      kind: "query",
      shared: "shared/doors.md",
      query: {
        where: {
          errorCode: { exists: false },
          eventName: ["CreateUser", "CreateAccessKey"],
          "userIdentity.accessKeyId": "{{key}}",
        },
        show: ["eventTime", "eventName", "ip"],
      },
    });
  });

  test("reads its own words first, then the shared ones, with the runbook's names in them", () => {
    const words = read().steps[0]?.prose.blocks.map((block) => block.text.map(({ text }) => text).join(""));
    expect(words).toEqual(["What it means.", "Calls by {{principal}} that worked."]);
  });

  test("concludes as the shared step does, then by its own rules", () => {
    const own = step("Doors?", {
      query: 'use: shared/doors\nwith: { who: "{{principal}}" }',
      conclude: "- { when: rows > 9, level: note, say: Many }",
    });
    const rules = read(own).steps[0]?.conclude;
    expect(rules?.map(({ say }) => say)).toEqual([
      "Persistence by {{principal}}: {{values.eventName}}",
      undefined,
      "Many",
    ]);
    expect(rules?.[1]?.set).toEqual({ whom: "principal" });
    expect(rules?.map(({ file }) => file)).toEqual(["shared/doors.md", "shared/doors.md", undefined]);
  });

  test("words in place of a name are compared as text, a list fills a list", () => {
    const text = doors.replace("{{nobody}}", "x").replace("- { set: { whom: who } }\n", "");
    expect(
      read(using("", "[CreateUser]"), shelf(text.replaceAll("{{who}}", "them"))).steps[0]?.conclude[1],
    ).toMatchObject({ when: { right: { list: [{ literal: "CreateUser" }] } } });
    const names = text
      .replace("[CreateUser, CreateAccessKey]", '["{{who}}", Attach*]')
      .replace(/{{who}}([.:])/g, "x$1");
    expect(
      read(using("", "[CreateUser, PutUserPolicy]"), shelf(names.replace("by {{who}} that", "that")))
        .steps[0],
    ).toMatchObject({
      query: { where: { eventName: ["CreateUser", "PutUserPolicy", "Attach*"] } },
    });
  });

  test("may replace what is not a condition", () => {
    expect(read(using("\nid: later\nlimit: 7")).steps[0]).toMatchObject({ id: "later", query: { limit: 7 } });
  });

  test("a changed shared step is a changed runbook, and one that is not used is not", () => {
    const other = sound.replace("CreateUser,", "CreateUser, CreateRole,");
    expect(read(using(), shelf(other)).hash).not.toBe(read().hash);
    expect(read(plain, shelf(other)).hash).toBe(read(plain).hash);
    expect(read().shared).toEqual([{ file: "shared/doors.md", markdown: sound }]);
  });
});

describe("what is wrong is said with the file and line to mend", () => {
  test.each<[string, string, string]>([
    [
      "a step that is not there",
      using().replace("shared/doors", "shared/dors"),
      'trial.md:20: There is no step "shared/dors": there is shared/doors. Did you mean "shared/doors"?',
    ],
    [
      "something not given",
      step("x", { query: "use: shared/doors" }),
      'trial.md:20: "with" lacks "who": Whom this is about',
    ],
    [
      "something nobody asks for",
      using().replace("who:", "who: x, whom:"),
      'trial.md:21: "shared/doors" asks for no "whom": it asks for who.',
    ],
    [
      "another kind",
      using().replace("yaml query", "yaml instruct"),
      'trial.md:20: "shared/doors" is a query step: write ```yaml query.',
    ],
    [
      "a condition that would be replaced",
      using().replace("userIdentity.accessKeyId", "errorCode"),
      'trial.md:21: "where: errorCode" is already asked by "shared/doors": put it under "all".',
    ],
    [
      "a key that nobody knows",
      using("\ncolour: red"),
      'trial.md:23: unknown key "colour" in the query block: mend or remove it.',
    ],
    ["a list inside a text", using("", "[a, b]"), 'trial.md:21: "with: who" is a list'],
    ["a name that nobody sets", using("", '"{{nobody}}"'), 'trial.md:21: Nothing provides "nobody"'],
    ["a path outside", using().replace("shared/doors", "../doors"), 'trial.md:20: "use"'],
  ])("%s", (_, steps, wanted) => {
    expect(faultsOf(steps)[0]).toContain(wanted);
  });

  test("in the shared file itself", () => {
    expect(faultsOf(using(), shelf(doors))).toEqual([
      expect.stringContaining('shared/doors.md:19: Nothing provides "nobody"'),
    ]);
    const broken = faultsOf(using(), shelf(sound.replace("limit", "x").replace("show:", "shw:")));
    expect(broken[0]).toBe('trial.md:20: The step "shared/doors" has faults: mend them first.');
    expect(broken[1]).toContain('shared/doors.md:15: unknown key "shw"');
  });

  test.each([
    ["two steps", `${sound}\n## Another\n`, "holds one step"],
    ["a way on", `${sound}\n\`\`\`yaml next\n- { go: end }\n\`\`\`\n`, '"next" belongs to the runbook'],
    [
      "another shared step",
      sound.replace("id: doors\nwhere", "use: shared/more\nwhere"),
      "cannot use another",
    ],
    ["another name", sound.replace("id: doors\nowner", "id: door\nowner"), "differs from the file's name"],
    ["no owner", sound.replace(/owner.*\n/, ""), '"owner" is missing'],
    ["a helper", sound.replace("{{who}} that", "{{#if who}}{{/if}} that"), "block helper"],
  ])("a shared file with %s", (_, text, words) => {
    expect(() => parseSharedStep(text, "shared/doors.md")).toThrow(words);
  });
});
