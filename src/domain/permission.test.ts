import { describe, expect, test } from "vitest";
import { ForbiddenError } from "./errors.ts";
import { type Action, actions, isAllowed, requirePermission, requireRunbookAccess } from "./permission.ts";
import { type Actor, type Role, system } from "./responder.ts";

const person = (...roles: Role[]): Actor => ({
  kind: "responder",
  id: "U0SOMEBODY",
  name: "somebody",
  roles,
});
const guest = person();
const member = person("member");
const responder = person("member", "responder");
const lead = person("member", "lead");
const admin = person("member", "admin");
const commander = { commander: { id: "U0SOMEBODY", name: "somebody" } };
const otherCommander = { commander: { id: "U0ELSE", name: "else" } };

/** The table of the design, written down once more: guest, member, responder, lead, admin, commander alone. */
const table: Record<Action, string> = {
  "incident.read": "- m r l a -",
  "incident.declare": "- m r l a -",
  "incident.acknowledge": "- m r l a -",
  "note.add": "- m r l a -",
  "message.pin": "- m r l a -",
  "message.unpin": "- m r l a -",
  "incident.take": "- - r l a -",
  "incident.assign": "- - - l a c",
  "incident.severity": "- - r l a -",
  "incident.resolve": "- - r l a -",
  "incident.resolve-with-open-steps": "- - - l a c",
  "incident.reopen": "- - r l a -",
  "incident.snooze": "- m r l a -",
  "incident.escalate": "- m r l a -",
  "incident.merge": "- - r l a -",
  "incident.unmerge": "- - r l a -",
  "alarm.mute": "- m r l a -",
  "alarm.unmute": "- m r l a -",
  "followup.add": "- m r l a -",
  "followup.done": "- m r l a -",
  "followup.snooze": "- m r l a -",
  "note.correct": "- m r l a -",
  "summary.write": "- - r l a -",
  "runbook.start": "- - r l a -",
  "run.request": "- - r l a -",
  "run.cancel": "- - r l a -",
  "step.answer": "- - r l a -",
  "step.claim": "- m r l a -",
  "step.skip": "- - r l a -",
  "step.inputs": "- - r l a -",
  "run.share": "- - r l a -",
  "finding.pick": "- m r l a -",
  "approval.request": "- - r l a -",
  "approval.decide": "- - - l - c",
  "approval.break-glass": "- - - l - c",
  "approval.review": "- - - l - -",
  "act.request": "- - r l a -",
  "rows.export": "- - r l a -",
  "transcript.export": "- - r l a -",
  "incidents.read": "- - - l a -",
};

describe.each(Object.entries(table) as [Action, string][])("%s", (action, row) => {
  const [g, m, r, l, a, c] = row.split(" ");
  test.each([
    ["a guest", guest, g],
    ["a member", member, m],
    ["a responder", responder, r],
    ["a lead", lead, l],
    ["an admin", admin, a],
    ["a commander without a role", { ...guest }, c],
  ] as const)("%s", (who, actor, cell) => {
    const incident = who.includes("commander") ? commander : otherCommander;
    const may = cell !== "-";
    expect(isAllowed(actor, action, incident)).toBe(may);
    if (may) requirePermission(actor, action, incident);
    else expect(() => requirePermission(actor, action, incident)).toThrow(ForbiddenError);
  });
});

test.each(actions)("whom a question was put to may answer it, and may %s only by their roles", (action) => {
  const about = { asked: "U0SOMEBODY" };
  expect(isAllowed(member, action, about)).toBe(action === "step.answer" || isAllowed(member, action));
  // Nobody else, and nobody who is a guest.
  expect(isAllowed(member, action, { asked: "U0ELSE" })).toBe(isAllowed(member, action));
  expect(isAllowed(guest, action, about)).toBe(false);
});

test("whom a question was put to may answer it in a runbook for leads, and run nothing there", () => {
  const forLeads = { title: "For leads", access: { run: "lead" as const } };
  const about = { asked: "U0SOMEBODY" };
  requireRunbookAccess(member, "step.answer", forLeads, about);
  expect(() => requireRunbookAccess(member, "step.answer", forLeads)).toThrow(ForbiddenError);
  expect(() => requireRunbookAccess(responder, "run.request", forLeads, about)).toThrow(ForbiddenError);
});

test("the table above has every action", () => {
  expect(Object.keys(table).sort()).toEqual([...actions].sort());
});

test("Cairn itself may all it does by itself", () => {
  for (const action of actions) expect(isAllowed(system, action)).toBe(true);
});

test("the commander of one incident is nobody special in another", () => {
  expect(isAllowed(responder, "incident.assign", commander)).toBe(true);
  expect(isAllowed(responder, "incident.assign", otherCommander)).toBe(false);
  expect(isAllowed(responder, "incident.assign", { commander: null })).toBe(false);
  expect(isAllowed(responder, "incident.assign")).toBe(false);
});

describe("a refusal names the rule and the way on", () => {
  const refusal = (actor: Actor, action: Action): string => {
    try {
      requirePermission(actor, action);
    } catch (error) {
      if (error instanceof ForbiddenError) return error.message;
    }
    throw new Error("not refused");
  };

  test("to a member", () => {
    expect(refusal(member, "run.request")).toBe(
      "Only a responder, a lead or an admin may run a step or ask a question. Ask one of them, or ask an admin to add you under `people` in cairn.yml.",
    );
    expect(refusal(responder, "incident.assign")).toMatch(
      /^Only the commander, a lead or an admin may assign/,
    );
  });

  test("to a guest, who would find no role of use", () => {
    for (const action of ["incident.acknowledge", "run.request"] as const)
      expect(refusal(guest, action)).toMatch(
        /^Guests, bots and people of other organisations may not .*\. Ask a colleague of this workspace/,
      );
  });
});

describe("a runbook's own access", () => {
  const runbook = (run: "anyone" | "responder" | "lead") => ({ title: "Who did it", access: { run } });

  test.each([
    ["anyone", "- m r l a"],
    ["responder", "- - r l a"],
    ["lead", "- - - l a"],
  ] as const)("%s", (access, row) => {
    for (const action of ["runbook.start", "run.request", "step.answer"] as const)
      for (const [index, actor] of [guest, member, responder, lead, admin].entries()) {
        const ask = () => requireRunbookAccess(actor, action, runbook(access));
        if (row.split(" ")[index] === "-") expect(ask).toThrow(ForbiddenError);
        else ask();
      }
  });

  test("a lead's runbook says so", () => {
    expect(() => requireRunbookAccess(responder, "run.request", runbook("lead"))).toThrow(
      'Only a lead may run "Who did it": its access says so. Ask a lead.',
    );
  });
});
