import { describe, expect, test } from "vitest";
import type { Severity } from "../../src/domain/finding.ts";
import { plainText } from "../../src/domain/text/text.ts";
import { describeEntry } from "../../src/domain/timeline/describe-entry.ts";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { finishFollowUp } from "../../src/flows/follow-up/finish-follow-up.ts";
import { remindInThread } from "../../src/flows/follow-up/remind-in-thread.ts";
import { sendReminders } from "../../src/flows/follow-up/send-reminders.ts";
import { snoozeFollowUp } from "../../src/flows/follow-up/snooze-follow-up.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { snoozeIncident } from "../../src/flows/incidents/snooze-incident.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { entryView } from "../../src/slack/views/entry.ts";
import { fakeWorld, guest, lead, member, responder } from "../fakes/world.ts";
import { incident } from "../fixtures/slack/record.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Monday 16 November, ten in the morning, unless told otherwise; an incident that somebody declared. */
async function declared(severity: Severity, settings = {}, waitMs = 2 * day + 7 * hour + 18 * minute) {
  const world = fakeWorld(settings);
  const { ports, advance } = world;
  advance(waitMs);
  const wish = { title: "Somebody is in", severity, channel: "C0INCIDENTS", actor: responder };
  const { id } = await declareIncident(ports, wish);
  const said = async () =>
    (await ports.store.timeline(id))
      .filter(({ action }) => action.startsWith("reminder."))
      .map((entry) => plainText(describeEntry(entry)));
  return { ...world, id, said, remind: () => sendReminders(ports) };
}

describe("an urgent incident in which nobody writes", () => {
  test("gets one quiet line to its commander, and the next one only after as long again", async () => {
    const { remind, advance, said, ports, id, outbox } = await declared("P2");
    await takeCommand(ports, { incidentId: id, actor: lead });
    advance(29 * minute);
    await remind();
    expect(await said()).toEqual([]);
    advance(minute);
    await remind();
    await remind();
    expect(await said()).toEqual(["reminds: nobody has written here for 30m. How do things stand?"]);
    const entry = (await ports.store.timeline(id)).at(-1);
    expect(entry?.body).toMatchObject({ person: "U0LEAD", name: "u0lead" });
    expect(outbox().at(-1)).toEqual({ show: "entry", incidentId: id, seq: entry?.seq });
    advance(29 * minute);
    await remind();
    expect(await said()).toHaveLength(1);
    advance(minute);
    await remind();
    expect(await said()).toHaveLength(2);
    // Somebody writes: the time begins anew.
    await addNote(ports, { incidentId: id, text: "On it", actor: member });
    advance(29 * minute);
    await remind();
    expect(await said()).toHaveLength(2);
  });

  test("is not told so when it is a P3, snoozed, resolved or when reminders are off", async () => {
    const calm = await declared("P3");
    await takeCommand(calm.ports, { incidentId: calm.id, actor: lead });
    const off = await declared("P1", { reminders: { ...calm.ports.settings.reminders, off: true } });
    const snoozed = await declared("P1");
    const wish = { incidentId: snoozed.id, duration: "3h", reason: "We wait", actor: lead };
    await snoozeIncident(snoozed.ports, wish);
    const over = await declared("P1");
    await resolveIncident(over.ports, { incidentId: over.id, resolution: null, actor: lead });
    for (const each of [calm, off, snoozed, over]) {
      each.advance(2 * hour);
      await each.remind();
      expect(await each.said()).toEqual([]);
    }
  });

  test("waits for the morning as a P2, and does not as a P1", async () => {
    // Saturday, in the night.
    const night = await declared("P2", {}, 0);
    const urgent = await declared("P1", {}, 0);
    for (const each of [night, urgent]) {
      await takeCommand(each.ports, { incidentId: each.id, actor: lead });
      each.advance(hour);
      await each.remind();
    }
    expect(await night.said()).toEqual([]);
    expect(await urgent.said()).toHaveLength(1);
    // Monday at nine.
    night.advance(2 * day + 5 * hour + 18 * minute - minute);
    await night.remind();
    expect(await night.said()).toEqual([]);
    night.advance(minute);
    await night.remind();
    expect(await night.said()).toHaveLength(1);
  });
});

test("an incident that nobody commands says so once", async () => {
  const { remind, advance, said, ports, id } = await declared("P3");
  advance(14 * minute);
  await remind();
  expect(await said()).toEqual([]);
  advance(minute);
  await remind();
  advance(hour);
  await remind();
  expect(await said()).toEqual(["reminds: nobody has had command for 15m."]);
  await takeCommand(ports, { incidentId: id, actor: lead });
});

test("follow-ups that nobody did are told to their owners after the incident, until they are done", async () => {
  const { remind, advance, said, ports, id } = await declared("P3");
  await takeCommand(ports, { incidentId: id, actor: lead });
  const owner = { id: "U0RESPONDER", name: "responder" };
  await addFollowUp(ports, { incidentId: id, text: "Rotate the keys", owner, due: "3d", actor: member });
  await addFollowUp(ports, { incidentId: id, text: "Write a test", actor: member });
  await resolveIncident(ports, { incidentId: id, resolution: null, actor: lead });
  advance(3 * day - minute);
  await remind();
  expect(await said()).toEqual([]);
  advance(minute);
  await remind();
  await remind();
  expect(await said()).toEqual([
    "reminds: 2 follow-ups of this incident are open: Rotate the keys (by 2026-11-19); Write a test",
  ]);
  const entry = (await ports.store.timeline(id)).at(-1);
  // What has no owner is the commander's.
  expect(entry?.body.people).toEqual(["U0RESPONDER", "U0LEAD"]);
  for (const { seq } of (await ports.store.timeline(id)).filter(({ action }) => action === "followup.add"))
    await finishFollowUp(ports, { incidentId: id, followUp: seq, actor: member });
  advance(4 * day);
  await remind();
  expect(await said()).toHaveLength(1);
});

