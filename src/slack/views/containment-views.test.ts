import { describe, expect, test } from "vitest";
import { runbookWith, step as written } from "../../../test/fixtures/runbooks/runbook-with.ts";
import * as record from "../../../test/fixtures/slack/record.ts";
import { type Approval, askApproval } from "../../domain/approval.ts";
import type { StepRecord } from "../../domain/step.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { blockFaults } from "../../sandbox/slack/blocks/validate-blocks.ts";
import { parseRef } from "../ids.ts";
import { elementLines } from "./element-lines.ts";
import { entryView } from "./entry.ts";
import { runbookListView, runbookView } from "./runbooks.ts";
import { stepView } from "./step.ts";

const runbook = runbookWith(
  [
    written("Switch it off?", {
      approve: 'id: may-we\nfor: switch-off\nquestion: "Switch off {{key}}? It can be undone."',
      next: "- { when: approval == rejected, go: over }",
    }),
    written("Switch it off", {
      act: `id: switch-off
event: disable-access-key
detail: { accessKeyId: "{{key}}" }
check: IAM shows the key as inactive.
copy: [{ say: By hand, command: "aws iam update-access-key --access-key-id {{key}} --status Inactive" }]`,
    }),
    written("Over", { finish: "id: over\noutcome: contained" }),
  ].join(""),
);
const hostile = "<!channel> *bold* `code` <https://evil.example|x>";
const now = new Date("2026-11-20T02:00:00Z");
const somebody = { kind: "responder" as const, id: "U0RESPONDER", name: "responder", roles: [] };
const asked = askApproval(
  {
    id: "a1",
    incidentId: "i1",
    stepId: "may-we",
    forStep: "switch-off",
    contentHash: "0123456789abcdef".repeat(4),
  },
  somebody,
  now,
);
const approved: Approval = {
  ...asked,
  state: "approved",
  decidedBy: { kind: "responder", id: "U0LEAD", name: "lead" },
  decidedAt: now,
};

function shown(
  stepId: string,
  changes: Partial<StepRecord>,
  more: { approval?: Approval; trouble?: string; key?: string; resolved?: boolean } = {},
) {
  const { approval, trouble, key = "AKIAIOSFODNN7EXAMPLE", resolved } = more;
  const view = stepView({
    incident: { ...record.incident(), ...(resolved && { state: "resolved" }) },
    step: { ...record.step(), stepId, runId: null, answer: null, state: "waiting", ...changes },
    runbook,
    run: undefined,
    rows: undefined,
    facts: { key: { value: key, from: "input" } },
    approval,
    trouble,
  });
  expect(blockFaults(view.blocks, "message", "")).toEqual([]);
  const actions = view.blocks.find((block) => block.type === "actions");
  const buttons = (actions?.type === "actions" ? actions.elements : []).flatMap((each) =>
    each.type === "button" ? [{ label: each.text.text, ref: parseRef(each.value) }] : [],
  );
  return { text: JSON.stringify(view.blocks), labels: buttons.map(({ label }) => label), buttons };
}

describe("an approve step", () => {
  test("shows exactly what is to be done before anybody asks", () => {
    const { text, labels } = shown("may-we", {});
    expect(labels).toEqual(["Ask for the approval"]);
    for (const part of ["disable-access-key", "accessKeyId: ", "--status Inactive", "It can be undone."])
      expect(text).toContain(part);
  });

  test("shows who asked and until when, and its buttons carry what was seen", () => {
    const { labels, buttons, text } = shown("may-we", {}, { approval: asked });
    expect(labels).toEqual(["Approve", "Reject", "Break the glass…"]);
    expect(buttons[0]?.ref).toMatchObject({ value: "approved", rest: "0123456789abcdef" });
    expect(text).toContain("never who asked");
  });

  test.each(["expired", "void"] as const)("that is %s says so and can be asked for anew", (state) => {
    const { labels } = shown("may-we", {}, { approval: { ...asked, state } });
    expect(labels).toEqual(["Ask for the approval"]);
  });

  test("whose glass was broken says why, and asks for a review until there is one, resolved or not", () => {
    const approval = { ...approved, brokenBecause: hostile };
    const done = { state: "done" as const, answer: { value: "approved", by: somebody, at: now } };
    for (const resolved of [false, true]) {
      const { text, labels } = shown("may-we", done, { approval, resolved });
      expect(text).toContain("The glass was broken");
      expect(labels).toEqual(["Review…"]);
    }
    expect(shown("may-we", done, { approval: { ...approval, reviewedBy: somebody } }).labels).toEqual([]);
  });
});

