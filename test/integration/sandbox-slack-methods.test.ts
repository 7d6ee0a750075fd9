import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../src/sandbox/slack/index.ts";
import { manifest, manifestFile } from "./sandbox-slack-app.ts";
import { openLink, webClient } from "./sandbox-slack-link.ts";

const channel = "C0INCIDENTS";
/** The manifest that comes with Cairn. */
const own = join(import.meta.dirname, "../../manifest.yml");
let workspace: Workspace;

const web = () => webClient(workspace);
// biome-ignore lint/suspicious/noExplicitAny: methods whose answers are looked at field by field
const ask = (method: string, args: object = {}): Promise<any> => web().apiCall(method, { ...args });
const code = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (error) => error.data?.error ?? error.code,
  );
async function start(options: Partial<WorkspaceOptions> = {}) {
  workspace = await startWorkspace({ manifestFile: own, ...options });
}
const soon = (seconds: number) => Math.floor(workspace.now().getTime() / 1000) + seconds;
const texts = async () => (await workspace.as("U0LEAD").messages(channel)).map((each) => each.text);

afterEach(() => workspace.stop());

test("an app whose messages tab is off cannot send anything to one person alone", async () => {
  const off = readFileSync(own, "utf8").replace("messages_tab_enabled: true", "messages_tab_enabled: false");
  await start({ manifestFile: manifestFile(off) });
  expect(await code(ask("chat.postMessage", { channel: "U0LEAD", text: "x" }))).toBe("messages_tab_disabled");
  expect(await code(ask("chat.postMessage", { channel, text: "x" }))).toBe("ok");
});

