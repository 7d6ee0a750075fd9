import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { WebSocket } from "undici";
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
    expect((await lead.press({ channel, ts: card.ts, actionId: "gone" })).error).toBe(
      'There is no "gone" here. What can be used: in.',
    );
    expect(await lead.press({ channel, ts: card.ts, actionId: "in", earlier: true })).toMatchObject({
      ok: true,
    });
    await responder.until(async () => tea.heard.actions.length === 2);
    expect(tea.heard.actions.map((each) => each.shown)).toEqual([card.text, card.text]);
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
    await responder.until(async () => {
      const { late, missing } = workspace.report().acks;
      return late.length + missing.length === 2;
    });
    expect(workspace.report().acks.missing.map((each) => each.about)).toContain("/silent");
    // Over HTTP, Bolt itself ends a request it did not acknowledge in time: nothing comes late.
    if (how === "http") return;
    await responder.until(async () => workspace.report().acks.late.length === 1);
    expect(workspace.report().acks.late[0]).toMatchObject({ about: "/slow" });
    expect(workspace.report().acks.late[0]?.afterMs).toBeGreaterThan(3000);
  });
});

describe("what the workspace refuses", () => {
  beforeEach(async () => {
    workspace = await startWorkspace({ manifestFile: file });
  });
  afterEach(() => workspace.stop());

  test("unknown methods, wrong tokens and missing scopes, in Slack's own words", async () => {
    expect((await refusal(web().apiCall("chat.shout"))).error).toBe("unknown_method");
    expect((await refusal(web("").auth.test())).error).toBe("not_authed");
    expect((await refusal(web("xoxb-of-somebody-else").auth.test())).error).toBe("invalid_auth");
    expect((await refusal(web(workspace.appToken).auth.test())).error).toBe("not_allowed_token_type");
    expect((await refusal(web().apps.connections.open({}))).error).toBe("not_allowed_token_type");
    expect(await refusal(web().usergroups.list())).toMatchObject({
      error: "missing_scope",
      needed: "usergroups:read",
    });
    expect(workspace.report().refused.map((each) => each.error)).toEqual([
      "unknown_method",
      "not_authed",
      "invalid_auth",
      "not_allowed_token_type",
      "not_allowed_token_type",
      "missing_scope",
    ]);
  });

  test("blocks beyond a limit, with the place of each fault", async () => {
    const section = (length: number) => [
      { type: "section", text: { type: "mrkdwn", text: "x".repeat(length) } },
    ];
    const post = (blocks: unknown) => web().apiCall("chat.postMessage", { channel, text: "x", blocks });
    await expect(post(section(3000))).resolves.toMatchObject({ ok: true });
    expect(await refusal(post(section(3001)))).toMatchObject({
      error: "invalid_blocks",
      messages: ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
    });
    const many = Array.from({ length: 5 }, () => section(3000)[0]);
    expect((await refusal(post(many))).error).toBe("msg_blocks_too_long");
    expect((await refusal(post([{ type: "data_visualization" }]))).messages[0]).toContain(
      "unsupported type: data_visualization",
    );
    expect((await refusal(web().apiCall("chat.postMessage", { channel, blocks: "[" }))).error).toBe(
      "invalid_blocks_format",
    );
    expect((await refusal(web().apiCall("chat.postMessage", { channel }))).error).toBe("no_text");
  });

  test("edits that Slack would not take", async () => {
    const { ts = "" } = await web().chat.postMessage({ channel, text: "mine" });
    const { ts: theirs = "" } = await workspace.as("U0LEAD").post({ channel, text: "theirs" });
    await expect(web().chat.update({ channel, ts, text: "x".repeat(4000) })).resolves.toMatchObject({
      ok: true,
    });
    expect((await refusal(web().chat.update({ channel, ts, text: "x".repeat(4001) }))).error).toBe(
      "msg_too_long",
    );
    expect((await refusal(web().chat.update({ channel, ts: theirs, text: "x" }))).error).toBe(
      "cant_update_message",
    );
    expect((await refusal(web().chat.update({ channel, ts: "1.000001", text: "x" }))).error).toBe(
      "message_not_found",
    );
    expect((await refusal(web().chat.postMessage({ channel: "C0GENERAL", text: "x" }))).error).toBe(
      "not_in_channel",
    );
    expect((await refusal(web().chat.postMessage({ channel: "C404", text: "x" }))).error).toBe(
      "channel_not_found",
    );
    await workspace.as("U0LEAD").archive({ channel });
    expect((await refusal(web().chat.postMessage({ channel, text: "x" }))).error).toBe("is_archived");
  });

  test("the sixth post at once in one channel waits a second, and a clock that moves lets it through", async () => {
    for (let count = 0; count < 5; count += 1) await web().chat.postMessage({ channel, text: String(count) });
    const limited = await web()
      .chat.postMessage({ channel, text: "six" })
      .catch((error) => error);
    expect(limited).toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 1 });
    await expect(web().chat.postMessage({ channel: "U0LEAD", text: "elsewhere" })).resolves.toMatchObject({
      ok: true,
    });
    workspace.advance(1000);
    await expect(web().chat.postMessage({ channel, text: "six" })).resolves.toMatchObject({ ok: true });
  });

  test("history is paged, newest first, and shows metadata only when asked", async () => {
    const posted: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      workspace.advance(1000);
      const metadata = { event_type: "n", event_payload: { count } };
      posted.push((await web().chat.postMessage({ channel, text: String(count), metadata })).ts ?? "");
    }
    const first = await web().conversations.history({ channel, limit: 2 });
    expect(first.messages?.map((each) => each.text)).toEqual(["4", "3"]);
    expect(first.messages?.[0]?.metadata).toBeUndefined();
    const cursor = first.response_metadata?.next_cursor ?? "";
    const second = await web().conversations.history({
      channel,
      limit: 2,
      cursor,
      include_all_metadata: true,
    });
    expect(second.messages?.map((each) => each.metadata?.event_payload)).toEqual([
      { count: 2 },
      { count: 1 },
    ]);
    const bounded = { channel, oldest: posted[1], latest: posted[3] };
    const between = await web().conversations.history(bounded);
    expect(between.messages?.map((each) => each.text)).toEqual(["2"]);
    const inclusive = await web().conversations.history({ ...bounded, inclusive: true });
    expect(inclusive.messages?.map((each) => each.text)).toEqual(["3", "2", "1"]);
  });

  test("a port that is taken is swapped for a free one, and said", async () => {
    const other = await startWorkspace({ manifestFile: file, port: workspace.port });
    expect(other.portTaken).toBe(workspace.port);
    expect(other.port).not.toBe(workspace.port);
    await other.stop();
  });
});