describe("an act", () => {
  test.each<[StepRecord["state"], Approval | undefined, string[]]>([
    ["ready", approved, ["Send the event", "Done by hand…", "Skip…"]],
    ["ready", { ...approved, state: "expired" }, ["Ask for a new approval", "Done by hand…", "Skip…"]],
    ["queued", approved, []],
    ["waiting", { ...approved, state: "used" }, ["It worked", "It did not work"]],
    ["unknown", { ...approved, state: "used" }, ["It worked", "It did not work", "Ask for a new approval"]],
    ["failed", approved, ["Send it again", "Done by hand…", "Skip…"]],
  ])("that is %s offers what makes sense then", (state, approval, labels) => {
    expect(shown("switch-off", { state }, { approval }).labels).toEqual(labels);
  });

  test("whose outcome is unknown says what to check, whatever a stranger wrote", () => {
    const { text } = shown("switch-off", { state: "unknown" }, { key: hostile, trouble: hostile });
    expect(text).toContain("never sent again by itself");
    expect(text).toContain("IAM shows the key as inactive.");
    expect(text).not.toMatch(/"(mrkdwn|broadcast|link)"/);
  });
});

test("everybody in the channel sees that the glass was broken", () => {
  const entry: TimelineEntry = {
    ...{ incidentId: "i1", seq: 3, at: now, actor: somebody, salt: "", hash: "" },
    action: "approval.break-glass",
    body: { step: "may-we", title: "Switch it off?", reason: hostile },
  };
  expect(entryView(record.incident(), entry)).toMatchObject({ broadcast: true });
  expect(entryView(record.incident(), { ...entry, action: "approval.approve" })).not.toHaveProperty(
    "broadcast",
  );
});

describe("the runbooks", () => {
  const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };

  test("that are broken are listed with the reason", () => {
    const view = runbookListView([runbook], commands, [{ file: "odd.md", why: "odd.md:3: unknown key" }]);
    expect(blockFaults(view.blocks, "message", "")).toEqual([]);
    expect(JSON.stringify(view.blocks)).toMatch(/odd\.md.*odd\.md:3: unknown key/);
    expect(JSON.stringify(runbookListView([], commands, [{ file: "odd.md", why: "x" }]).blocks)).toContain(
      "odd.md",
    );
  });

  test("say what an input is, and do not repeat its name", () => {
    const text = JSON.stringify(runbookView(runbook, commands).blocks);
    expect(text).toContain("24h before incident.start until now, unless told otherwise");
    expect(text).not.toContain('" window"');
  });
});

test("an answer for each element of a list has a line for each, those of which nothing was found too", () => {
  const element = (name: string) => ({ element: name, where: { all: [] } });
  const query = { ...record.run().query, each: [element("AKIAIOSFODNN7EXAMPLE"), element(hostile)] };
  const rows = { rows: [{ each: "AKIAIOSFODNN7EXAMPLE", eventName: "ListBuckets" }] };
  const text = JSON.stringify(elementLines({ ...record.run(), query }, rows));
  expect(text).toContain(": 1 row");
  expect(text).toContain(": nothing found in what was searched");
  expect(text).toContain("AKIA…MPLE");
  expect(elementLines(record.run(), rows)).toEqual([]);
});