describe("what the scopes of our own manifest allow", () => {
  beforeEach(() => start());

  test("people are found by their address, apps are not, and nobody else is", async () => {
    const found = await ask("users.lookupByEmail", { email: "oncall@example.com" });
    expect(found.user).toMatchObject({ id: "U0ONCALL", profile: { email: "oncall@example.com" } });
    for (const email of ["nobody@example.com", "cairn@example.com", ""])
      expect(await code(ask("users.lookupByEmail", { email }))).toBe("users_not_found");
  });

  test("what the app sends one person alone is seen by them, and by nobody else", async () => {
    const { channel: direct } = await ask("chat.postMessage", { channel: "U0LEAD", text: "Was it you?" });
    expect((await ask("conversations.open", { users: "U0LEAD" })).channel.id).toBe(direct);
    expect((await ask("conversations.history", { channel: direct })).messages).toMatchObject([
      { text: "Was it you?" },
    ]);
    const lead = await workspace.as("U0LEAD").screen();
    expect(lead.channels.find(({ id }) => id === direct)).toMatchObject({ kind: "im", isMember: true });
    expect((await workspace.as("U0ADMIN").screen()).channels.map(({ id }) => id)).not.toContain(direct);
    await expect(workspace.as("U0ADMIN").messages(direct)).rejects.toThrow(/no channel/);
  });

  test("each of their methods is there, and those of other scopes are refused for want of them", async () => {
    const granted = [
      ["auth.test", {}],
      ["auth.revoke", { test: true }],
      ["users.info", { user: "U0LEAD" }],
      ["users.list", {}],
      ["users.lookupByEmail", { email: "Lead@example.com" }],
      ["conversations.open", { users: "U0LEAD" }],
      ["users.getPresence", { user: "U0LEAD" }],
      ["users.conversations", {}],
      ["bots.info", {}],
      ["usergroups.list", {}],
      ["usergroups.users.list", { usergroup: "S0RESPONDERS" }],
      ["conversations.list", {}],
      ["conversations.info", { channel }],
      ["conversations.members", { channel }],
      ["conversations.history", { channel }],
      ["chat.meMessage", { channel, text: "looks up" }],
      ["chat.scheduledMessages.list", {}],
    ] as const;
    for (const [method, args] of granted)
      expect([method, await code(web().apiCall(method, args))]).toEqual([method, "ok"]);
    const wanting = [
      ["reactions.add", { channel, timestamp: "1.0", name: "eyes" }],
      ["pins.add", { channel, timestamp: "1.0" }],
      ["conversations.create", { name: "x" }],
      ["conversations.open", { users: "U0LEAD,U0ADMIN" }],
    ] as const;
    await workspace.as("U0LEAD").openDirect({ people: [workspace.botUserId] });
    for (const [method, args] of wanting)
      expect([method, await code(web().apiCall(method, args))]).toEqual([method, "missing_scope"]);
    expect(await code(web().apiCall("admin.users.list"))).toBe("unknown_method");
  });

  test("lists come in pages, whichever way the arguments are sent", async () => {
    const url = `${workspace.apiUrl}users.list`;
    const headers = { authorization: `Bearer ${workspace.botToken}` };
    const form = new FormData();
    form.set("limit", "2");
    const bodies = [
      { headers, body: new URLSearchParams({ limit: "2" }) },
      { headers, body: form },
      { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify({ limit: 2 }) },
    ];
    const firsts: string[][] = [];
    let cursor = "";
    for (const init of bodies) {
      const response = await fetch(url, { method: "POST", ...init });
      const answer = (await response.json()) as {
        members: { id: string }[];
        response_metadata: { next_cursor: string };
      };
      firsts.push(answer.members.map((each) => each.id));
      cursor = answer.response_metadata.next_cursor;
    }
    expect(new Set(firsts.map(String)).size).toBe(1);
    const next = await web().users.list({ limit: 2, cursor });
    expect(next.members?.map((each) => each.id)).not.toEqual(firsts[0]);
    expect(await code(web().users.list({ limit: 1001 }))).toBe("invalid_limit");
    expect(await code(web().users.list({ cursor: "nonsense" }))).toBe("invalid_cursor");
  });

  test("a file that is deleted leaves a note where it was", async () => {
    const uploaded = await web().filesUploadV2({
      channel_id: channel,
      content: "rows",
      filename: "rows.txt",
    });
    const [share] = await workspace.as("U0LEAD").messages(channel);
    const id = String(share?.files?.[0]?.id);
    expect(uploaded.ok).toBe(true);
    expect(await code(web().apiCall("files.delete", { file: id }))).toBe("ok");
    expect(await code(web().apiCall("files.delete", { file: id }))).toBe("file_not_found");
    const [after] = await workspace.as("U0LEAD").messages(channel);
    expect(after?.files).toEqual([{ id, mode: "tombstone" }]);
    expect((await fetch(`${workspace.url}/sandbox/files/${id}?as=U0LEAD`)).status).toBe(404);
  });

  test("blocks.validate says without a token what would be refused", async () => {
    const validate = async (body: object) =>
      (await (
        await fetch(`${workspace.apiUrl}blocks.validate`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        })
      ).json()) as { ok: boolean; error?: string; errors?: string[] };
    expect(await validate({ blocks: [{ type: "divider" }] })).toEqual({ ok: true });
    expect(await validate({ blocks: [{ type: "shout" }] })).toMatchObject({ error: "invalid_blocks" });
    expect(await validate({ view: { type: "modal", blocks: [] } })).toMatchObject({
      error: "invalid_arguments",
      errors: ["missing required field: title [json-pointer:/view]"],
    });
    expect((await validate({})).errors).toEqual(["must define exactly one of: blocks, view, message"]);
  });

  test("a revoked token is good for nothing more", async () => {
    expect(await web().apiCall("auth.revoke", { test: true })).toMatchObject({ revoked: false });
    expect(await web().apiCall("auth.revoke")).toMatchObject({ revoked: true });
    expect(await code(web().auth.test())).toBe("token_revoked");
  });
});

