import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PagesGround, pagesGround } from "./pages-ground.ts";
import { useDatabase } from "./postgres.ts";

const database = useDatabase();
let ground: PagesGround;
beforeAll(async () => {
  ground = await pagesGround(database.url);
});
afterAll(() => ground.stop());

const sessions = async () =>
  (await ground.pool.query<{ token_hash: string; person_id: string }>("select * from web_session")).rows;

describe("signing in with Slack", () => {
  test("brings a person back to where they wanted to go, with a cookie that no script and no other site gets", async () => {
    const browser = ground.browser();
    const asked = await browser.get("/measures?weeks=4");
    expect(asked.status).toBe(303);
    expect(asked.to).toBe("/sign-in?back=%2Fmeasures%3Fweeks%3D4");
    const cameBack = await browser.signIn("U0LEAD", "/measures?weeks=4");
    expect(cameBack).toMatchObject({ status: 303, to: "/measures?weeks=4" });
    const [cookie = ""] = cameBack.headers.getSetCookie().filter((line) => line.includes("cairn-session="));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const page = await browser.get("/measures?weeks=4");
    expect(page.status).toBe(200);
    expect(page.text).toContain("Time to acknowledge");
  });

  test("keeps tokens as hashes only", async () => {
    const browser = ground.browser();
    await browser.signIn("U0RESPONDER");
    const token = browser.cookies.get("cairn-session") ?? "";
    expect(token.length).toBeGreaterThan(40);
    expect(JSON.stringify(await sessions())).not.toContain(token);
    expect(ground.lines.join("")).not.toContain(token);
  });

  test.each([
    ["another nonce", { claims: (claims: object) => ({ ...claims, nonce: "another" }) }],
    ["no nonce", { claims: ({ nonce: _, ...claims }: { nonce?: string }) => claims }],
    ["a time that is over", { claims: (claims: object) => ({ ...claims, iat: 1, exp: 1_000 }) }],
    [
      "another workspace",
      { claims: (claims: object) => ({ ...claims, "https://slack.com/team_id": "T0OTHER" }) },
    ],
    ["no workspace", { claims: (claims: object) => ({ ...claims, "https://slack.com/team_id": undefined }) }],
    ["another app", { claims: (claims: object) => ({ ...claims, aud: "999.999" }) }],
    ["another issuer", { claims: (claims: object) => ({ ...claims, iss: "https://slack.example" }) }],
    ["a key that nobody published", { strangeKey: true }],
    ["no signature", { unsigned: true }],
  ])("is refused with an id token of %s", async (_, tampering) => {
    const browser = ground.browser();
    const before = (await sessions()).length;
    ground.workspace.tamperIdTokens(tampering as never);
    try {
      const refused = await browser.signIn("U0LEAD");
      expect(refused.status).toBe(403);
      expect(refused.text).toMatch(/Sign in again|another Slack workspace/);
    } finally {
      ground.workspace.tamperIdTokens();
    }
    expect(browser.cookies.has("cairn-session")).toBe(false);
    expect((await sessions()).length).toBe(before);
  });

  test("is refused with another state than was sent, and leaves nothing to try again with", async () => {
    const browser = ground.browser();
    const back = await browser.throughSlack("U0LEAD");
    const forged = back.replace(/state=[^&]+/, "state=another");
    expect((await browser.get(forged)).status).toBe(403);
    expect((await browser.get(back)).status).toBe(403);
  });

  test("is refused in a browser that did not begin it, so that nobody is signed in as somebody else", async () => {
    const back = await ground.browser().throughSlack("U0LEAD");
    expect((await ground.browser().get(back)).status).toBe(403);
  });

  test("is refused when it took too long", async () => {
    const browser = ground.browser();
    const back = await browser.throughSlack("U0LEAD");
    ground.advance(11 * 60_000);
    try {
      expect((await browser.get(back)).status).toBe(403);
    } finally {
      ground.advance(-11 * 60_000);
    }
  });

  test("is refused with a code that was used", async () => {
    const browser = ground.browser();
    const back = await browser.throughSlack("U0LEAD");
    const kept = new Map(browser.cookies);
    expect((await browser.get(back)).status).toBe(303);
    browser.cookies.clear();
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.get(back)).status).toBe(403);
  });

  test("can be cancelled at Slack", async () => {
    const browser = ground.browser();
    const begun = await browser.get("/sign-in/slack");
    const state = new URL(begun.to).searchParams.get("state") ?? "";
    const refused = await browser.get(
      `/sign-in/slack/back?${new URLSearchParams({ error: "access_denied", state })}`,
    );
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain("You did not let Slack say who you are");
  });

  test("is not for guests", async () => {
    const browser = ground.browser();
    const refused = await browser.signIn("U0GUEST");
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("not for guests");
    expect(browser.cookies.has("cairn-session")).toBe(false);
  });

  test.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/incidents\\..",
    "javascript:alert(1)",
  ])("never leads on to %s", async (back) => {
    expect((await ground.browser().signIn("U0LEAD", back)).to).toBe("/incidents");
  });
});

