import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createLog } from "../../src/log.ts";
import { type SeenMessage, startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { connectSlack } from "../../src/slack/connection.ts";
import { manifestFile } from "../../src/slack/manifest.ts";
import { memoryDeliveries } from "../fakes/deliveries.ts";
import { keyAlarm } from "../fakes/world.ts";
import { nastiest } from "../fixtures/slack/record.ts";
import { asides, asidesIn, channel, press, setScene, stops, until } from "./slack-scene.ts";

describe.each(["socket", "http"] as const)("over %s", (mode) => {
  test("a whole incident works by buttons, forms and commands, and Slack has nothing to complain about", async () => {
    const { workspace, world, responder, deliver, root, thread } = await setScene(mode);
    await world.alarm();
    await deliver();
    expect((await press(responder, await root(), "Acknowledge")).ok).toBe(true);
    expect((await world.onlyIncident()).acknowledgedBy).toMatchObject({
      id: "U0RESPONDER",
      name: "responder",
    });
    expect((await press(responder, await root(), "Run next step")).ok).toBe(true);
    const [run] = await world.ports.store.runs((await world.onlyIncident()).id);
    expect(run?.requestedBy).toMatchObject({ id: "U0RESPONDER" });
    expect(world.rung).toEqual([run?.id]);
    await deliver();
    const [, step] = await thread();
    expect(String(step?.text)).toContain("queued");
    expect((await press(responder, step as SeenMessage, "Cancel")).ok).toBe(true);

    await press(responder, await root(), "Resolve");
    await responder.until(() => responder.modal());
    const refusal = await responder.submit({ values: { resolution: "A test of ours." } });
    expect(refusal.errors?.resolution).toContain("open steps");
    await responder.close({ all: true });

    await press(responder, await root(), "Take command");
    await deliver();
    await press(responder, await root(), "Resolve");
    const modal = await responder.until(() => responder.modal());
    expect(modal.callback_id).toBe("cairn.form.resolve");
    expect(await responder.submit({ values: { resolution: "A test of ours." } })).toMatchObject({ ok: true });
    expect(await world.onlyIncident()).toMatchObject({ state: "resolved", resolution: "A test of ours." });

    expect((await responder.command({ channel, text: "/incident transcript INC-1" })).ok).toBe(true);
    await deliver();
    const file = (await thread()).flatMap((message) => message.files ?? []).at(0);
    expect(file).toMatchObject({ title: "Transcript of INC-1" });

    const { refused, acks, duplicates, warnings } = workspace.report();
    expect({
      refused,
      late: acks.late,
      missing: acks.missing,
      twice: acks.twice,
      duplicates,
      warnings,
    }).toEqual({
      refused: [],
      late: [],
      missing: [],
      twice: 0,
      duplicates: [],
      warnings: [],
    });
  });

  test("a command reaches its flow as the person who typed it", async () => {
    const { world, responder, deliver, root } = await setScene(mode);
    expect(
      (await responder.command({ channel, text: "/incident declare P1 Someone is in the billing account" }))
        .ok,
    ).toBe(true);
    const incident = await world.onlyIncident();
    expect(incident).toMatchObject({
      severity: "P1",
      title: "Someone is in the billing account",
      channel,
      openedBy: { id: "U0RESPONDER" },
    });
    await deliver();
    expect(String((await root()).text)).toContain("P1 INC-1: Someone is in the billing account");
  });

  test("a refusal is for the clicker alone, names the rule, and is kept", async () => {
    const { world, oncall, responder, deliver, root } = await setScene(mode);
    await world.alarm();
    await deliver();
    const { ts } = await root();
    expect((await press(oncall, await root(), "Take command")).ok).toBe(true);
    const told = await oncall.until(async () => (await asidesIn(oncall, ts)).at(0));
    expect(told).toContain("Only a responder, a lead or an admin may take command");
    expect(await asidesIn(responder, ts)).toEqual([]);
    expect((await world.onlyIncident()).commander).toBeNull();
    expect(world.world().audit.at(-1)).toMatchObject({ outcome: "refused", actor: { id: "U0ONCALL" } });
  });
});

describe("people", () => {
  test("a guest may nothing, not even read", async () => {
    const { workspace, world } = await setScene();
    await world.alarm();
    const guest = workspace.as("U0GUEST");
    await guest.command({ channel, text: "/incident" });
    expect(await guest.until(async () => (await asides(guest)).at(0))).toContain(
      "may not read incidents or runbooks",
    );
  });

  test("a command nobody knows brings help, alone to the person", async () => {
    const { oncall, responder } = await setScene();
    await oncall.command({ channel, text: "/incident frobnicate" });
    expect(await oncall.until(async () => (await asides(oncall)).at(0))).toContain(
      "does not know “frobnicate”",
    );
    expect(await asides(responder)).toEqual([]);
  });

  test("an old button says so, and its message is shown as it is now", async () => {
    const { world, responder, deliver, root } = await setScene();
    await world.alarm();
    await deliver();
    const old = await root();
    await press(responder, old, "Run next step");
    const before = world.outbox().length;
    // Slack has not shown the change yet, so the message still has the button that was just used.
    for (const row of world.world().outbox) row.state = "sent";
    await press(responder, old, "Run next step");
    const told = await responder.until(async () => (await asidesIn(responder, old.ts)).at(0));
    expect(told).toMatch(/out of date|already/);
    expect(world.outbox().slice(before)).toContainEqual({ show: "incident", incidentId: "id-1" });
  });

  test("somebody who means one of several incidents is asked which", async () => {
    const { world, responder } = await setScene();
    await world.alarm();
    await world.alarm(keyAlarm({ id: "11111111-0000-4000-8000-000000000002", name: "another-alarm" }));
    await responder.command({ channel, text: "/incident note seen in the proxy logs too" });
    const aside = await responder.until(async () =>
      (await responder.messages(channel)).find((each) => each.is_ephemeral),
    );
    const incidents = await world.ports.store.incidents({});
    await press(responder, aside, `INC-1 ${incidents.find(({ number }) => number === 1)?.title}`);
    await until(
      async () => (await world.ports.store.timeline("id-1")).some(({ action }) => action === "note.add"),
      "the note",
    );
    expect((await world.ports.store.timeline("id-1")).at(-1)).toMatchObject({
      action: "note.add",
      body: { text: "seen in the proxy logs too" },
    });
  });

  test("a runbook that must know more asks with a form, and refuses what is wrong in it", async () => {
    const { world, responder } = await setScene();
    await responder.command({ channel, text: "/incident declare A key leaked" });
    await responder.command({ channel, text: "/runbook run key-used" });
    await responder.until(() => responder.modal());
    expect(await responder.submit({ values: { "input:key": "not a key" } })).toMatchObject({
      errors: { "input:key": expect.stringContaining("key") },
    });
    await responder.submit({ values: { "input:key": "AKIAIOSFODNN7EXAMPLE" } });
    expect((await world.onlyIncident()).runbook?.id).toBe("key-used");
  });

  test("a question to CloudTrail is asked with a form", async () => {
    const { world, responder, deliver, thread, workspace } = await setScene();
    await world.alarm();
    await deliver();
    await responder.command({ channel, text: "/trail ip=203.0.113.7" });
    await responder.until(() => responder.modal());
    expect(await responder.submit({ values: { call: "DeleteTrail" } })).toMatchObject({ ok: true });
    const asked = (await world.ports.store.runs("id-1")).at(-1);
    expect(asked?.title).toContain("ip 203.0.113.7, call DeleteTrail, last 24h");
    await deliver();
    expect((await thread()).some((message) => String(message.text).includes("DeleteTrail"))).toBe(true);
    expect(workspace.report().refused).toEqual([]);
  });

  test("a mention in the thread is a command for that incident", async () => {
    const { world, workspace, responder, deliver, root } = await setScene();
    await world.alarm();
    await world.alarm(keyAlarm({ id: "11111111-0000-4000-8000-000000000002", name: "another-alarm" }));
    await deliver();
    const { ts } = await root();
    await responder.post({
      channel,
      threadTs: ts,
      text: `<@${workspace.botUserId}> note written in the thread`,
    });
    await until(
      async () => (await world.ports.store.timeline("id-1")).some(({ action }) => action === "note.add"),
      "the note",
    );
  });

  test("what is delivered twice is done once", async () => {
    const { world, workspace, responder } = await setScene();
    workspace.fault({ deliver: "slash_commands", how: "duplicate" });
    await responder.command({ channel, text: "/incident declare Only once" });
    await until(async () => (workspace.report().deliveries.slash_commands ?? 0) >= 2, "the second delivery");
    await responder.command({ channel, text: "/incident" });
    expect((await world.ports.store.incidents({})).length).toBe(1);
  });
});

describe("the connection", () => {
  test("both sockets come back by themselves when both are cut", async () => {
    const { workspace, responder, world } = await setScene();
    workspace.fault({ sockets: "cut" });
    await until(async () => workspace.report().connections < 2, "the cut");
    await until(async () => workspace.report().connections === 2, "both connections", 5_000);
    expect((await responder.command({ channel, text: "/incident declare After the cut" })).ok).toBe(true);
    expect((await world.ports.store.incidents({})).length).toBe(1);
  });

  test("hours of refusals end by themselves", async () => {
    const { workspace, slack } = await setScene();
    workspace.fault({ sockets: "refuse" });
    workspace.fault({ sockets: "cut" });
    await until(async () => !slack.healthy(), "the loss");
    workspace.fault({ method: "apps.connections.open", status: 503, times: 4 });
    workspace.fault({ sockets: "allow" });
    await until(
      async () => workspace.report().connections === 2 && slack.healthy(),
      "both connections",
      30_000,
    );
  });

  test("the watchdog tells when there is no connection for long", async () => {
    const workspace = await startWorkspace({ manifestFile: manifestFile.pathname });
    stops.push(() => workspace.stop());
    let lost = 0;
    const slack = await connectSlack({
      deliveries: memoryDeliveries(),
      botToken: workspace.botToken,
      slackApiUrl: workspace.apiUrl,
      mode: { socket: { appToken: workspace.appToken } },
      log: createLog({ destination: { write: () => {} } }),
      onLost: () => {
        lost += 1;
      },
      lostAfterMs: 50,
    });
    workspace.fault({ sockets: "refuse" });
    await slack.start();
    stops.push(() => slack.stop());
    await until(async () => lost === 1, "the watchdog");
  });

  test("a missing channel, and one the bot is not in, are named at start with what to do", async () => {
    const { slack } = await setScene();
    await expect(slack.checkChannels([channel])).resolves.toEqual(new Map([[channel, false]]));
    await expect(slack.checkChannels([channel, "C0GENERAL", "C0NOWHERE"])).rejects.toThrow(
      /#general.*\/invite @cairn.*C0NOWHERE/s,
    );
  });

  test("a wrong token of either kind is named at start with what to do", async () => {
    const workspace = await startWorkspace({ manifestFile: manifestFile.pathname });
    stops.push(() => workspace.stop());
    const { botToken, appToken } = workspace;
    const connect = (tokens: { botToken: string; appToken: string }) =>
      connectSlack({
        deliveries: memoryDeliveries(),
        botToken: tokens.botToken,
        slackApiUrl: workspace.apiUrl,
        mode: { socket: { appToken: tokens.appToken } },
        log: createLog({ destination: { write: () => {} } }),
      });
    await expect(connect({ botToken: "xoxb-wrong", appToken })).rejects.toThrow(
      /SLACK_BOT_TOKEN \(invalid_auth\)/,
    );
    await expect(connect({ botToken, appToken: "xapp-wrong" })).rejects.toThrow(
      /SLACK_APP_TOKEN \(invalid_auth\).*connections:write/,
    );
    await connect({ botToken, appToken });
  });

  test("over HTTP, a wrong signature and one from the future are refused", async () => {
    const { slack, workspace } = await setScene("http");
    const body =
      "command=%2Fincident&text=declare+forged&user_id=U0RESPONDER&channel_id=C0INCIDENTS&trigger_id=1";
    const send = (seconds: number, secret: string) =>
      fetch(`http://127.0.0.1:${slack.port()}/slack/events`, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-slack-request-timestamp": String(seconds),
          "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex")}`,
        },
      });
    const now = Math.floor(Date.now() / 1000);
    expect((await send(now, "another-secret")).status).toBe(401);
    expect((await send(now + 120, workspace.signingSecret)).status).toBe(401);
    expect((await send(now - 400, workspace.signingSecret)).status).toBe(401);
    expect((await send(now, workspace.signingSecret)).status).toBe(200);
  });
});

describe("the sender", () => {
  test("posts once, then edits in place", async () => {
    const { workspace, world, responder, deliver, oncall } = await setScene();
    await world.alarm();
    await deliver();
    await responder.command({ channel, text: "/incident ack" });
    await responder.command({ channel, text: "/incident severity P1" });
    await deliver();
    const posts = (await oncall.messages(channel)).filter((message) => message.bot_id !== undefined);
    expect(posts).toHaveLength(1);
    expect(String(posts[0]?.text)).toContain("P1");
    expect(workspace.report().calls["chat.update"]).toBeGreaterThan(0);
  });

  test.each(["lost", "cut"] as const)("a post whose answer is %s shows once", async (how) => {
    const { workspace, world, deliver, oncall } = await setScene();
    workspace.fault({ method: "chat.postMessage", how });
    await world.alarm();
    await deliver();
    const posts = (await oncall.messages(channel)).filter((message) => message.bot_id !== undefined);
    expect(posts).toHaveLength(1);
    expect(workspace.report().duplicates).toEqual([]);
  });

  test("a reply whose answer is lost is found in its thread and not posted again", async () => {
    const { workspace, world, deliver, thread, responder } = await setScene();
    await world.alarm();
    await deliver();
    const before = (await thread()).length;
    workspace.fault({ method: "chat.postMessage", how: "lost" });
    await responder.command({ channel, text: "/incident note seen" });
    await deliver();
    expect(await thread()).toHaveLength(before + 1);
    expect(workspace.report().duplicates).toEqual([]);
  });

  test("blocks that Slack refuses go out as plain words", async () => {
    const { workspace, world, deliver, root, lines } = await setScene();
    workspace.fault({ method: "chat.postMessage", code: "invalid_blocks" });
    await world.alarm();
    await deliver();
    expect(String((await root()).text)).toContain("INC-1");
    expect(lines.some((line) => line.includes("Slack refused our blocks"))).toBe(true);
  });

  test("a first message that somebody deleted is posted anew, and the thread goes on there", async () => {
    const { workspace, world, deliver, root, thread, responder } = await setScene();
    await responder.command({ channel, text: "/incident declare Watch the root" });
    await deliver();
    const old = await root();
    await deleteAsBot(workspace, old.ts);
    await responder.command({ channel, text: "/incident note after the deletion" });
    await deliver();
    const anew = await root();
    expect(anew.ts).not.toBe(old.ts);
    expect(
      (await thread()).some((message) => JSON.stringify(message.blocks).includes("after the deletion")),
    ).toBe(true);
    expect((await world.ports.store.shown("id-1", "root"))?.ts).toBe(anew.ts);
  });

  test("an alarm with a hostile name is shown inert, and Slack refuses nothing of it", async () => {
    const { workspace, world, deliver, responder, root } = await setScene();
    await world.alarm(keyAlarm({ name: nastiest.slice(0, 5_000) }));
    await deliver();
    await responder.command({ channel, text: `/incident note ${"<!channel> *x* `y` ".repeat(100)}` });
    await responder.command({ channel, text: "/incident list" });
    await deliver();
    const shown = JSON.stringify((await root()).blocks);
    expect(shown).not.toMatch(/"type":"(mrkdwn|broadcast|usergroup)"/);
    expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(String((await root()).text)).not.toContain("<!channel>");
    expect(workspace.report().refused).toEqual([]);
  });
});

async function deleteAsBot(workspace: Workspace, ts: string): Promise<void> {
  await fetch(`${workspace.apiUrl}chat.delete`, {
    method: "POST",
    headers: { authorization: `Bearer ${workspace.botToken}`, "content-type": "application/json" },
    body: JSON.stringify({ channel, ts }),
  });
}