describe("faults on purpose", () => {
  beforeEach(() => start("socket"));
  afterEach(async () => {
    await tea.stop();
    await workspace.stop();
  });

  test("a lost answer leaves the message posted; posting again shows up as a duplicate", async () => {
    const message = { channel, text: "once", metadata: { event_type: "m", event_payload: { id: "1" } } };
    workspace.fault({ method: "chat.postMessage", how: "lost" });
    await expect(web().chat.postMessage(message)).rejects.toMatchObject({
      code: "slack_webapi_request_error",
    });
    const { messages } = await web().conversations.history({ channel, include_all_metadata: true });
    expect(messages?.map((each) => each.metadata?.event_payload)).toEqual([{ id: "1" }]);
    expect(workspace.report().duplicates).toEqual([]);
    await web().chat.postMessage(message);
    expect(workspace.report().duplicates).toMatchObject([
      { channel, ts: [messages?.[0]?.ts, expect.any(String)] },
    ]);
  });

  test("a cut call did nothing; codes, statuses and 429 come as often as asked", async () => {
    const post = () => web().chat.postMessage({ channel, text: "x" });
    workspace.fault({ method: "chat.postMessage", how: "cut" });
    workspace.fault({ method: "chat.postMessage", status: 503 });
    workspace.fault({ method: "chat.postMessage", code: "internal_error", times: 2 });
    workspace.fault({ method: "chat.postMessage", retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ code: "slack_webapi_request_error" });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    expect((await refusal(post())).error).toBe("internal_error");
    expect((await refusal(post())).error).toBe("internal_error");
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    expect((await web().conversations.history({ channel })).messages).toEqual([]);
    await expect(post()).resolves.toMatchObject({ ok: true });
    expect(workspace.report().refused.every((each) => each.injected)).toBe(true);
  });

  test("an event delivered twice has one id, and a dropped one comes again", async () => {
    const responder = workspace.as("U0RESPONDER");
    workspace.fault({ deliver: "events_api", how: "duplicate" });
    await responder.post({ channel, text: "twice" });
    await responder.until(async () => tea.heard.events.length === 2);
    expect(new Set(tea.heard.events.map((each) => each.id)).size).toBe(1);
    workspace.fault({ deliver: "events_api", how: "drop" });
    await responder.post({ channel, text: "again" });
    await responder.until(async () => tea.heard.events.length === 3);
    expect(tea.heard.events[2]).toMatchObject({ type: "message", retry: 1 });
  });

  test("each event goes to one of several connections, and cut connections come back", async () => {
    const second = await startTeaApp(workspace);
    const responder = workspace.as("U0RESPONDER");
    expect(workspace.report().connections).toBe(2);
    for (const text of ["a", "b", "c", "d"]) await responder.post({ channel, text });
    await responder.until(async () => tea.heard.events.length + second.heard.events.length === 4);
    expect([tea.heard.events.length, second.heard.events.length]).toEqual([2, 2]);
    await second.stop();
    workspace.fault({ sockets: "refresh" });
    await responder.until(async () => workspace.report().connections === 0);
    await responder.until(async () => workspace.report().connections === 1, 15_000);
    // Heard, it has had its hello: Bolt rejects with nothing, for nobody to catch, when it is stopped before that.
    const before = tea.heard.events.length;
    await responder.post({ channel, text: "back" });
    await responder.until(async () => tea.heard.events.length === before + 1);
  });
});

