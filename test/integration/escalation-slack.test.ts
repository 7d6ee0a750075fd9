import { expect, test } from "vitest";
import { climbLadders } from "../../src/flows/escalation/climb-ladders.ts";
import { keyAlarm } from "../fakes/world.ts";
import { press, setScene } from "./slack-scene.ts";

// A whole climb against the sandbox's workspace, which refuses what Slack would refuse.

async function laddered() {
  const scene = await setScene();
  Object.assign(scene.world.ports.settings, {
    ladder: "security",
    leads: ["U0LEAD"],
    ladders: {
      security: {
        from: "P4",
        rungs: [
          { notify: ["U0ONCALL"], afterSeconds: 300, outside: "skip" },
          { notify: ["S0RESPONDERS", "U0LEAD"], afterSeconds: 300, outside: "skip" },
          { notify: ["C0GENERAL"], afterSeconds: 300, outside: "skip" },
        ],
      },
    },
  });
  await scene.oncall.invite({ channel: "C0GENERAL", people: [scene.slack.identity.botUserId] });
  const ports = { ...scene.world.ports, people: scene.desk.people };
  await scene.world.alarm(keyAlarm());
  await scene.deliver();
  return {
    ...scene,
    async later(minutes: number) {
      scene.world.advance(minutes * 60_000);
      await climbLadders(ports);
      await scene.deliver();
    },
  };
}

const said = (message: object | undefined): string => JSON.stringify(message ?? {});
/** Whom a message pings: people, groups, everybody who is there. */
const pings = (message: object | undefined): string[] =>
  [
    ...said(message).matchAll(
      /"type":"(user|usergroup|broadcast)","(?:user_id|usergroup_id|range)":"([^"]+)"/g,
    ),
  ].map(([, , id]) => id ?? "");

test("the first message tells a locked phone everything, and pings nobody before their time", async () => {
  const { root, workspace } = await laddered();
  const first = await root();
  expect(first.text).toMatch(
    /^P3 INC-1: access-key-used-elsewhere · eu-central-1, account 111122223333 · since 14 Nov 02:42 UTC · nobody has acknowledged it · Threshold Crossed: 37 denied calls\. · next .* at 02:47 UTC · <https:\/\/eu-central-1\.console\.aws\.amazon\.com[^|]*\|Open in CloudWatch>$/,
  );
  expect(pings(first)).toEqual([]);
  expect(said(first)).toContain("Next: ");
  expect(said(first)).toContain("Escalate…");
  expect(workspace.report().refused).toEqual([]);
});

test("each rung pings once, in the thread or in its channel; an answer edits what pinged", async () => {
  const { thread, root, later, oncall, workspace } = await laddered();
  const before = (await thread()).length;
  await later(5);
  const [call, ...others] = (await thread()).slice(before);
  expect(others).toEqual([]);
  expect(pings(call)).toEqual(["U0ONCALL"]);
  expect(said(call)).toContain("nobody has answered INC-1 for 5m");
  await later(5);
  expect(pings((await thread()).at(-1))).toEqual(["S0RESPONDERS", "U0LEAD"]);
  await later(5);
  const elsewhere = (await oncall.messages("C0GENERAL")).find(({ blocks }) => said(blocks).includes("INC-1"));
  expect(pings(elsewhere)).toEqual(["here"]);
  expect(said(elsewhere)).toContain("Go to its thread");
  expect(said(await root())).toContain("Everybody on the ladder was called");

  expect((await press(oncall, await root(), "Acknowledge")).ok).toBe(true);
  await later(0);
  const told = (await oncall.messages("C0GENERAL")).find(({ blocks }) => said(blocks).includes("INC-1"));
  expect(told?.ts).toBe(elsewhere?.ts);
  expect(pings(told)).toEqual([]);
  expect(said(told)).toContain("Acknowledged by");
  for (const message of (await thread()).slice(before, before + 3))
    expect(said(message)).not.toContain("cairn.acknowledge");
  expect(said(await root())).not.toContain("Everybody on the ladder");
  expect(workspace.report().refused).toEqual([]);
});

test.each([
  ["@responders", "S0RESPONDERS", "C0INCIDENTS"],
  ["#general", "here", "C0GENERAL"],
])("/incident escalate %s notifies them for real, and once", async (whom, pinged, place) => {
  const { oncall, responder, thread, deliver, workspace } = await laddered();
  const before = (await thread()).length;
  const text = `/incident escalate ${whom} we need <!channel> & eyes`;
  expect(await responder.command({ channel: "C0INCIDENTS", text })).toMatchObject({ ok: true });
  await deliver();
  const entry = (await thread()).slice(before).find((each) => said(each).includes("we need"));
  const message =
    place === "C0INCIDENTS"
      ? entry
      : (await oncall.messages(place)).find((each) => said(each).includes("INC-1"));
  expect(pings(message)).toEqual([pinged]);
  expect(pings(entry).filter((each) => each !== pinged)).toEqual([]);
  // Its name in the sentence, and what was typed behind it, call nobody.
  for (const each of [entry, message]) expect(each?.text).not.toMatch(/<[!#@]/);
  expect(workspace.report().refused).toEqual([]);
});

test("by the form a user group is called, said in a thread a channel is, and neither calls more", async () => {
  const { responder, root, thread, deliver, workspace } = await laddered();
  expect((await press(responder, await root(), "Escalate…")).ok).toBe(true);
  await responder.until(async () => said(await responder.modal()).includes("Or a user group"));
  expect(await responder.submit({ values: { group: "S0RESPONDERS", reason: "by the form" } })).toMatchObject({
    ok: true,
  });
  await deliver();
  const called = (await thread()).find((each) => said(each).includes("by the form"));
  expect(pings(called)).toEqual(["S0RESPONDERS"]);

  const { ts } = await root();
  await responder.post({
    ...{ channel: "C0INCIDENTS", threadTs: ts },
    text: `<@${workspace.botUserId}> escalate <#C0GENERAL> said so`,
  });
  await responder.until(async () => {
    await deliver();
    return (await responder.messages("C0GENERAL")).some((each) => said(each).includes("INC-1"));
  });
  expect(workspace.report().refused).toEqual([]);
});
