import { describe, expect, test } from "vitest";
import { documentForm } from "../../src/domain/transcript/document.ts";
import { momentsOf } from "../../src/domain/transcript/moments.ts";
import { verifyTranscript } from "../../src/domain/transcript/verify.ts";
import { completeThreads } from "../../src/flows/thread/complete-threads.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { createReadThread } from "../../src/slack/read-thread.ts";
import { lead } from "../fakes/world.ts";
import { asides, asidesIn, channel, type Scene, setScene, until } from "./slack-scene.ts";

// Messages, reactions and exports through the real Bolt and the sandbox's strict checks.

async function withIncident(): Promise<Scene & { incidentId: string; rootTs: string }> {
  const scene = await setScene();
  await scene.world.alarm();
  await scene.deliver();
  const { id: incidentId } = await scene.world.onlyIncident();
  return { ...scene, incidentId, rootTs: (await scene.root()).ts };
}

const pins = async ({ world }: Scene, incidentId: string) =>
  (await world.ports.store.timeline(incidentId)).filter(({ action }) => action.startsWith("message."));

const untilPins = (scene: Scene, incidentId: string, count: number) =>
  until(async () => (await pins(scene, incidentId)).length === count, `${count} entries about pins`);

const versions = async ({ world }: Scene, incidentId: string) =>
  (await world.ports.store.threadMessages(incidentId)).map(({ kind, text }) => [kind, text]);

describe("a pushpin", () => {
  test("puts a message of the thread on the timeline; its edit, its deletion and the pin's end leave traces", async () => {
    const scene = await withIncident();
    const { responder, oncall, incidentId, rootTs, workspace } = scene;
    const text = "Not https://evil.example @lead & =1+1";
    const { ts = "" } = await oncall.post({ channel, threadTs: rootTs, text });
    await responder.react({ channel, ts, name: "pushpin" });
    await untilPins(scene, incidentId, 1);
    await responder.until(async () =>
      (await asidesIn(responder, rootTs)).some((each) => each.includes("INC-1")),
    );
    const [pinned] = await pins(scene, incidentId);
    expect(pinned).toMatchObject({ actor: { id: "U0RESPONDER" }, body: { author: "U0ONCALL", ts, channel } });
    expect(pinned?.body.permalink).toContain(`/archives/${channel}/p${ts.replace(".", "")}`);
    expect(pinned?.body.text).toBe("Not https://evil.example @lead (U0LEAD) & =1+1");

    await oncall.react({ channel, ts, name: "pushpin" });
    await responder.unreact({ channel, ts, name: "pushpin" });
    await oncall.edit({ channel, ts, text: "It was the VPN." });
    await untilPins(scene, incidentId, 2);
    expect((await pins(scene, incidentId))[1]).toMatchObject({
      action: "message.edit",
      body: { text: "It was the VPN." },
    });

    await oncall.unreact({ channel, ts, name: "pushpin" });
    await untilPins(scene, incidentId, 3);
    await responder.react({ channel, ts, name: "pushpin" });
    await untilPins(scene, incidentId, 4);
    await oncall.delete({ channel, ts });
    await untilPins(scene, incidentId, 5);
    expect((await pins(scene, incidentId)).map(({ action }) => action)).toEqual([
      ...["message.pin", "message.edit", "message.unpin", "message.pin", "message.delete"],
    ]);
    const { refused, acks, warnings } = workspace.report();
    expect({ refused, missing: acks.missing, warnings }).toEqual({ refused: [], missing: [], warnings: [] });
  });

  test("on a message of the channel means its only open incident; where there are several, it asks which", async () => {
    const scene = await withIncident();
    const { responder, incidentId, world } = scene;
    const { ts = "" } = await responder.post({ channel, text: "The phones are slow too." });
    await responder.react({ channel, ts, name: "pushpin" });
    await untilPins(scene, incidentId, 1);
    await responder.command({ channel, text: "/incident declare Another" });
    const { ts: second = "" } = await responder.post({ channel, text: "And the doors." });
    await responder.react({ channel, ts: second, name: "pushpin" });
    await responder.until(async () =>
      (await asides(responder)).some((each) => each.includes("Several incidents are open")),
    );
    expect(await pins(scene, incidentId)).toHaveLength(1);
    expect(world.world().timeline.filter(({ action }) => action === "message.pin")).toHaveLength(1);
  });

  test("of a guest is refused to them alone, and any other reaction means nothing", async () => {
    const scene = await withIncident();
    const { responder, incidentId, rootTs, workspace } = scene;
    const guest = workspace.as("U0GUEST");
    const { ts = "" } = await responder.post({ channel, threadTs: rootTs, text: "Mine." });
    await responder.react({ channel, ts, name: "eyes" });
    await guest.react({ channel, ts, name: "pushpin" });
    await until(
      async () => scene.world.world().audit.some(({ outcome }) => outcome === "refused"),
      "the refusal",
    );
    expect(await pins(scene, incidentId)).toEqual([]);
  });
});