describe("whose follow-ups they are", () => {
  const owner = { id: "U0RESPONDER", name: "responder" };

  /** Resolved three days ago, in working hours, with a follow-up of one person and one of the commander. */
  async function forgotten(severity: Severity = "P3", waitMs?: number) {
    const world = await declared(severity, {}, waitMs);
    const { ports, id, advance } = world;
    await takeCommand(ports, { incidentId: id, actor: lead });
    await addFollowUp(ports, { incidentId: id, text: "Rotate the keys", owner, actor: member });
    await addFollowUp(ports, { incidentId: id, text: "Write a test", actor: member });
    await resolveIncident(ports, { incidentId: id, resolution: null, actor: lead });
    const [first = 0, second = 0] = (await ports.store.timeline(id)).flatMap(({ action, seq }) =>
      action === "followup.add" ? [seq] : [],
    );
    advance(3 * day);
    const direct = () =>
      world.outbox().flatMap((show) => (show.show === "follow-ups" ? [`${show.person} ${show.seq}`] : []));
    const last = async () =>
      (await ports.store.timeline(id)).findLast(({ action }) => action === "reminder.follow-ups");
    return { ...world, first, second, direct, last };
  }

  test("is told alone, once, and the thread says it without calling anybody", async () => {
    const { remind, direct, last } = await forgotten();
    await Promise.all([remind(), remind()]);
    const { seq, body } = (await last()) ?? expect.fail();
    expect(direct()).toEqual([`U0RESPONDER ${seq}`, `U0LEAD ${seq}`]);
    expect(body).toMatchObject({ alone: true, open: 2 });
    expect(JSON.stringify(entryView(incident(), { ...(await last()) } as never))).not.toContain(
      '"type":"user"',
    );
  });

  test("waits for working hours unless it is critical", async () => {
    // The incident is over on Wednesday at two in the night, so the reminder is due on Saturday.
    const night = 4 * day - 42 * minute;
    const calm = await forgotten("P2", night);
    const urgent = await forgotten("P1", night);
    for (const each of [calm, urgent]) await each.remind();
    expect(calm.direct()).toEqual([]);
    expect(urgent.direct()).toHaveLength(2);
  });

  test("is mentioned in the thread when the direct message does not arrive, once", async () => {
    const { remind, direct, last, ports, id, said } = await forgotten();
    await remind();
    const { seq } = (await last()) ?? expect.fail();
    const failed = { incidentId: id, seq, person: "U0RESPONDER" };
    const tell = () =>
      ports.store.transaction((tx) =>
        remindInThread(tx, failed, "Slack opened no direct message.", ports.clock()),
      );
    await tell();
    await tell();
    expect(await said()).toHaveLength(2);
    expect((await last())?.body).toMatchObject({
      people: ["U0RESPONDER"],
      open: 1,
      texts: "Rotate the keys",
    });
    expect(JSON.stringify(entryView(incident(), { ...(await last()) } as never))).toContain(
      '"user_id":"U0RESPONDER"',
    );
    await remind();
    expect(direct()).toHaveLength(2);
  });

  test("is reminded of nothing in a private incident but in its thread", async () => {
    const { remind, direct, last, world } = await forgotten();
    Object.assign(world().incidents[0] ?? {}, { private: true });
    await remind();
    expect(direct()).toEqual([]);
    expect((await last())?.body).not.toHaveProperty("alone");
    expect((await last())?.body.people).toEqual(["U0RESPONDER", "U0LEAD"]);
  });

  test("can put it off for a week, and the message shows it, as it shows what was done", async () => {
    const { remind, direct, last, ports, id, first, second, advance, world } = await forgotten();
    await remind();
    world().outbox.length = 0;
    const wish = { incidentId: id, followUp: first, actor: responder };
    await expect(snoozeFollowUp(ports, { ...wish, actor: guest })).rejects.toThrow(/Guests/);
    await snoozeFollowUp(ports, wish);
    const { seq } = (await last()) ?? expect.fail();
    expect(direct()).toEqual([`U0RESPONDER ${seq}`, `U0LEAD ${seq}`]);
    await expect(snoozeFollowUp(ports, wish)).rejects.toThrow("snoozed already");
    await finishFollowUp(ports, { incidentId: id, followUp: second, actor: lead });
    await expect(snoozeFollowUp(ports, { ...wish, followUp: second })).rejects.toThrow("already done");
    await expect(snoozeFollowUp(ports, { ...wish, followUp: 99 })).rejects.toThrow("no follow-up 99");
    // Monday at ten plus three days, and six more: not yet.
    advance(6 * day);
    await remind();
    expect((await last())?.seq).toBe(seq);
    advance(day);
    await remind();
    expect((await last())?.body).toMatchObject({
      open: 1,
      texts: "Rotate the keys",
      people: ["U0RESPONDER"],
    });
  });
});
