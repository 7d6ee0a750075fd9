import { expect, test } from "vitest";
import { learnTags } from "../../src/flows/alarms/learn-tags.ts";
import { keyAlarm } from "../fakes/world.ts";
import { channel, find, setScene } from "./slack-scene.ts";

// An alarm's tags come later than its incident's first message, against the sandbox's workspace.

const said = (message: object | undefined): string => JSON.stringify(message ?? {});

async function tagged({ toPrivate = false } = {}) {
  const scene = await setScene();
  const { world, oncall, slack } = scene;
  Object.assign(world.ports.settings, {
    routes: [{ match: { tags: { team: "pay*" } }, channel: "C0GENERAL" }],
  });
  await oncall.invite({ channel: "C0GENERAL", people: [slack.identity.botUserId] });
  await world.alarm(keyAlarm());
  await scene.deliver();
  const before = { root: await scene.root(), thread: await scene.thread() };
  await learnTags(world.ports, async () => ({ team: "payments" }));
  if (toPrivate) for (const each of world.world().incidents) each.private = true;
  await scene.deliver();
  const inOld = (await oncall.messages(channel)).filter(({ bot_id }) => bot_id !== undefined);
  const inNew = (await oncall.messages("C0GENERAL")).filter(({ bot_id, blocks }) => bot_id && blocks);
  return { ...scene, before, inOld, inNew };
}

test("a moved incident leaves one short pointer in place of its first message, on which nothing acts", async () => {
  const { before, inOld, inNew, oncall, workspace } = await tagged();
  expect(said(before.root)).toContain("Acknowledge");
  expect(inOld.map(({ ts }) => ts)).toEqual([before.root.ts]);
  const [pointer] = inOld;
  expect(said(pointer?.blocks)).not.toContain("action_id");
  expect(said(pointer?.blocks)).toContain("INC-1 is dealt with in ");
  const [root] = inNew;
  expect(said(pointer?.blocks)).toContain(`archives/C0GENERAL/p${root?.ts.replace(".", "")}`);
  expect(said(pointer)).not.toContain("access-key-used-elsewhere");

  // Nothing is left in the old thread that acts, nothing was added to it, and what acted there acts in the new one.
  const old = await oncall.thread(channel, before.root.ts);
  expect(old.map(({ ts }) => ts)).toEqual(before.thread.map(({ ts }) => ts));
  for (const message of old) expect(said(message.blocks)).not.toContain("action_id");
  const acting = before.thread.slice(1).filter(({ blocks }) => said(blocks).includes("action_id"));
  const now = await oncall.thread("C0GENERAL", root?.ts ?? "");
  expect(acting.length).toBeGreaterThan(0);
  expect(now.filter(({ blocks }) => said(blocks).includes("action_id")).length).toBeGreaterThan(
    acting.length,
  );
  expect(workspace.report().refused).toEqual([]);
  expect(workspace.report().duplicates).toEqual([]);
});

test("the new thread acts", async () => {
  const { inNew, world, oncall } = await tagged();
  const [root] = inNew;
  if (!root) throw new Error("There is no new first message.");
  expect((await oncall.press({ channel: "C0GENERAL", ts: root.ts, ...find(root, "Acknowledge") })).ok).toBe(
    true,
  );
  expect((await world.onlyIncident()).state).toBe("acknowledged");
});

test("moved into a private channel, the pointer says neither what nor where", async () => {
  const { inOld } = await tagged({ toPrivate: true });
  expect(said(inOld[0]?.blocks)).toContain("INC-1 is not dealt with here any more.");
  expect(said(inOld)).not.toMatch(/C0GENERAL|access-key-used-elsewhere/);
});

test("a first message that is gone is not posted anew as a pointer", async () => {
  const scene = await setScene();
  const { world, oncall, slack } = scene;
  Object.assign(world.ports.settings, {
    routes: [{ match: { tags: { team: "pay*" } }, channel: "C0GENERAL" }],
  });
  await oncall.invite({ channel: "C0GENERAL", people: [slack.identity.botUserId] });
  await world.alarm(keyAlarm());
  await scene.deliver();
  await slack.clients.sending.chat.delete({ channel, ts: (await scene.root()).ts });
  await learnTags(world.ports, async () => ({ team: "payments" }));
  await scene.deliver();
  const left = (await oncall.messages(channel)).filter(({ bot_id }) => bot_id !== undefined);
  expect(said(left)).not.toContain("dealt with");
  expect((await oncall.messages("C0GENERAL")).some((each) => said(each).includes("INC-1"))).toBe(true);
});
