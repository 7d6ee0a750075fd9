import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signRequest } from "../../src/sandbox/slack/http-delivery.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../src/sandbox/slack/index.ts";
import { manifest, manifestFile } from "./sandbox-slack-app.ts";
import { linkUrl, openLink, webClient } from "./sandbox-slack-link.ts";

const channel = "C0INCIDENTS";
const file = manifestFile(
  manifest.replace(
    "reaction_removed]",
    "reaction_removed, tokens_revoked, app_uninstalled, channel_archive, member_left_channel]",
  ),
);
let workspace: Workspace;

async function start(options: Partial<WorkspaceOptions> = {}) {
  workspace = await startWorkspace({ manifestFile: file, ...options });
}
const web = () => webClient(workspace);
const responder = () => workspace.as("U0RESPONDER");
const say = (text: string) => responder().post({ channel, text });
const code = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (error) => error.data?.error ?? error.statusCode ?? error.code,
  );

afterEach(() => workspace.stop());

describe("connections that go wrong", () => {
  beforeEach(() => start());

  test("a half-open line answers pings and swallows envelopes, which come again on another", async () => {
    const first = await openLink(workspace);
    const second = await openLink(workspace);
    workspace.fault({ sockets: "half-open", connections: 1 });
    await say("into the void");
    first.socket.ping();
    await first.until(() => first.pongs() === 1);
    await second.until(() => second.heard().length === 1);
    expect(second.frames.at(-1)).toMatchObject({ retry_attempt: 1, retry_reason: "timeout" });
    expect(first.heard()).toEqual([]);
    expect(workspace.report().acks.missing).toMatchObject([{ about: "message.channels", reason: "timeout" }]);
    workspace.fault({ sockets: "allow" });
    await say("a");
    await say("b");
    await first.until(() => first.heard().length === 1);
  });

  test("a frozen line lets nothing through, not even a pong, until it thaws", async () => {
    const link = await openLink(workspace);
    workspace.fault({ sockets: "frozen" });
    link.socket.ping();
    await new Promise((done) => setTimeout(done, 300));
    expect([link.pongs(), link.closed()]).toEqual([0, false]);
    workspace.fault({ sockets: "allow" });
    await link.until(() => link.pongs() === 1);
  });

  test("a refresh warns, leaves ten seconds, and says goodbye; so does the end of a debugged connection", async () => {
    const link = await openLink(workspace);
    workspace.fault({ sockets: "refresh" });
    await link.until(() => link.reasons().length === 1);
    workspace.advance(8_000);
    await say("still here");
    await link.until(() => link.heard().includes("still here"));
    expect([link.reasons(), link.closed()]).toEqual([["warning"], false]);
    workspace.advance(2_000);
    await link.until(link.closed);
    expect(link.reasons()).toEqual(["warning", "refresh_requested"]);

    const debugged = await openLink(workspace, { query: "&debug_reconnects=true" });
    workspace.advance(359_000);
    expect(debugged.reasons()).toEqual([]);
    workspace.advance(1_000);
    await debugged.until(() => debugged.reasons()[0] === "warning");
  });

  test.each(["too_many_websockets", "link_disabled"] as const)(
    "%s is said to every connection",
    async (reason) => {
      const old = await openLink(workspace);
      workspace.fault({ sockets: reason });
      await old.until(old.closed);
      const fresh = await openLink(workspace);
      expect([old.reasons(), fresh.reasons()]).toEqual([[reason], [reason]]);
      workspace.clearFaults();
      const welcome = await openLink(workspace);
      expect(welcome.frames[0]).toMatchObject({ type: "hello", num_connections: 1 });
    },
  );

  test("ten connections are welcome, the eleventh is one too many", async () => {
    const links = [];
    for (let count = 0; count < 10; count += 1) links.push(await openLink(workspace));
    expect(links.every((each) => each.frames[0]?.type === "hello")).toBe(true);
    const eleventh = await openLink(workspace);
    expect(eleventh.reasons()).toEqual(["too_many_websockets"]);
    expect(workspace.report().connections).toBe(10);
  });

  test("with none at all an event waits for a connection, and one that comes in time gets it", async () => {
    const link = await openLink(workspace);
    workspace.fault({ sockets: "none" });
    await link.until(link.closed);
    expect((await openLink(workspace)).frames).toEqual([]);
    await say("is anybody there?");
    workspace.fault({ sockets: "allow" });
    const back = await openLink(workspace);
    await back.until(() => back.heard().includes("is anybody there?"));
    expect(await code(fetch((await linkUrl(workspace)).replace("ws:", "http:")))).toBe("ok");
  });
});

