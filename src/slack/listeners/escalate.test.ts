import { expect, test } from "vitest";
import { incident } from "../../../test/fixtures/slack/record.ts";
import { InputError } from "../../domain/errors.ts";
import type { Desk, Wish } from "./desk.ts";
import { escalate, submitEscalate } from "./escalate.ts";

/** A desk whose ladder has a rung left, or not; `forms` says whether this way can open one. */
function scene({ next = true, forms = true } = {}) {
  const called: object[] = [];
  const opened: { callback_id?: string; blocks: { block_id?: string; optional?: boolean }[] }[] = [];
  const told: string[] = [];
  const rung = { names: "on-call", rung: 1, of: 2, ladder: "security" };
  const desk = {
    people: { actor: async (id: string) => ({ kind: "responder", id, name: "second", roles: ["member"] }) },
    flows: {
      escalationChoices: async () => ({
        ...{ incident: incident(), seen: { climb: 1, next: 0 }, leads: [{ id: "U0LEAD", name: "lead" }] },
        ...(next ? { next: rung } : { ended: "security" }),
      }),
      escalateIncident: async (wish: object) => {
        called.push(wish);
        return { called: "on-call" };
      },
    },
  } as unknown as Desk;
  const actor = { kind: "responder", id: "U0MEMBER", name: "member", roles: ["member"] } as const;
  const wish: Wish = {
    ...{ actor, channel: "C0INCIDENTS" },
    open: async (view) => {
      if (!forms) throw new InputError("A mention cannot open a form.");
      opened.push(view as never);
    },
    tell: async ({ text }) => void told.push(text),
  };
  return { desk, wish, called, opened, told };
}

test("with a reason the next rung is called at once, and the person is told whom", async () => {
  const { desk, wish, called, told } = scene();
  await escalate(desk, wish, incident(), { rest: "I am stuck", people: [] });
  expect(called).toMatchObject([{ reason: "I am stuck", to: undefined, actor: { id: "U0MEMBER" } }]);
  expect(told).toEqual(["on-call is called in the thread of INC-42."]);
});

test("a person who is named is called, with what follows as the reason", async () => {
  const { desk, wish, called } = scene();
  await escalate(desk, wish, incident(), { rest: "@second please look", people: ["U0SECOND"] });
  expect(called).toMatchObject([{ to: "U0SECOND", reason: "please look" }]);
});

test("with nothing behind it a form shows who is next, and carries how the ladder stood", async () => {
  const { desk, wish, called, opened } = scene();
  await escalate(desk, wish, incident(), { rest: "", people: [] });
  expect(called).toEqual([]);
  expect(opened).toMatchObject([{ callback_id: "cairn.form.escalate" }]);
  expect(opened[0]?.blocks.find(({ block_id }) => block_id === "to")?.optional).toBe(true);
  await submitEscalate(desk, wish, {
    ref: { incidentId: "i", version: 0, value: "1" },
    fields: { reason: "r" },
  });
  await submitEscalate(desk, wish, {
    ref: { incidentId: "i", version: 0, value: "1" },
    fields: { to: "U0LEAD" },
  });
  expect(called).toMatchObject([
    { incidentId: "i", reason: "r", seen: { climb: 1, next: 0 } },
    { incidentId: "i", to: "U0LEAD" },
  ]);
  // Whom a person names is called whatever the ladder did meanwhile.
  expect(called[1]).not.toHaveProperty("seen");
});

test("when no rung is left the form asks whom, also when a reason was typed", async () => {
  const { desk, wish, called, opened } = scene({ next: false });
  await escalate(desk, wish, incident(), { rest: "nobody answers", people: [] });
  expect(called).toEqual([]);
  expect(JSON.stringify(opened)).toContain("is left. Choose whom to call.");
  expect(JSON.stringify(opened)).toContain("nobody answers");
  expect(opened[0]?.blocks.find(({ block_id }) => block_id === "to")?.optional).toBeUndefined();
});

test("in a thread, where no form opens, the next rung is called", async () => {
  const { desk, wish, called } = scene({ forms: false });
  await escalate(desk, wish, incident(), { rest: "", people: [] });
  expect(called).toHaveLength(1);
});
