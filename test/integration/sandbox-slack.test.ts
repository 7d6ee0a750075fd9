import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectWorkspace } from "../../src/sandbox/slack/client.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../src/sandbox/slack/index.ts";
import { manifestFile, startTeaApp } from "./sandbox-slack-app.ts";

const channel = "C0INCIDENTS";
const file = manifestFile();
let workspace: Workspace;
let tea: Awaited<ReturnType<typeof startTeaApp>>;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => void server.close(() => done()));
  return port;
}

function web(token = workspace.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 4000,
  });
}

/** The code a call was refused with. */
async function refusal(
  call: Promise<unknown>,
): Promise<{ error: string; messages: string[]; needed?: string }> {
  const { data } = await call.then(
    () => expect.unreachable("the call went through"),
    (error) => error,
  );
  return { ...data, messages: data.response_metadata?.messages ?? [] };
}

async function start(how: "socket" | "http", options: Partial<WorkspaceOptions> = {}) {
  const requestUrl = how === "http" ? `http://127.0.0.1:${await freePort()}/slack/events` : undefined;
  workspace = await startWorkspace({ manifestFile: file, requestUrl, ...options });
  tea = await startTeaApp(workspace, requestUrl);
}

describe.each(["socket", "http"] as const)("an unchanged Bolt app over %s", (how) => {
  beforeEach(() => start(how));
  afterEach(async () => {
    await tea.stop();
    await workspace.stop();
  });

  test("a command opens a modal, its answer is posted, a button changes the post", async () => {
    const responder = workspace.as("U0RESPONDER");
    expect(await responder.command({ channel, text: "/tea for @lead" })).toMatchObject({ ok: true });
    const modal = await responder.until(responder.modal);
    expect(JSON.parse(String(modal.private_metadata))).toEqual({ channel, said: "for <@U0LEAD|lead>" });
    expect(await workspace.as("U0LEAD").modal()).toBeUndefined();

    expect(await responder.submit()).toMatchObject({
      errors: { size: "Please complete this required field." },
    });
    expect(await responder.submit({ values: { what: "water", pick: "large" } })).toMatchObject({
      ok: false,
      errors: { what: "That is not tea." },
    });
    expect(await responder.submit({ values: { what: "Assam" } })).toMatchObject({ ok: true });
    expect(await responder.modal()).toBeUndefined();
    expect(tea.heard.views.at(-1)).toMatchObject({
      what: { text: { type: "plain_text_input", value: "Assam" } },
      size: { pick: { selected_option: { value: "large" } } },
    });

    const lead = workspace.as("U0LEAD");
    const card = await lead.until(async () =>
      (await lead.messages(channel)).find((each) => each.text.startsWith("Assam")),
    );
    expect(await lead.press({ channel, ts: card.ts, actionId: "in" })).toMatchObject({ ok: true });
    await lead.until(async () => (await lead.messages(channel)).find((each) => each.text === "full"));
    const told = await lead.until(async () =>
      (await lead.messages(channel)).find((each) => each.is_ephemeral),
    );
    expect(told.text).toBe("You are in.");
    expect((await responder.messages(channel)).some((each) => each.is_ephemeral)).toBe(false);
    const { refused, acks } = workspace.report();
    expect({ refused, late: acks.late, missing: acks.missing }).toEqual({
      refused: [],
      late: [],
      missing: [],
    });
  });

  test("mentions, reactions, shortcuts and the Home tab reach the app as Slack tells them", async () => {
    const responder = workspace.as("U0RESPONDER");
    const { ts = "" } = await responder.post({ channel, text: "@tea hello <b>" });
    const reacted = await responder.until(async () =>
      (await responder.messages(channel)).find(
        (each) => each.ts === ts && each.reactions?.[0]?.name === "tea",
      ),
    );
    expect(reacted.text).toBe("<@U0CAIRN> hello &lt;b&gt;");
    await responder.react({ channel, ts, name: "eyes" });
    await responder.shortcut({ callbackId: "quote", channel, ts });
    await responder.until(async () => (await responder.thread(channel, ts)).length === 2);
    await responder.openHome();
    expect(await responder.until(responder.home)).toMatchObject({ type: "home" });
    await responder.until(async () => tea.heard.events.some((each) => each.type === "reaction_added"));
    expect(await responder.shortcut({ callbackId: "brew" })).toMatchObject({
      ok: false,
      error: "Brew failed because the app did not respond",
    });
  });

  test("who waits in vain is told so, and a late answer is on the record", async () => {
    const responder = workspace.as("U0RESPONDER");
    const [silent, slow, unknown] = await Promise.all([
      responder.command({ channel, text: "/silent" }),
      responder.command({ channel, text: "/slow" }),
      responder.command({ channel, text: "/coffee" }),
    ]);
    expect(slow.error).toBe("/slow failed because the app did not respond");
    expect(silent.ok).toBe(false);
    expect(unknown.error).toContain("/coffee is not a valid command");
    await responder.until(async () => workspace.report().acks.late.length === 1);
    const { late, missing } = workspace.report().acks;
    expect(late[0]).toMatchObject({ about: "/slow" });
    expect(late[0]?.afterMs).toBeGreaterThan(3000);
    expect(missing.map((each) => each.about)).toEqual(["/silent"]);
  });
});