describe("deliveries that go wrong", () => {
  beforeEach(() => start());

  test("a delayed event comes when its time has come, a reordered one after the next", async () => {
    const link = await openLink(workspace);
    workspace.fault({ deliver: "events_api", how: "delay", delayMs: 60_000 });
    await say("late");
    await say("punctual");
    await link.until(() => link.heard().length === 1);
    workspace.advance(59_000);
    expect(link.heard()).toEqual(["punctual"]);
    workspace.advance(1_000);
    await link.until(() => link.heard().length === 2);
    workspace.fault({ deliver: "events_api", how: "reorder" });
    await say("one");
    await say("two");
    await link.until(() => link.heard().length === 4);
    expect(link.heard()).toEqual(["punctual", "late", "two", "one"]);
  });

  test("a lost ack brings the event again; a fault about one command leaves the others alone", async () => {
    const link = await openLink(workspace);
    workspace.fault({ deliver: "events_api", how: "lose-ack" });
    await say("again");
    await link.until(() => link.heard().length === 2);
    expect(link.frames.map((each) => each.retry_attempt)).toEqual([undefined, 0, 1]);
    workspace.fault({ deliver: "slash_commands", about: "/tea green", how: "drop" });
    expect(await responder().command({ channel, text: "/tea black" })).toMatchObject({ ok: true });
    expect(await responder().command({ channel, text: "/tea green" })).toMatchObject({ ok: false });
    const { acks, struck } = workspace.report();
    expect(acks.missing).toMatchObject([{ reason: "ack_lost", injected: true }]);
    expect(struck.map(({ fault, on }) => `${fault} ${on}`)).toEqual([
      "lose-ack message.channels",
      "drop /tea green",
    ]);
  });

  test("over its share of an hour the app loses events, and is told so once a minute", async () => {
    await workspace.stop();
    await start({ eventsAnHour: 3 });
    const link = await openLink(workspace);
    const limited = () => link.frames.filter((each) => each.payload?.type === "app_rate_limited");
    for (const text of ["1", "2", "3"]) await say(text);
    await link.until(() => link.heard().length === 3);
    await say("4");
    await link.until(() => limited().length === 1);
    expect(limited()[0]?.payload).not.toHaveProperty("event");
    await say("5");
    workspace.advance(60_000);
    await say("6");
    await link.until(() => limited().length === 2);
    expect(workspace.report().eventsOverLimit).toBe(3);
    workspace.advance(3_600_000);
    await say("7");
    await link.until(() => link.heard().includes("7"));
    expect(link.heard()).not.toContain("5");
    workspace.fault({ world: "rate-limit-events" });
    await say("8");
    await link.until(() => limited().length === 3);
  });
});