describe("a thread's messages", () => {
  test("are kept with their edits and deletions, and exported beside what Cairn did", async () => {
    const scene = await withIncident();
    const { oncall, responder, incidentId, rootTs, world, slack, desk } = scene;
    const { ts = "" } = await oncall.post({ channel, threadTs: rootTs, text: "Who is deploying?" });
    await responder.post({ channel, threadTs: rootTs, text: "*Nobody* <!channel>", broadcast: true });
    await responder.post({ channel, text: "Lunch?" });
    await oncall.edit({ channel, ts, text: "Who is deploying now?" });
    await oncall.delete({ channel, ts });
    await until(async () => (await versions(scene, incidentId)).length === 4, "four versions");
    const readThread = createReadThread({ client: slack.clients.reading, people: desk.people });
    const json = await exportTranscript(
      { ...world.ports, readThread },
      { incidentId, actor: lead, format: "json" },
    );
    const { record } = documentForm.parse(JSON.parse(json));
    expect(verifyTranscript(json).faults).toEqual([]);
    expect(record.messages.map((each) => each.versions.map(({ kind }) => kind))).toEqual([
      ["posted", "edited", "deleted"],
      ["posted"],
    ]);
    expect(record.people.map(({ id }) => id)).toEqual(expect.arrayContaining(["U0ONCALL", "U0RESPONDER"]));
    expect(momentsOf(record).map(({ stream }) => stream)).toEqual(
      expect.arrayContaining(["alarm", "incident", "thread"]),
    );
    expect(json).not.toContain("Lunch");
  });

  test("that came while Cairn was down are there after the thread is read back, pins too", async () => {
    const scene = await withIncident();
    const { oncall, responder, incidentId, rootTs, slack, deliver } = scene;
    const { ts = "" } = await oncall.post({ channel, threadTs: rootTs, text: "Before." });
    await until(async () => (await versions(scene, incidentId)).length === 1, "the first message");
    await slack.stop();
    await oncall.edit({ channel, ts, text: "Changed meanwhile." });
    for (let count = 0; count < 230; count++)
      await oncall.post({ channel, threadTs: rootTs, text: `Meanwhile ${count}` });
    const { ts: last = "" } = await oncall.post({ channel, threadTs: rootTs, text: "The last." });
    await responder.react({ channel, ts: last, name: "pushpin" });
    await scene.desk.flows.sayTranscript({ incidentId, actor: lead });
    await deliver();
    const kept = await versions(scene, incidentId);
    expect(kept).toContainEqual(["edited", "Changed meanwhile."]);
    expect(kept).toContainEqual(["posted", "Meanwhile 229"]);
    expect((await pins(scene, incidentId)).map(({ body }) => body.text)).toEqual(["The last."]);
  });
});

