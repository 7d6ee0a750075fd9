import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answerOf } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { factsFromIncident } from "./facts.ts";
import { parseRunbook } from "./parse-runbook.ts";
import { renderStep } from "./render-step.ts";
import type { Runbook } from "./schema.ts";
import { beginWalk, currentStep, settleStep } from "./walk.ts";

const folder = new URL("../../../test/fixtures/runbooks/called/", import.meta.url);
const shelf = new Map(
  readdirSync(folder).map((name) => [name.replace(/\.md$/, ""), readFileSync(new URL(name, folder), "utf8")]),
);
const now = new Date("2026-11-20T03:00:00Z");

const caller = (run: string, after = "", others: ReadonlyMap<string, string> = shelf): Runbook =>
  parseRunbook(
    `---
id: caller
title: A runbook that calls
severity: P3
owner: "@oncall"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
inputs:
  stolen: { type: access-key-id, ask: Which access key? }
---
Intro.

## What else?
Because the key is out.

\`\`\`yaml run
id: else
${run}
\`\`\`
${after}
## Closed
\`\`\`yaml finish
id: closed
outcome: contained
\`\`\`
${
  after &&
  `
## Open
\`\`\`yaml finish
id: open
outcome: escalated
\`\`\`
`
}`,
    "caller.md",
    others,
  );

const follow = 'runbook: follow-up\nwith: { key: "{{stolen}}" }';
const next = "```yaml next\n- { when: outcome == benign, go: open }\n```\n";

describe("a runbook that runs another", () => {
  const facts = {
    ...factsFromIncident({ start: now }),
    stolen: { value: "AKIAIOSFODNN7EXAMPLE", from: "input" },
  };

  /** Names of the steps that somebody comes by, when the query brings so many rows. */
  function walked(runbook: Runbook, rows: number): string[] {
    let walk = beginWalk(facts);
    const way: string[] = [];
    for (let step = currentStep(runbook, walk); step; step = currentStep(runbook, walk)) {
      way.push(step.id);
      if (step.kind === "finish" && step.returns === undefined) break;
      const result =
        step.kind === "finish"
          ? { kind: "finish" as const, outcome: step.outcome }
          : {
              kind: "query" as const,
              answer: answerOf(Array.from({ length: rows }, () => ({ eventName: "x" }))),
            };
      walk = settleStep(runbook, walk, step.id, result).walk;
    }
    return way;
  }

  test("asks its questions with what it was given, and goes on where it left off", () => {
    const runbook = caller(follow);
    expect(runbook.steps.map(({ id }) => id)).toEqual(["else", "else.something", "else.nothing", "closed"]);
    expect(walked(runbook, 1)).toEqual(["else", "else.something", "closed"]);
    expect(walked(runbook, 0)).toEqual(["else", "else.nothing", "closed"]);
  });

  test("may go on by the outcome of the other", () => {
    expect(walked(caller(follow, next), 1)).toEqual(["else", "else.something", "closed"]);
    expect(walked(caller(follow, next), 0)).toEqual(["else", "else.nothing", "open"]);
  });

  test("gives its own facts where the other speaks of its inputs, in queries, findings and words", () => {
    const [first, something] = caller(follow).steps;
    expect(first && renderStep(first, facts, now)).toMatchObject({
      kind: "query",
      query: {
        where: { path: "userIdentity.accessKeyId", test: { values: [{ text: "AKIAIOSFODNN7EXAMPLE" }] } },
      },
      window: { from: new Date("2026-11-19T03:00:00Z"), to: now },
    });
    expect(something && renderStep(something, facts, now)).toMatchObject({
      say: [{ inserted: "AKIAIOSFODNN7EXAMPLE" }, { author: " did something." }],
    });
  });

  test("tells first why it is run, then what the other says of itself", () => {
    expect(caller(follow).steps[0]?.prose.markdown).toBe(
      "Because the key is out.\n\nRead on.\n\nWhat they did.",
    );
  });

  test("has another hash when the other was changed", () => {
    const changed = new Map(shelf).set(
      "follow-up",
      `${shelf.get("follow-up")}`.replace("What they did.", "Look."),
    );
    expect(caller(follow, "", changed).hash).not.toBe(caller(follow).hash);
  });

  test("may be the last of a chain of three calls, and no longer", () => {
    const withKey = (id: string) => () => caller(`runbook: ${id}\nwith: { key: "{{stolen}}" }`);
    expect(withKey("three")().steps.map(({ id }) => id)).toContain("else.on.on.something");
    expect(withKey("one")).toThrow('The runbook "one" has faults');
    expect(() => parseRunbook(shelf.get("one") ?? "", "one.md", shelf)).toThrow("mend them first");
    expect(() => parseRunbook(shelf.get("two") ?? "", "two.md", shelf)).not.toThrow();
  });

  test("never comes back to itself by way of another", () => {
    expect(() => parseRunbook(shelf.get("there") ?? "", "there.md", shelf)).toThrow("mend them first");
  });
});