describe("signed HTTP that goes wrong", () => {
  test("a strange, an old and a future signature reach the app as they would from a stranger", async () => {
    const seen: { good: boolean; when: string; text: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const seconds = Number(request.headers["x-slack-request-timestamp"]);
      const signature = String(request.headers["x-slack-signature"]);
      const good = signature === signRequest(workspace.signingSecret, seconds, body);
      const parsed = JSON.parse(body);
      if (parsed.type === "url_verification") return void response.end(parsed.challenge);
      const ahead = seconds - Date.now() / 1000;
      const fresh = Math.abs(ahead) < 300;
      seen.push({ good, when: fresh ? "now" : ahead < 0 ? "old" : "future", text: parsed.event?.text });
      response.writeHead(good && fresh ? 200 : 401).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    await start({ requestUrl: `http://127.0.0.1:${port}/` });
    expect(await workspace.verifyRequestUrl()).toBeUndefined();
    for (const how of ["wrong-signature", "old-signature", "future-signature"] as const) {
      workspace.fault({ deliver: "events_api", how });
      await say(how);
      await responder().until(async () =>
        seen.some((each) => each.text === how && each.good && each.when === "now"),
      );
    }
    const refused = seen.filter((each) => !each.good || each.when !== "now");
    expect(refused.map(({ good, when }) => [good, when])).toEqual([
      [false, "now"],
      [true, "old"],
      [true, "future"],
    ]);
    expect(workspace.report().acks.missing.every((each) => each.injected)).toBe(true);
    expect(() => workspace.fault({ sockets: "cut" })).toThrow("delivers by HTTP");
    server.closeAllConnections();
    await new Promise<void>((done) => void server.close(() => done()));
    expect(await workspace.verifyRequestUrl()).toContain("connection_failed");
  });

  test("Socket Mode has no signatures and no request URL", async () => {
    await start();
    expect(() => workspace.fault({ deliver: "*", how: "wrong-signature" })).toThrow("no signatures");
    expect(await workspace.verifyRequestUrl()).toContain("no request URL");
  });
});

describe("calls that go wrong", () => {
  beforeEach(() => start());
  const post = () => web().chat.postMessage({ channel, text: "x" });

  test("a slow answer comes, a hanging one never, and what is not JSON is not taken for an answer", async () => {
    workspace.fault({ method: "chat.postMessage", slowMs: 300 });
    const before = Date.now();
    expect(await code(post())).toBe("ok");
    expect(Date.now() - before).toBeGreaterThanOrEqual(290);
    workspace.fault({ method: "chat.postMessage", how: "hang" });
    expect(await code(post())).toBe("slack_webapi_request_error");
    workspace.fault({ method: "chat.postMessage", status: 200 });
    expect(await code(post())).toContain("<html>");
    expect((await responder().messages(channel)).length).toBe(1);
  });

  test.each([
    [{ status: 500 }, 500],
    [{ code: "internal_error" }, "internal_error"],
    [{ retryAfter: 3 }, "slack_webapi_rate_limited_error"],
    [{}, "slack_webapi_request_error"],
  ])("done, and then answered with %j", async (answer, expected) => {
    workspace.fault({ method: "chat.postMessage", how: "lost", ...answer });
    expect(await code(post())).toBe(expected);
    expect((await responder().messages(channel)).map((each) => each.text)).toEqual(["x"]);
    expect(workspace.report().refused.every((each) => each.injected)).toBe(true);
  });

  test("response URLs and uploads fail as the Web API does", async () => {
    const link = await openLink(workspace);
    await responder().command({ channel, text: "/tea" });
    const url = link.frames.at(-1)?.payload.response_url;
    const answer = () => fetch(url, { method: "POST", body: JSON.stringify({ text: "x" }) });
    workspace.fault({ method: "response_url", channel, status: 500 });
    expect((await answer()).status).toBe(500);
    expect((await answer()).status).toBe(200);
    workspace.fault({ method: "response_url", how: "cut" });
    await expect(answer()).rejects.toThrow();
    workspace.fault({ method: "upload", how: "lost" });
    const upload = () => web().filesUploadV2({ channel_id: channel, content: "rows", filename: "rows.txt" });
    expect(await code(upload())).not.toBe("ok");
    expect(await code(upload())).toBe("ok");
  });

  test("the message, the channel, the membership or the token is gone when the call arrives", async () => {
    const { ts = "" } = await post();
    workspace.fault({ method: "chat.update", meanwhile: "delete-message" });
    expect(await code(web().chat.update({ channel, ts, text: "y" }))).toBe("message_not_found");
    workspace.fault({ method: "chat.postMessage", meanwhile: "archive-channel" });
    expect(await code(post())).toBe("is_archived");
    await workspace.as("U0ADMIN").unarchive({ channel });
    workspace.fault({ method: "chat.postMessage", meanwhile: "remove-app" });
    expect(await code(post())).toBe("not_in_channel");
    expect(workspace.report().channels[0]?.members).not.toContain(workspace.botUserId);
  });

  test("after the token is revoked every call is refused and nothing more is delivered", async () => {
    const link = await openLink(workspace);
    workspace.fault({ method: "chat.postMessage", meanwhile: "revoke-token", skip: 1 });
    expect(await code(post())).toBe("ok");
    expect(await code(post())).toBe("token_revoked");
    expect(await code(web().auth.test())).toBe("token_revoked");
    await link.until(() => link.heard().includes("app_uninstalled"));
    expect(link.heard()).toContain("tokens_revoked");
    await say("anybody?");
    expect(await responder().command({ channel, text: "/tea" })).toMatchObject({ ok: false });
    expect(link.heard()).not.toContain("anybody?");
    workspace.fault({ world: "restore-token" });
    expect(await code(web().auth.test())).toBe("ok");
  });

  test("a fault that cannot be meant is refused in words about what was meant", () => {
    const wrong = (fault: object) => () => workspace.fault(fault as never);
    expect(wrong({ sockets: "explode" })).toThrow("half-open");
    expect(wrong({ deliver: "events_api", how: "eat" })).toThrow("reorder");
    expect(wrong({ method: "chat.update", times: 0 })).toThrow("times");
    expect(wrong({ world: "flood" })).toThrow("revoke-token");
  });
});

describe("what is on the record", () => {
  beforeEach(() => start());

  test("calls by method and tier, the busiest minute, and the state of every channel", async () => {
    for (let count = 0; count < 3; count += 1) await web().conversations.list({ limit: 10 });
    workspace.advance(61_000);
    await web().conversations.list({ limit: 10 });
    await web().chat.postMessage({ channel, text: "x" });
    const { calls, tiers, busiest, channels } = workspace.report();
    expect(calls).toMatchObject({ "conversations.list": 4, "chat.postMessage": 1 });
    expect(tiers).toMatchObject({ "2": 4, special: 1 });
    expect(busiest["conversations.list"]).toEqual({ calls: 3, perMinute: 20 });
    expect(channels.find((each) => each.id === channel)).toMatchObject({
      name: "incidents",
      messages: 1,
      pins: 0,
    });
  });

  test("the journal holds what was sent and answered, without tokens", async () => {
    const link = await openLink(workspace);
    await web().chat.postMessage({ channel, text: "hello" });
    await link.until(() => link.heard().length === 1);
    await responder().command({ channel, text: "/tea" });
    // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
    const journal = async (path = ""): Promise<any> =>
      (await fetch(`${workspace.url}/sandbox/journal${path}`)).json();
    const { entries } = await journal();
    const titles = entries.map(
      (each: { title: string; outcome?: string }) => `${each.title}: ${each.outcome}`,
    );
    expect(titles).toEqual(
      expect.arrayContaining([
        "apps.connections.open: ok",
        "chat.postMessage: ok",
        "message.channels: acked",
        "/tea: acked",
      ]),
    );
    const posted = entries.find((each: { title: string }) => each.title === "chat.postMessage");
    expect(await journal(`/${posted.id}`)).toMatchObject({
      sent: { text: "hello" },
      answered: { ok: true, message: { text: "hello" } },
    });
    expect(
      JSON.stringify(await Promise.all(entries.map((each: { id: number }) => journal(`/${each.id}`)))),
    ).not.toMatch(/xoxb-|xapp-|ticket=/);
    const last = Math.max(...entries.map((each: { seq: number }) => each.seq));
    expect((await journal(`?after=${last}`)).entries).toEqual([]);
  });
});