describe("a session", () => {
  test("ends with signing out, also for who has copied the cookie", async () => {
    const browser = ground.browser();
    await browser.signIn("U0LEAD");
    const token = browser.cookies.get("cairn-session") ?? "";
    const key = await browser.formKey();
    expect((await browser.post("/sign-out", { key })).to).toBe("/sign-in");
    browser.cookies.set("cairn-session", token);
    expect((await browser.get("/incidents")).status).toBe(303);
  });

  test("ends after twelve hours", async () => {
    const browser = ground.browser();
    await browser.signIn("U0LEAD");
    ground.advance(12 * 3_600_000 + 1);
    try {
      expect((await browser.get("/incidents")).status).toBe(303);
    } finally {
      ground.advance(-12 * 3_600_000 - 1);
    }
    expect((await browser.get("/incidents")).status).toBe(200);
  });

  test.each(["", "x", "x".repeat(43)])("is not opened by a cookie that says %j", async (value) => {
    const browser = ground.browser();
    browser.cookies.set("cairn-session", value);
    expect((await browser.get("/incidents")).status).toBe(303);
  });
});

describe("a one-time link", () => {
  test("signs in once, by its button and not by being looked at", async () => {
    const token = await ground.link("U0LEAD");
    const browser = ground.browser();
    for (let look = 0; look < 3; look++)
      expect((await browser.get(`/sign-in/link?token=${token}`)).status).toBe(200);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.post("/sign-in/link", { token })).to).toBe("/incidents");
    expect((await browser.get("/incidents")).text).toContain("lead");
    const second = await ground.browser().post("/sign-in/link", { token });
    expect(second.status).toBe(403);
    expect(second.text).toContain("used already");
  });

  test("leads to the page it was made for, and to no place that is not ours", async () => {
    const through = async (back: string) => {
      const [token, browser] = [await ground.link("U0LEAD"), ground.browser()];
      const { text } = await browser.get(`/sign-in/link?${new URLSearchParams({ token, back })}`);
      const [, kept = ""] = /name="back" value="([^"]*)"/.exec(text) ?? [];
      return [kept, (await browser.post("/sign-in/link", { token, back })).to];
    };
    expect(await through("/incidents/INC-42")).toEqual(["/incidents/INC-42", "/incidents/INC-42"]);
    expect(await through("//evil.example/incidents")).toEqual(["/incidents", "/incidents"]);
  });

  test("lasts a quarter of an hour", async () => {
    const token = await ground.link("U0LEAD");
    ground.advance(15 * 60_000 + 1);
    try {
      expect((await ground.browser().post("/sign-in/link", { token })).status).toBe(403);
    } finally {
      ground.advance(-15 * 60_000 - 1);
    }
  });

  test("is not taken from another site", async () => {
    const token = await ground.link("U0LEAD");
    const refused = await ground
      .browser()
      .post("/sign-in/link", { token }, { origin: "https://evil.example" });
    expect(refused.status).toBe(403);
    expect((await ground.browser().post("/sign-in/link", { token })).status).toBe(303);
  });
});

test("too many tries to sign in are told to wait", async () => {
  const other = await pagesGround(database.url, { signInTries: { each: 30, all: 300 } });
  try {
    const browser = other.browser();
    const statuses: number[] = [];
    for (let tries = 0; tries < 35; tries++)
      statuses.push((await browser.post("/sign-in/link", { token: "x".repeat(43) })).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(403));
    expect(statuses.slice(30)).toEqual(Array(5).fill(429));
  } finally {
    await other.stop();
  }
});
