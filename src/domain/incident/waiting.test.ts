import { describe, expect, test } from "vitest";
import { runbookWith, step as written } from "../../../test/fixtures/runbooks/runbook-with.ts";
import * as record from "../../../test/fixtures/slack/record.ts";
import { type Approval, askApproval } from "../approval.ts";
import type { Asked } from "../asked.ts";
import type { Actor, Role } from "../responder.ts";
import { waitingIn } from "./waiting.ts";

const runbook = runbookWith(
  [
    written("Was it you?", {
      ask: `id: was-it-you
to: "{{key}}"
fallback: commander
question: "Was it you?"
answers: { mine: That was me, not-mine: Not me }
within: 10m
otherwise: not-mine`,
    }),
    written("Switch it off?", {
      approve: 'id: may-we\nfor: switch-off\nquestion: "Switch it off?"',
      next: "- { when: approval == rejected, go: over }",
    }),
    written("Switch it off", {
      act: "id: switch-off\nevent: disable-access-key\ndetail: { accessKeyId: x }\ncheck: IAM shows it.",
    }),
    written("Over", { finish: "id: over\noutcome: contained" }),
  ].join(""),
);
const person = (id: string, ...roles: Role[]): Actor => ({
  kind: "responder",
  id,
  name: id,
  roles: ["member", ...roles],
});
const [me, lead, other] = [
  person("U0ME", "responder"),
  person("U0LEAD", "lead"),
  person("U0OTHER", "responder"),
];
const incident = record.incident({ commander: { id: "U0ME", name: "me" }, nextStep: "was-it-you" });
const step = (stepId: string, changes: Parameters<typeof record.step>[0] = {}) =>
  record.step({ stepId, position: 1, state: "waiting", ...changes });
const askedOf = (id: string): Asked => ({
  ...{ incidentId: incident.id, stepId: "was-it-you", position: 1, person: { id, name: id } },
  ...{ how: [], way: "dm", trouble: null, remindAt: null },
});
const approvalBy = (actor: Actor, changes: Partial<Approval> = {}): Approval => ({
  ...askApproval(
    { id: "a", incidentId: incident.id, stepId: "may-we", forStep: "switch-off", contentHash: "0" },
    actor,
    record.at,
  ),
  ...changes,
});
const all = {
  incident,
  runbook,
  steps: [] as ReturnType<typeof step>[],
  approvals: [] as Approval[],
  asked: [] as Asked[],
};
const whys = (what: Partial<typeof all>, actor: Actor) =>
  waitingIn({ ...all, ...what }, actor).map(({ why, step: { stepId } }) => `${why} ${stepId}`);

describe("a question waits", () => {
  const steps = [step("was-it-you")];
  test("for the one person it was put to, and for nobody else", () => {
    expect(whys({ steps, asked: [askedOf("U0OTHER")] }, other)).toEqual(["answer was-it-you"]);
    expect(whys({ steps, asked: [askedOf("U0OTHER")] }, me)).toEqual([]);
  });
  test("for the commander when nobody was found", () => {
    expect(whys({ steps }, me)).toEqual(["answer was-it-you"]);
    expect(whys({ steps }, lead)).toEqual([]);
  });
  test("no longer when it is answered, or the incident is over", () => {
    const answer = { value: "mine", by: { kind: "system" as const }, at: record.at };
    expect(whys({ steps: [step("was-it-you", { answer })] }, me)).toEqual([]);
    expect(whys({ steps, incident: { ...incident, state: "resolved" } }, me)).toEqual([]);
  });
});

describe("an approval waits", () => {
  const steps = [step("may-we")];
  test("for whoever may give it, and never for who asked for it", () => {
    expect(whys({ steps, approvals: [approvalBy(other)] }, me)).toEqual(["approve may-we"]);
    expect(whys({ steps, approvals: [approvalBy(other)] }, lead)).toEqual(["approve may-we"]);
    expect(whys({ steps, approvals: [approvalBy(me)] }, me)).toEqual([]);
    expect(whys({ steps, approvals: [approvalBy(me)] }, other)).toEqual([]);
  });
  test("for the review of a lead who had no part, once the glass was broken", () => {
    const broken = {
      state: "used" as const,
      decidedBy: { kind: "responder" as const, id: "U0ME", name: "me" },
      brokenBecause: "x",
    };
    const done = [step("may-we", { state: "done" })];
    expect(whys({ steps: done, approvals: [approvalBy(other, broken)] }, lead)).toEqual(["review may-we"]);
    expect(whys({ steps: done, approvals: [approvalBy(lead, broken)] }, lead)).toEqual([]);
    expect(whys({ steps: done, approvals: [approvalBy(other, broken)] }, other)).toEqual([]);
  });
});

test("a claimed step waits for who claimed it, and for the commander no more", () => {
  const next = { ...incident, nextStep: "switch-off" };
  const claimed = { by: { kind: "responder" as const, id: "U0OTHER", name: "other" }, at: record.at };
  const steps = [step("switch-off", { state: "ready", claimed })];
  expect(whys({ incident: next, steps }, other)).toEqual(["claimed switch-off"]);
  expect(whys({ incident: next, steps }, me)).toEqual([]);
});

test("the next step waits for the commander until it runs", () => {
  const next = { ...incident, nextStep: "switch-off" };
  expect(whys({ incident: next, steps: [step("switch-off", { state: "ready" })] }, me)).toEqual([
    "next switch-off",
  ]);
  expect(whys({ incident: next, steps: [step("switch-off", { state: "queued" })] }, me)).toEqual([]);
  expect(whys({ incident: next, steps: [step("switch-off", { state: "ready" })] }, other)).toEqual([]);
});