describe("messages for later", () => {
  beforeEach(() => start());
  const schedule = (post_at: number, more: object = {}) =>
    ask("chat.scheduleMessage", { channel, text: "later", post_at, ...more });

  test("are posted at their time, not before, and can be listed and taken back", async () => {
    const first = await schedule(soon(600), { text: "first" });
    await schedule(soon(1200), { text: "second" });
    const list = await web().chat.scheduledMessages.list({ channel });
    expect(list.scheduled_messages).toMatchObject([
      { channel_id: channel, text: "first" },
      { text: "second" },
    ]);
    const paged = await web().chat.scheduledMessages.list({ limit: 1 });
    expect(paged.response_metadata?.next_cursor).not.toBe("");
    workspace.advance(598_000);
    expect(await texts()).toEqual([]);
    const scheduled_message_id = String(first.scheduled_message_id);
    expect(await code(web().chat.deleteScheduledMessage({ channel, scheduled_message_id }))).toBe(
      "invalid_scheduled_message_id",
    );
    workspace.advance(3_000);
    expect(await texts()).toEqual(["first"]);
    const [left] = (await web().chat.scheduledMessages.list()).scheduled_messages ?? [];
    await web().chat.deleteScheduledMessage({ channel, scheduled_message_id: left?.id ?? "" });
    workspace.advance(1_200_000);
    expect(await texts()).toEqual(["first"]);
  });

  test("not in the past, not farther than 120 days, not more than thirty within five minutes", async () => {
    const farthest = 120 * 86_400;
    expect(await code(schedule(soon(-1)))).toBe("time_in_past");
    expect(await code(schedule(soon(2)))).toBe("ok");
    expect(await code(schedule(soon(farthest - 5)))).toBe("ok");
    expect(await code(schedule(soon(farthest + 5)))).toBe("time_too_far");
    expect(await code(schedule(Number.NaN))).toBe("invalid_time");
    const at = soon(5000);
    for (let count = 0; count < 30; count += 1) {
      workspace.advance(1500);
      expect(await code(schedule(at + count))).toBe("ok");
    }
    expect(await code(schedule(at))).toBe("restricted_too_many");
    expect(await code(schedule(at + 330))).toBe("ok");
  });

  test("outlive a restart", async () => {
    await workspace.stop();
    const stateFile = join(mkdtempSync(join(tmpdir(), "sandbox-slack-")), "workspace.json");
    await start({ stateFile });
    await schedule(soon(600));
    await workspace.stop();
    await start({ stateFile });
    workspace.advance(601_000);
    expect(await texts()).toEqual(["later"]);
  });
});

describe("streamed messages", () => {
  let thread_ts: string;
  beforeEach(async () => {
    await start();
    thread_ts = (await workspace.as("U0LEAD").post({ channel, text: "How far?" })).ts ?? "";
  });
  const begin = (more: object = {}) =>
    ask("chat.startStream", {
      channel,
      thread_ts,
      recipient_team_id: workspace.teamId,
      recipient_user_id: "U0LEAD",
      ...more,
    });

  test("grow in their thread until they are stopped, and cannot be edited meanwhile", async () => {
    const { ts } = await begin({ markdown_text: "Asking" });
    await web().apiCall("chat.appendStream", { channel, ts, markdown_text: " CloudTrail." });
    const chunks = [
      { type: "plan_update", title: "Plan" },
      { type: "task_update", id: "1", title: "Look", status: "pending" },
      { type: "task_update", id: "1", title: "Look", status: "complete", output: "found" },
    ];
    await web().apiCall("chat.appendStream", { channel, ts, chunks });
    expect(await code(web().chat.update({ channel, ts: String(ts), text: "no" }))).toBe(
      "streaming_state_conflict",
    );
    await web().apiCall("chat.stopStream", { channel, ts, blocks: [{ type: "divider" }] });
    const [, said] = await workspace.as("U0LEAD").thread(channel, thread_ts);
    expect(said).toMatchObject({ text: "Asking CloudTrail.", thread_ts });
    expect(said?.blocks).toMatchObject([
      { type: "plan", title: "Plan", tasks: [{ task_id: "1", status: "complete" }] },
      { type: "markdown", text: "Asking CloudTrail." },
      { type: "divider" },
    ]);
    expect(await code(web().apiCall("chat.appendStream", { channel, ts, markdown_text: "x" }))).toBe(
      "message_not_in_streaming_state",
    );
    expect(await code(web().chat.update({ channel, ts: String(ts), text: "yes" }))).toBe("ok");
  });

  test("need a thread and somebody to read them, end after five minutes, and take 12,000 characters a call", async () => {
    expect(await code(begin({ thread_ts: "" }))).toBe("invalid_thread_ts");
    expect(await code(begin({ recipient_user_id: "" }))).toBe("missing_recipient_user_id");
    expect(await code(begin({ recipient_team_id: "" }))).toBe("missing_recipient_team_id");
    const { ts } = await begin();
    const append = (length: number) =>
      web().apiCall("chat.appendStream", { channel, ts, markdown_text: "x".repeat(length) });
    expect(await code(append(12_000))).toBe("ok");
    expect(await code(append(12_001))).toBe("msg_too_long");
    expect(await code(append(0))).toBe("no_text");
    workspace.advance(290_000);
    expect(await code(append(1))).toBe("ok");
    workspace.advance(10_000);
    expect(await code(append(1))).toBe("message_not_in_streaming_state");
  });
});

