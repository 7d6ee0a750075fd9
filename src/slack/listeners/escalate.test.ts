import { expect, test } from "vitest";
import { incident } from "../../../test/fixtures/slack/record.ts";
import { InputError } from "../../domain/errors.ts";
import { parseCommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { escalate, submitEscalate } from "./escalate.ts";

/** A desk whose ladder has a rung left, or not; `forms` says whether this way can open one. */
function scene({
  next = true,
  forms = true,
  hidden = false,
  ...rest
}: {
  next?: boolean;
  forms?: boolean;
  hidden?: boolean;
  channel?: object | undefined;
} = {}) {
  const channel = "channel" in rest ? rest.channel : { is_member: true };
  const called: object[] = [];
  const opened: { callback_id?: string; blocks: { block_id?: string; optional?: boolean }[] }[] = [];
  const told: string[] = [];
  const rung = { names: "on-call", rung: 1, of: 2, ladder: "security" };
  const desk = {
    people: {
      actor: async (id: string) => ({ kind: "responder", id, name: "second", roles: ["member"] }),
      nameOf: async (id: string) => (id === "S0RESPONDERS" ? "@responders" : id),
    },
    quick: {
      conversations: { info: async () => ({ channel }) },
      usergroups: {
        list: async () => ({
          usergroups: [
            { id: "S0RESPONDERS", handle: "responders" },
            { id: "S0GONE", handle: "gone", date_delete: 1_700_000_000 },
          ],
        }),
      },
    },
    flows: {
      escalationChoices: async () => ({
        ...{
          incident: incident({ private: hidden }),
          seen: { climb: 1, next: 0 },
          leads: [{ id: "U0LEAD", name: "lead" }],
        },
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
  expect(opened[0]?.blocks.map(({ block_id }) => block_id)).toContain("channel");
});

test.each([
  ["escalate <!subteam^S0RESPONDERS|@responders> please look", "S0RESPONDERS", "please look"],
  ["escalate <!subteam^S0RESPONDERS>", "S0RESPONDERS", ""],
  ["escalate @responders please look", "S0RESPONDERS", "please look"],
  ["escalate INC-42 <#C0GENERAL|general> look at &lt;this&gt;", "C0GENERAL", "look at <this>"],
  [
    "escalate <@U0SECOND|second> as <@U0LEAD> said in <#C0GENERAL|general>",
    "U0SECOND",
    "as @U0LEAD said in #general",
  ],
  [
    "escalate I am stuck, see <#C0GENERAL|general> and <!subteam^S0RESPONDERS|@responders>",
    undefined,
    undefined,
  ],
])("%s calls whom it begins with, and nobody who is merely spoken of", async (text, to, reason) => {
  const { desk, wish, called } = scene();
  await escalate(desk, wish, incident(), parseCommandText(text));
  expect(called).toMatchObject([{ to, ...(reason === undefined ? {} : { reason }) }]);
});

test.each([
  [{ is_member: true, is_ext_shared: true }, "shared with another organisation"],
  [{ is_member: true, is_private: true }, "is private"],
  [{ is_member: true, is_archived: true }, "is archived"],
  [{ is_member: false }, "not in that channel"],
  [undefined, "not in that channel"],
])("a channel that is %j is refused with the way on", async (channel, why) => {
  const { desk, wish, called } = scene({ channel });
  await expect(
    escalate(desk, wish, incident(), parseCommandText("escalate <#C0GENERAL|general>")),
  ).rejects.toThrow(why);
  expect(called).toEqual([]);
});

test("a group that Slack does not tell of is refused: nobody might be called", async () => {
  const { desk, wish } = scene();
  await expect(
    escalate(desk, wish, incident(), parseCommandText("escalate <!subteam^S0GONE|@gone>")),
  ).rejects.toThrow("does not tell Cairn of this user group");
});

test("the form offers user groups and, where others may know, a channel; one of them can be chosen", async () => {
  const { desk, wish, called, opened } = scene({ next: false });
  await escalate(desk, wish, incident(), parseCommandText("escalate"));
  expect(JSON.stringify(opened)).toContain("@responders");
  expect(JSON.stringify(opened)).not.toContain("@gone");
  expect(JSON.stringify(opened)).toContain("channels_select");
  const ref = { incidentId: "i", version: 0, value: "1" };
  await submitEscalate(desk, wish, { ref, fields: { group: "S0RESPONDERS" } });
  await submitEscalate(desk, wish, { ref, fields: { channel: "C0GENERAL" } });
  expect(called).toMatchObject([{ to: "S0RESPONDERS" }, { to: "C0GENERAL" }]);
  await expect(
    submitEscalate(desk, wish, { ref, fields: { to: "U0LEAD", channel: "C0GENERAL" } }),
  ).rejects.toThrow("Choose one of them");
  const hidden = scene({ hidden: true });
  await escalate(hidden.desk, hidden.wish, incident(), parseCommandText("escalate"));
  expect(JSON.stringify(hidden.opened)).not.toContain("channels_select");
});

test("“next” alone is the next rung, at once", async () => {
  const { desk, wish, called, opened } = scene();
  await escalate(desk, wish, incident(), parseCommandText("escalate next rung"));
  expect(called).toMatchObject([{ to: undefined, reason: "" }]);
  expect(opened).toEqual([]);
});

test("in a thread, where no form opens, the next rung is called", async () => {
  const { desk, wish, called } = scene({ forms: false });
  await escalate(desk, wish, incident(), { rest: "", people: [] });
  expect(called).toHaveLength(1);
});