describe("what outlives a restart", () => {
  test("messages, threads, uploads, pins, clock and ids are still there, and another process can act", async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), "sandbox-slack-")), "workspace.json");
    workspace = await startWorkspace({ manifestFile: file, stateFile });
    const bytes = randomBytes(2000);
    const { ts = "" } = await web().chat.postMessage({ channel, text: "root" });
    const reply = await workspace.as("U0LEAD").post({ channel, text: "reply", threadTs: ts });
    await workspace.as("U0LEAD").pin({ channel, ts });
    await web().filesUploadV2({ channel_id: channel, thread_ts: ts, file: bytes, filename: "rows.bin" });
    // Long enough for all of that to be saved: what comes now must be saved for itself.
    await new Promise((done) => setTimeout(done, 300));
    workspace.advance(3_600_000);
    await workspace.stop();

    workspace = await startWorkspace({ manifestFile: file, stateFile });
    const elsewhere = await connectWorkspace(workspace.url);
    const lead = elsewhere.as("U0LEAD");
    const thread = await lead.thread(channel, ts);
    expect(thread.map((each) => each.text)).toEqual(["root", "reply", ""]);
    expect(thread[0]).toMatchObject({ reply_count: 2, pinned_to: [channel] });
    const [uploaded] = thread[2]?.files ?? [];
    const stored = await fetch(`${workspace.url}/sandbox/files/${uploaded?.id}?as=U0LEAD`);
    expect(Buffer.from(await stored.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await elsewhere.now()).getTime() - Date.now()).toBeGreaterThan(3_500_000);
    const next = await lead.post({ channel, text: "later" });
    expect(Number(next.ts)).toBeGreaterThan(Number(reply.ts));
    expect(await lead.command({ channel, text: "/nope" })).toMatchObject({ ok: false });
    await expect(elsewhere.as("U404").screen()).rejects.toThrow("Nobody here is called U404");
    await workspace.stop();
  });
});