describe("what an app hears of a channel", () => {
  const events =
    "channel_archive, channel_unarchive, channel_rename, channel_created, pin_added, pin_removed, member_joined_channel, member_left_channel, message.channels, reaction_added, app_mention";
  const scopes = "channels:read, channels:history, pins:read, reactions:read, app_mentions:read";
  const hearing = (bot_events: string, bot: string) =>
    manifestFile(
      manifest
        .replace(/bot_events: \[[^\]]*\]/, `bot_events: [${bot_events}]`)
        .replace(/bot: \[[^\]]*\]/, `bot: [${bot}]`),
    );

  async function story() {
    const lead = workspace.as("U0LEAD");
    const admin = workspace.as("U0ADMIN");
    const { ts = "" } = await lead.post({ channel, text: "@tea look" });
    await lead.edit({ channel, ts, text: "look again" });
    await lead.react({ channel, ts, name: "eyes" });
    await lead.pin({ channel, ts });
    await lead.unpin({ channel, ts });
    await lead.createChannel({ name: "review" });
    await lead.rename({ channel, name: "incidents-2" });
    await lead.setTopic({ channel, topic: "calm" });
    await admin.delete({ channel, ts });
    await lead.kick({ channel, person: "U0GUEST" });
    await lead.invite({ channel, people: ["U0GUEST"] });
    await lead.archive({ channel });
    await lead.unarchive({ channel });
  }
  const heard = (link: Awaited<ReturnType<typeof openLink>>) =>
    link.frames
      .filter((each) => each.type === "events_api")
      .map(({ payload: { event } }) => [event.type, event.subtype].filter(Boolean).join(" "));

  test("what it subscribed to and may see, in order", async () => {
    await start({ manifestFile: hearing(events, scopes) });
    const link = await openLink(workspace);
    await story();
    await link.until(() => heard(link).includes("channel_unarchive"));
    expect(heard(link)).toEqual([
      "message",
      "app_mention",
      "message message_changed",
      "reaction_added",
      "pin_added",
      "pin_removed",
      "channel_created",
      "channel_rename",
      "message channel_name",
      "message channel_topic",
      "message message_deleted",
      "member_left_channel",
      "member_joined_channel",
      "message channel_join",
      "channel_archive",
      "channel_unarchive",
    ]);
  });

  test("nothing it was not granted, and nothing it did not ask for", async () => {
    await start({ manifestFile: hearing(events, "app_mentions:read") });
    const link = await openLink(workspace);
    await story();
    await link.until(() => heard(link).length === 1);
    expect(heard(link)).toEqual(["app_mention"]);
    await workspace.stop();
    await start({ manifestFile: hearing("pin_added", scopes) });
    const second = await openLink(workspace);
    await story();
    await second.until(() => heard(second).length === 1);
    expect(heard(second)).toEqual(["pin_added"]);
  });

  test("only an admin deletes what somebody else wrote; names and topics have their limits", async () => {
    await start();
    const lead = workspace.as("U0LEAD");
    const { ts = "" } = await lead.post({ channel, text: "mine" });
    expect(await workspace.as("U0RESPONDER").delete({ channel, ts })).toMatchObject({ ok: false });
    expect(await workspace.as("U0ADMIN").delete({ channel, ts })).toMatchObject({ ok: true });
    expect(await lead.rename({ channel, name: "x".repeat(80) })).toMatchObject({ ok: true });
    expect(await lead.rename({ channel, name: "x".repeat(81) })).toMatchObject({ ok: false });
    expect(await lead.rename({ channel, name: "general" })).toMatchObject({ ok: false });
    expect(await lead.setTopic({ channel, topic: "x".repeat(250) })).toMatchObject({ ok: true });
    expect(await lead.setTopic({ channel, topic: "x".repeat(251) })).toMatchObject({ ok: false });
  });
});
