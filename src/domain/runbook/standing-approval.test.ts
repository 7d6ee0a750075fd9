import { expect, test } from "vitest";
import { finish, runbookWith, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import { askApproval } from "../approval.ts";
import { approvalHash } from "./approval-content.ts";
import { standingApproval } from "./standing-approval.ts";

const runbook = runbookWith(
  step("May we?", {
    approve: 'id: may-we\nfor: off\nquestion: "Off with {{key}}?"',
    next: "- { when: approval == rejected, go: over }",
  }) +
    step("Off", { act: 'id: off\nevent: off\ndetail: { key: "{{key}}" }\ncheck: It is off.' }) +
    finish,
);
const facts = (key: string) => ({ key: { value: key, from: "input" } });
const [approve] = runbook.steps;
if (approve?.kind !== "approve") throw new Error("no approve step");
const asked = askApproval(
  {
    id: "a1",
    incidentId: "i1",
    stepId: "may-we",
    forStep: "off",
    contentHash: approvalHash(runbook, approve, facts("AKIA1")),
  },
  { kind: "system" },
  new Date("2026-11-20T02:00:00Z"),
);

test("an approval stands on its step and on what it is about, as long as both are the same", () => {
  for (const id of ["may-we", "off"]) {
    expect(standingApproval([asked], id, runbook, facts("AKIA1"))).toEqual(asked);
    expect(standingApproval([asked], id, runbook, facts("AKIA2"))).toMatchObject({ state: "void" });
    expect(standingApproval([asked], id, runbook, {})).toMatchObject({ state: "void" });
    expect(standingApproval([asked], id, undefined, facts("AKIA1"))).toMatchObject({ state: "void" });
  }
  const used = { ...asked, state: "used" as const };
  expect(standingApproval([asked, used], "off", runbook, {})).toEqual(used);
  expect(standingApproval([], "off", runbook, {})).toBeUndefined();
});

test.each([
  ["the question", runbook.markdown.replace("Off with", "Away with")],
  ["what is checked", runbook.markdown.replace("It is off.", "It is gone.")],
  ["the event", runbook.markdown.replace("event: off", "event: of")],
  ["any other word of the runbook", runbook.markdown.replace("Intro.", "Introduction.")],
])("a change of %s gives other content to approve", (_, markdown) => {
  const changed = runbookWith(
    markdown.split("Intro.\n\n")[1] ?? markdown.split("Introduction.\n\n")[1] ?? "",
  );
  const other = markdown.includes("Introduction.") ? { ...changed, hash: "other" } : changed;
  const [step] = other.steps;
  if (step?.kind !== "approve") throw new Error("no approve step");
  expect(approvalHash(other, step, facts("AKIA1"))).not.toBe(asked.contentHash);
});