describe("signed HTTP", () => {
  test("an event nobody took is tried again at once, after one minute and after five, on the clock", async () => {
    const seen: { retry: string; reason: string; signature: string; type: string }[] = [];
    const server = createHttpServer((request, response) => {
      const { headers } = request;
      seen.push({
        retry: String(headers["x-slack-retry-num"] ?? "0"),
        reason: String(headers["x-slack-retry-reason"] ?? ""),
        signature: String(headers["x-slack-signature"]),
        type: String(headers["content-type"]),
      });
      request.resume().on("end", () => response.writeHead(500).end());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    workspace = await startWorkspace({
      manifestFile: file,
      requestUrl: `http://127.0.0.1:${port}/slack/events`,
    });
    const responder = workspace.as("U0RESPONDER");
    await responder.post({ channel, text: "hello" });
    await responder.until(async () => seen.length === 2);
    workspace.advance(59_000);
    workspace.advance(1000);
    await responder.until(async () => seen.length === 3);
    workspace.advance(300_000);
    await responder.until(async () => seen.length === 4);
    expect(seen.map((each) => each.retry)).toEqual(["0", "1", "2", "3"]);
    expect(seen[3]).toMatchObject({ reason: "http_error", type: "application/json" });
    expect(seen.every((each) => each.signature.startsWith("v0="))).toBe(true);
    expect(await responder.command({ channel, text: "/tea" })).toMatchObject({
      error: '/tea failed with the error "dispatch_failed"',
    });
    await workspace.stop();
    await new Promise<void>((done) => void server.close(() => done()));
  });
});

describe("tickets of a click", () => {
  beforeEach(async () => {
    workspace = await startWorkspace({ manifestFile: file });
  });
  afterEach(() => workspace.stop());

  test("a trigger opens one modal within three seconds, a response URL answers five times", async () => {
    const { url = "" } = await web(workspace.appToken).apps.connections.open({});
    const socket = new WebSocket(url);
    const payloads: Record<string, string>[] = [];
    socket.onmessage = ({ data }) => {
      const envelope = JSON.parse(String(data));
      if (envelope.type !== "slash_commands") return;
      payloads.push(envelope.payload);
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
    };
    const responder = workspace.as("U0RESPONDER");
    await responder.until(async () => workspace.report().connections === 1);
    const again = new WebSocket(url);
    await new Promise((done) => again.addEventListener("error", done, { once: true }));

    const view = { type: "modal" as const, title: { type: "plain_text" as const, text: "T" }, blocks: [] };
    await responder.command({ channel, text: "/tea" });
    await responder.command({ channel, text: "/tea" });
    const [first, second] = payloads;
    const open = (trigger_id = "") => web().views.open({ trigger_id, view });
    await expect(open(first?.trigger_id)).resolves.toMatchObject({ ok: true });
    expect((await refusal(open(first?.trigger_id))).error).toBe("exchanged_trigger_id");
    workspace.advance(3001);
    expect((await refusal(open(second?.trigger_id))).error).toBe("expired_trigger_id");
    expect((await refusal(open("1.2.3"))).error).toBe("invalid_trigger_id");

    const answer = () =>
      fetch(first?.response_url ?? "", { method: "POST", body: JSON.stringify({ text: "only you" }) });
    for (let count = 0; count < 5; count += 1) expect((await answer()).status).toBe(200);
    const used = await answer();
    expect([used.status, await used.json()]).toEqual([404, { ok: false, error: "used_url" }]);
    workspace.advance(31 * 60_000);
    const late = await fetch(second?.response_url ?? "", {
      method: "POST",
      body: JSON.stringify({ text: "x" }),
    });
    expect(await late.json()).toMatchObject({ error: "expired_url" });
    expect((await responder.messages(channel)).filter((each) => each.is_ephemeral)).toHaveLength(5);
    expect(await workspace.as("U0LEAD").messages(channel)).toEqual([]);
    socket.close();
  });
});
