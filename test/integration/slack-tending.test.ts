import { expect, test } from "vitest";
import { endMutes } from "../../src/flows/alarms/end-mutes.ts";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { sendReminders } from "../../src/flows/follow-up/send-reminders.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { settleQuiet } from "../../src/flows/incidents/settle-quiet.ts";
import type { PersonClient, SeenMessage } from "../../src/sandbox/slack/index.ts";
import { keyAlarm, lead } from "../fakes/world.ts";
import { asides, channel, press, setScene } from "./slack-scene.ts";

const minute = 60_000;
let ids = 0;

const alarm = (state: string, at: string, name?: string) =>
  keyAlarm({ id: `slack-${++ids}`, state, name, at: `2026-11-14T${at}.000+0000` });

/** Asides are told after the command was acknowledged. */
const told = (person: PersonClient, words: string) =>
  person.until(async () => (await asides(person)).some((each) => each.includes(words)), 10_000, words);

const shown = (message: SeenMessage | undefined): string => JSON.stringify(message?.blocks ?? []);

test("a flapping alarm is muted by the button that it brings, listed, and unmuted; Slack takes all of it", async () => {
  const { workspace, world, responder, oncall, deliver, root } = await setScene();
  await world.alarm();
  for (const [second, state] of ["OK", "ALARM", "OK", "ALARM"].entries())
    await world.alarm(alarm(state, `02:42:0${second}`));
  await deliver();
  expect((await press(oncall, await root(), "Mute the flapping alarm…")).ok).toBe(true);
  const form = await oncall.until(() => oncall.modal());
  expect(form.callback_id).toBe("cairn.form.mute");
  // The alarm is filled in: it is the one that flaps.
  expect(await oncall.submit({ values: { duration: "2h", reason: "We deploy" } })).toMatchObject({
    ok: true,
  });
  await deliver();
  expect(shown(await root())).toContain("1 alarm muted");
  expect(shown(await root())).not.toContain("Mute the flapping alarm");

  await oncall.command({ channel, text: "/incident mutes" });
  await told(oncall, "1 alarm is muted");
  const list = (await oncall.messages(channel)).find(
    ({ text }) => text === "1 alarm is muted",
  ) as SeenMessage;
  expect(shown(list)).toContain("We deploy");
  expect((await press(oncall, list, "Unmute")).ok).toBe(true);
  await endMutes(world.ports);
  await deliver();
  expect(shown(await root())).not.toContain("muted until");
  await responder.command({ channel, text: "/incident unmute" });
  await told(responder, "No such alarm of this incident is muted.");
  expect(workspace.report().refused).toEqual([]);
});

test("an incident is merged by its form; each message points to the other one", async () => {
  const { workspace, world, responder, oncall, deliver } = await setScene();
  await world.alarm();
  await world.alarm(alarm("ALARM", "02:42:00", "denied-calls"));
  await deliver();
  const roots = async () =>
    (await oncall.messages(channel)).filter(({ bot_id, is_ephemeral }) => bot_id && !is_ephemeral);
  const [first, second] = await roots();
  await responder.command({ channel, text: "/incident merge INC-1" });
  const form = await responder.until(() => responder.modal());
  expect(form.callback_id).toBe("cairn.form.merge");
  const [other] = await world.ports.store.incidents({});
  expect(await responder.submit({ values: { into: other?.id ?? "" } })).toMatchObject({ ok: true });
  await deliver();
  const [merged, target] = await roots();
  expect(shown(merged)).toContain("Merged into INC-2");
  expect(shown(merged)).toContain(`p${String(second?.ts).replace(".", "")}`);
  expect(shown(merged)).not.toContain("Reopen");
  expect((await oncall.thread(channel, String(target?.ts))).map(({ text }) => String(text)).join()).toContain(
    "merged INC-1 into this incident",
  );
  expect((await oncall.thread(channel, String(first?.ts))).map(({ text }) => String(text)).join()).toContain(
    "merged the incident into INC-2",
  );
  await responder.command({ channel, text: "/incident merge INC-1 into INC-2" });
  await told(responder, "INC-1 was already merged into INC-2. Use that one instead.");
  await responder.command({ channel, text: "/incident reopen INC-1 it was another thing" });
  await told(responder, "INC-1 was merged into INC-2, where its alarms go. Go on there.");
  // It was another thing after all: out of the one that goes on, by the choice that it offers.
  await responder.command({ channel, text: "/incident unmerge INC-2" });
  await told(responder, "What was merged into INC-2 can be taken out.");
  await responder.command({ channel, text: "/incident unmerge INC-1" });
  await told(responder, "INC-1 is taken out of INC-2 and open again.");
  await deliver();
  const [out] = await roots();
  expect(shown(out)).not.toContain("Merged into INC-2");
  expect(shown(out)).toContain("Acknowledge");
  expect((await oncall.thread(channel, String(target?.ts))).map(({ text }) => String(text)).join()).toContain(
    "took INC-1 out of this incident",
  );
  expect(workspace.report().refused).toEqual([]);
});

