import { WebAPIPlatformError, WebAPIRequestError } from "@slack/web-api";
import { expect, test } from "vitest";
import { isAllowed } from "../domain/permission.ts";
import { createLog } from "../log.ts";
import { createPeople } from "./people.ts";

const log = createLog({ destination: { write: () => {} } });
const colleague = { team_id: "T0CAIRN", name: "handle", profile: { display_name: "Lead" } };

function workspace(users: Record<string, object>, groups: Record<string, string[]> = {}) {
  const asked: string[] = [];
  let now = 0;
  let broken = false;
  const client = {
    users: {
      info: async ({ user }: { user: string }) => {
        asked.push(user);
        if (broken) throw new WebAPIRequestError(new Error("time-out"));
        if (!users[user]) throw new WebAPIPlatformError({ ok: false, error: "user_not_found" });
        return { user: { id: user, ...users[user] } };
      },
    },
    usergroups: {
      users: {
        list: async ({ usergroup }: { usergroup: string }) => {
          asked.push(usergroup);
          if (!groups[usergroup]) throw new WebAPIPlatformError({ ok: false, error: "no_such_subteam" });
          return { users: groups[usergroup] };
        },
      },
    },
  };
  const roles = { responders: ["S0RESPONDERS", "U0ONE"], leads: ["U0LEAD"], admins: ["S0GONE"] };
  const people = createPeople({ client: client as never, roles, teamId: "T0CAIRN", log, now: () => now });
  return {
    people,
    asked,
    advance: (ms: number) => {
      now += ms;
    },
    breakDown: () => {
      broken = true;
    },
  };
}

test("roles come from the settings, by person and by user group", async () => {
  const { people } = workspace(
    { U0LEAD: colleague, U0TWO: colleague, U0THREE: colleague },
    { S0RESPONDERS: ["U0TWO", "U0LEAD"] },
  );
  expect(await people.actor("U0LEAD")).toEqual({
    kind: "responder",
    id: "U0LEAD",
    name: "Lead",
    roles: ["member", "responder", "lead"],
  });
  expect(await people.actor("U0TWO")).toMatchObject({ roles: ["member", "responder"] });
  expect(await people.actor("U0THREE")).toMatchObject({ roles: ["member"] });
});

test.each([
  ["a guest", { is_restricted: true }],
  ["a guest of one channel", { is_ultra_restricted: true }],
  ["a stranger", { is_stranger: true }],
  ["somebody of another organisation who shares a channel", { team_id: "T0OTHER", is_stranger: false }],
  ["somebody who left", { deleted: true }],
  ["a bot", { is_bot: true }],
])("%s may nothing, whatever the settings say", async (_, changes) => {
  const { people } = workspace({ U0LEAD: { ...colleague, ...changes } }, { S0RESPONDERS: ["U0LEAD"] });
  const actor = await people.actor("U0LEAD");
  expect(isAllowed(actor, "incident.read")).toBe(false);
  expect(isAllowed(actor, "run.request")).toBe(false);
});

test("a right that was taken away is gone within a minute", async () => {
  const users: Record<string, object> = { U0ONE: colleague };
  const { people, asked, advance } = workspace(users);
  expect(await people.actor("U0ONE")).toMatchObject({ roles: ["member", "responder"] });
  users.U0ONE = { ...colleague, deleted: true };
  advance(59_000);
  expect(await people.actor("U0ONE")).toMatchObject({ roles: ["member", "responder"] });
  advance(2_000);
  expect(await people.actor("U0ONE")).toMatchObject({ roles: [] });
  expect(asked.filter((id) => id === "U0ONE")).toHaveLength(2);
});

test("when Slack does not answer, nobody is let in, and the failure is not remembered", async () => {
  const { people, breakDown } = workspace({ U0LEAD: colleague });
  breakDown();
  await expect(people.actor("U0LEAD")).rejects.toThrow(/Try again/);
  const again = workspace({ U0LEAD: colleague });
  await expect(again.people.actor("U0NOBODY")).rejects.toThrow(/does not know you/);
});

test("a hostile name is harmless", async () => {
  const { people } = workspace({
    U0ONE: { ...colleague, profile: { display_name: `\u202E${"x".repeat(500)}\n` } },
  });
  const actor = await people.actor("U0ONE");
  expect(actor.kind === "responder" && actor.name).toMatch(/^x{79}…$/);
});

test("somebody is found by their address once, and what Slack does not tell is said in words", async () => {
  const asked: string[] = [];
  const answers: Record<string, object> = {
    "ada@example.com": { id: "U0ADA", ...colleague },
    "guest@example.com": { id: "U0GUEST", ...colleague, is_restricted: true },
  };
  let error = "users_not_found";
  const lookupByEmail = async ({ email }: { email: string }) => {
    asked.push(email);
    if (!answers[email]) throw new WebAPIPlatformError({ ok: false, error });
    return { user: answers[email] };
  };
  const client = { users: { lookupByEmail } };
  const roles = { responders: [], leads: [], admins: [] };
  const people = createPeople({ client: client as never, roles, teamId: "T0CAIRN", log });

  expect(await people.byEmail("ada@example.com")).toEqual({ id: "U0ADA", name: "Lead" });
  await people.byEmail("ada@example.com");
  expect(asked).toEqual(["ada@example.com"]);
  expect(await people.byEmail("guest@example.com")).toMatchObject({
    unknown: expect.stringMatching(/no colleague/),
  });
  expect(await people.byEmail("nobody@example.com")).toMatchObject({
    unknown: expect.stringMatching(/knows nobody/),
  });
  error = "missing_scope";
  expect(await people.byEmail("else@example.com")).toMatchObject({
    unknown: expect.stringMatching(/users:read\.email/),
  });
});
