import { WebAPIPlatformError, WebAPIRequestError } from "@slack/web-api";
import { describe, expect, test } from "vitest";
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

describe("private channels", () => {
  const rooms = (pages: (string[] | Error)[], inUse: string[]) => {
    const asked: unknown[] = [];
    const client = {
      users: {
        info: async () => ({ user: colleague }),
        conversations: async (args: { cursor?: string }) => {
          asked.push(args);
          const page = pages[Number(args.cursor ?? 0)];
          if (page instanceof Error) throw page;
          const next = Number(args.cursor ?? 0) + 1;
          return {
            channels: page?.map((id) => ({ id })),
            response_metadata: { next_cursor: next < pages.length ? String(next) : "" },
          };
        },
      },
      usergroups: { users: { list: async () => ({ users: [] }) } },
    };
    const people = createPeople({
      ...{ client: client as never, teamId: "T0CAIRN", log, now: () => 0 },
      roles: { responders: [], leads: [], admins: [] },
      privateChannels: async () => inUse,
    });
    return { people, asked };
  };

  test("that hold incidents and a person is in are told of them, over all pages of Slack's answer", async () => {
    const { people, asked } = rooms([["C0ONE", "C0ELSE"], ["C0TWO"]], ["C0ONE", "C0TWO", "C0THREE"]);
    expect(await people.actor("U0ONE")).toMatchObject({ privateChannels: ["C0ONE", "C0TWO"] });
    expect(asked).toEqual([
      expect.objectContaining({ user: "U0ONE", types: "private_channel" }),
      expect.objectContaining({ cursor: "1" }),
    ]);
  });

  test("are not asked for while none holds an incident", async () => {
    const { people, asked } = rooms([["C0ONE"]], []);
    expect(await people.actor("U0ONE")).not.toHaveProperty("privateChannels");
    expect(asked).toEqual([]);
  });

  test("are none where Cairn may not know of them, and nobody is let in while Slack is silent", async () => {
    const missing = new WebAPIPlatformError({ ok: false, error: "missing_scope" });
    expect(await rooms([missing], ["C0ONE"]).people.actor("U0ONE")).toMatchObject({ privateChannels: [] });
    const silent = rooms([new WebAPIRequestError(new Error("time-out"))], ["C0ONE"]);
    await expect(silent.people.actor("U0ONE")).rejects.toThrow("Slack did not say");
  });
});