test("a quiet incident is proposed to be resolved, edited when it fires again, and resolved by one press", async () => {
  const { workspace, world, responder, deliver, thread } = await setScene();
  await world.alarm();
  await world.alarm(alarm("OK", "02:42:00"));
  const settle = async () => {
    world.advance(20 * minute);
    await settleQuiet(world.ports);
    await deliver();
  };
  await settle();
  const proposals = async () =>
    (await thread()).filter(({ text }) => String(text).includes("proposes to resolve"));
  const [first] = await proposals();
  expect(shown(first)).toContain("Resolve now");
  await world.alarm(alarm("ALARM", "03:03:00"));
  await deliver();
  const [withdrawn, ...others] = await proposals();
  expect(others).toEqual([]);
  expect(shown(withdrawn)).toContain("Taken back: it fired again.");
  expect(shown(withdrawn)).not.toContain("Resolve now");

  await world.alarm(alarm("OK", "03:04:00"));
  await settle();
  const [, second] = await proposals();
  await responder.command({ channel, text: "/incident take" });
  expect((await press(responder, second as SeenMessage, "Resolve now")).ok).toBe(true);
  await deliver();
  expect(await world.onlyIncident()).toMatchObject({ state: "resolved" });
  expect(shown((await proposals())[1])).not.toContain("Resolve now");
  expect(workspace.report().refused).toEqual([]);
});

test("follow-ups, a summary and a correction are kept by forms; their messages are edited, not repeated", async () => {
  const { workspace, world, responder, oncall, deliver, thread } = await setScene();
  await world.alarm();
  await deliver();
  await responder.command({ channel, text: "/incident followup" });
  await responder.until(() => responder.modal());
  expect(
    await responder.submit({ values: { text: "Rotate the keys", person: "U0ONCALL", due: "someday" } }),
  ).toMatchObject({ errors: { due: expect.stringContaining("a day ahead") } });
  expect(await responder.submit({ values: { due: "friday" } })).toMatchObject({ ok: true });
  await deliver();
  const said = async (words: string) => (await thread()).filter(({ text }) => String(text).includes(words));
  const [followUp] = await said("added a follow-up");
  expect(shown(followUp)).toContain('"user_id":"U0ONCALL"');
  expect((await press(oncall, followUp as SeenMessage, "Done")).ok).toBe(true);
  await deliver();
  expect(shown((await said("added a follow-up"))[0])).toContain("✅ Done");
  expect(await said("did the follow-up")).toEqual([]);

  await oncall.command({ channel, text: "/incident note it is the key of build" });
  await responder.command({ channel, text: "/incident correct" });
  await responder.until(() => responder.modal());
  expect(await responder.submit({ values: { text: "it is the key of deploy" } })).toMatchObject({ ok: true });
  await responder.command({ channel, text: "/incident summary A key leaked." });
  await deliver();
  expect(shown((await said("noted: it is the key of build"))[0])).toContain("No longer counts");
  expect(await said("it is the key of deploy")).toHaveLength(1);
  await responder.command({ channel, text: "/incident summary" });
  expect(JSON.stringify(await responder.until(() => responder.modal()))).toContain("A key leaked.");
  await responder.close({ all: true });

  world.advance(90 * minute);
  await sendReminders(world.ports);
  await deliver();
  expect(workspace.report().refused).toEqual([]);
});