describe("a pushpin that came or went while Cairn was down", () => {
  test("is noticed once when the thread is read back, on people's messages, on answers and on the first message", async () => {
    const scene = await withIncident();
    const { oncall, responder, incidentId, rootTs, slack, desk, world, deliver } = scene;
    const pinned = async (text: string) => {
      const { ts = "" } = await oncall.post({ channel, threadTs: rootTs, text });
      await responder.react({ channel, ts, name: "pushpin" });
      return ts;
    };
    const stays = await pinned("Stays.");
    const goes = await pinned("Goes.");
    await untilPins(scene, incidentId, 2);
    await slack.stop();
    await responder.unreact({ channel, ts: goes, name: "pushpin" });
    const { ts: comes = "" } = await oncall.post({ channel, threadTs: rootTs, text: "Comes &amp; <stays>." });
    await oncall.react({ channel, ts: comes, name: "pushpin" });
    await responder.react({ channel, ts: rootTs, name: "pushpin" });
    await responder.unreact({ channel, ts: stays, name: "pushpin" });
    await oncall.react({ channel, ts: stays, name: "pushpin" });
    const readThread = createReadThread({ client: slack.clients.reading, people: desk.people });
    const ports = { ...world.ports, people: desk.people, readThread };
    for (let time = 0; time < 2; time++) expect(await completeThreads(ports)).toEqual([]);
    const told = (await pins(scene, incidentId)).slice(2);
    expect(told.map(({ action, actor, body }) => [action, actor, body.ts])).toEqual(
      expect.arrayContaining([
        ["message.unpin", { kind: "system" }, goes],
        ["message.pin", expect.objectContaining({ id: "U0ONCALL" }), comes],
        ["message.pin", expect.objectContaining({ id: "U0RESPONDER" }), rootTs],
      ]),
    );
    expect(told).toHaveLength(3);
    const [, , ...rest] = await pins(scene, incidentId);
    const came = rest.find(({ body }) => body.ts === comes);
    expect(came?.body).toMatchObject({ author: "U0ONCALL", text: "Comes &amp; <stays>.", readBack: true });
    expect(came?.body.permalink).toContain(`/archives/${channel}/p${comes.replace(".", "")}`);
    await deliver();
    expect(scene.workspace.report().refused).toEqual([]);
  });
});

test.each([
  ["/incident transcript html Europe/Berlin", ["INC-1-transcript.html"]],
  ["/incident transcript csv", ["INC-1-transcript.csv", "INC-1-rows.csv"]],
  ["/incident transcript", ["INC-1-transcript.md"]],
])("%s puts its files into the thread", async (text, files) => {
  const { responder, deliver, thread, workspace } = await withIncident();
  await responder.command({ channel, text });
  await deliver();
  const shown = (await thread()).flatMap((message) => message.files ?? []);
  expect(shown.map(({ name }) => name)).toEqual(files);
  const [file] = shown;
  const url = new URL(`/sandbox/files/${file?.id}?as=U0RESPONDER`, workspace.apiUrl);
  expect(await (await fetch(url)).text()).toMatch(/SHA-256 of the record/);
  expect(workspace.report().refused).toEqual([]);
});

test("a button opens a form that exports in the person's own zone, and says which zone is none", async () => {
  const { responder, deliver, thread, desk, incidentId, workspace } = await withIncident();
  await responder.command({ channel, text: "/incident transcript pdf" });
  await responder.until(async () =>
    (await asides(responder)).some((each) => each.includes("there is md, json, html, csv, rows")),
  );
  await responder.command({ channel, text: "/incident INC-1" });
  const tray = await responder.until(() => responder.modal());
  const button = (
    tray.blocks as { block_id: string; elements?: { action_id: string; text?: { text: string } }[] }[]
  )
    .flatMap(({ block_id, elements = [] }) => elements.map((each) => ({ ...each, block_id })))
    .find(({ text }) => text?.text === "Transcript…");
  await responder.press({
    viewId: String(tray.id),
    actionId: button?.action_id ?? "",
    blockId: button?.block_id,
  });
  const form = await responder.until(async () => {
    const modal = await responder.modal();
    return modal?.callback_id === "cairn.form.transcript" ? modal : undefined;
  });
  expect(JSON.stringify(form)).toContain((await desk.people.zoneOf?.("U0RESPONDER")) ?? "no zone");
  const refused = await responder.submit({ values: { format: "json", zone: "Nowhere" } });
  expect(refused.errors?.zone).toContain("Europe/Berlin");
  expect(await responder.submit({ values: { format: "json", zone: "Asia/Kolkata" } })).toMatchObject({
    ok: true,
  });
  await deliver();
  const files = (await thread()).flatMap((message) => message.files ?? []);
  expect(files.map(({ name }) => name)).toEqual(["INC-1-transcript.json"]);
  expect(incidentId).toBeTruthy();
  expect(workspace.report().refused).toEqual([]);
});