/** Resolved, with two follow-ups of the on-call person; three days and the night are over. */
async function forgotten() {
  const scene = await setScene();
  const { world, oncall, deliver } = scene;
  await world.alarm();
  await deliver();
  const { id: incidentId } = await world.onlyIncident();
  const owner = { id: "U0ONCALL", name: "on-call" };
  for (const text of ["Rotate the keys", "Write a test"])
    await addFollowUp(world.ports, { incidentId, text, owner, actor: lead });
  await resolveIncident(world.ports, { incidentId, resolution: null, actor: lead });
  await deliver();
  world.advance(5 * 24 * 60 * minute + 8 * 60 * minute);
  const direct = async () => (await oncall.screen()).channels.find(({ kind }) => kind === "im")?.id;
  const alone = async (): Promise<SeenMessage[]> => {
    const place = await direct();
    return place === undefined ? [] : oncall.messages(place);
  };
  const remind = async () => {
    await sendReminders(world.ports);
    await sendReminders(world.ports);
    await deliver();
  };
  const said = async () =>
    (await scene.thread()).filter(({ text }) => String(text).includes("reminds: 2 follow-ups"));
  return { ...scene, direct, alone, remind, said };
}

test("follow-ups that nobody did come to their owner alone, once, with Done and Snooze", async () => {
  const { workspace, oncall, deliver, direct, alone, remind, said } = await forgotten();
  await remind();
  const [reminder, ...others] = await alone();
  expect(others).toEqual([]);
  expect(String(reminder?.text)).toBe("INC-1 reminds you of 2 follow-ups");
  expect((await said()).map(shown).join()).not.toContain("U0ONCALL");
  const place = (await direct()) ?? "";
  const pressAlone = async (label: string) => {
    const [message] = await alone();
    type Buttons = { block_id?: string; elements?: { text?: { text?: string }; action_id?: string }[] };
    const found = (message?.blocks as Buttons[] | undefined)?.flatMap(
      ({ block_id: blockId, elements = [] }) =>
        elements.flatMap((each) => (each.text?.text === label ? [{ ...each, blockId }] : [])),
    )[0];
    if (!message || !found?.action_id) throw new Error(`There is no ${label}.`);
    const { action_id: actionId, blockId } = found;
    await oncall.press({ channel: place, ts: message.ts, actionId, blockId });
  };
  await pressAlone("Done");
  await oncall.until(async () => {
    await deliver();
    return shown((await alone())[0]).includes("✅ Done");
  });
  await pressAlone("Snooze a week");
  await oncall.until(async () => {
    await deliver();
    return shown((await alone())[0]).includes("No reminder until 2026-11-26");
  });
  expect(await alone()).toHaveLength(1);
  expect(workspace.report().refused).toEqual([]);
});

test("a reminder that cannot reach its owner alone mentions them in the thread, once", async () => {
  const { workspace, alone, remind, said } = await forgotten();
  workspace.fault({ method: "conversations.open", code: "cannot_dm_bot", times: 5 });
  await remind();
  await remind();
  expect(await alone()).toEqual([]);
  const [quiet, loud, ...others] = (await said()).map(shown);
  expect(others).toEqual([]);
  expect(quiet).not.toContain("U0ONCALL");
  expect(loud).toContain('"user_id":"U0ONCALL"');
});
