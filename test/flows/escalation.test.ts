import { beforeEach, describe, expect, test } from "vitest";
import type { Ladder } from "../../src/domain/escalation/ladder.ts";
import { callNextSoon } from "../../src/flows/escalation/call-next-soon.ts";
import { climbLadders } from "../../src/flows/escalation/climb-ladders.ts";
import { escalateIncident } from "../../src/flows/escalation/escalate-incident.ts";
import { escalationChoices } from "../../src/flows/escalation/escalation-choices.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { changeSeverity } from "../../src/flows/incidents/change-severity.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { snoozeIncident } from "../../src/flows/incidents/snooze-incident.ts";
import { wakeIncidents } from "../../src/flows/incidents/wake-incidents.ts";
import type { Settings } from "../../src/flows/ports.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { fakeWorld, guest, keyAlarm, lead, member, responder } from "../fakes/world.ts";

const minute = 60_000;
const security: Ladder = {
  from: "P4",
  rungs: [
    { notify: ["U0ONCALL"], afterSeconds: 300, outside: "skip" },
    { notify: ["U0SECOND", "S0TEAM"], afterSeconds: 600, outside: "skip" },
    { notify: ["C0LEADS"], afterSeconds: 600, outside: "skip" },
  ],
};
const withLadder = (changes: Partial<Settings> = {}) =>
  fakeWorld({ ladders: { security }, ladder: "security", ...changes });

let world: ReturnType<typeof fakeWorld>;
beforeEach(() => {
  world = withLadder();
});

const namesCalled = (of = world) =>
  of
    .world()
    .timeline.filter(({ action }) => action === "incident.escalate")
    .map(({ body }) => body.names);

async function later(minutes: number, of = world): Promise<void> {
  of.advance(minutes * minute);
  await climbLadders(of.ports);
}

describe("an incident that nobody answers", () => {
  test("calls one rung after the other, each after its time, and then nobody", async () => {
    await world.alarm();
    const { id } = await world.onlyIncident();
    await later(4);
    expect(namesCalled()).toEqual([]);
    await later(1);
    expect(namesCalled()).toEqual(["on-call"]);
    await later(9);
    expect(namesCalled()).toEqual(["on-call"]);
    await later(1);
    expect(namesCalled()).toEqual(["on-call", "second and team"]);
    await later(10);
    expect(namesCalled()).toEqual(["on-call", "second and team", "#leads"]);
    await later(600);
    expect(namesCalled()).toHaveLength(3);
    const entries = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    expect(entries.map(({ body }) => [body.rung, body.of, body.why])).toEqual([
      [1, 3, "nobody has answered INC-1 for 5m"],
      [2, 3, "nobody has answered INC-1 for 15m"],
      [3, 3, "nobody has answered INC-1 for 25m"],
    ]);
    // One message a rung in the thread; the channel of the ladder has its own.
    const shows = world.outbox();
    for (const { seq } of entries)
      expect(shows.filter((each) => each.show === "entry" && each.seq === seq)).toHaveLength(1);
    expect(shows.filter(({ show }) => show === "call")).toEqual([
      { show: "call", incidentId: id, seq: entries[2]?.seq, channel: "C0LEADS" },
    ]);
  });

  test("names a private channel to nobody, also when it cannot be called", async () => {
    world.world().privateChannels.push("C0LEADS");
    await world.alarm();
    const { id: incidentId } = await world.onlyIncident();
    await later(5);
    await later(10);
    await later(10);
    expect(namesCalled().at(-1)).toBe("a private channel");
    const { seq } = world.world().timeline.at(-1) ?? { seq: 0 };
    await world.ports.store.transaction((tx) =>
      callNextSoon(
        tx,
        { show: "call", incidentId, seq, channel: "C0LEADS" },
        "not in channel",
        world.ports.clock(),
      ),
    );
    expect(world.world().timeline.at(-1)?.body).toMatchObject({ names: "a private channel" });
  });

  test("calls a group or a channel that somebody names; a private incident is not told in another channel", async () => {
    await world.alarm();
    const { id: incidentId } = await world.onlyIncident();
    expect(await escalateIncident(world.ports, { incidentId, to: "S0TEAM", actor: member })).toEqual({
      called: "team",
    });
    await escalateIncident(world.ports, { incidentId, to: "C0LEADS", actor: member });
    expect(world.outbox().filter(({ show }) => show === "call")).toMatchObject([{ channel: "C0LEADS" }]);
    await expect(
      escalateIncident(world.ports, { incidentId, to: "<!channel>", actor: member }),
    ).rejects.toThrow("Only a person, a user group or a channel");
    for (const each of world.world().incidents) each.private = true;
    const insider = { ...member, privateChannels: ["C0INCIDENTS"] } as typeof member;
    await expect(
      escalateIncident(world.ports, { incidentId, to: "C0LEADS", actor: insider }),
    ).rejects.toThrow("is private and is not told in another channel");
  });

  test("declared by hand, climbs too", async () => {
    const wish = { title: "Something is wrong", channel: "C0INCIDENTS", actor: member };
    await declareIncident(world.ports, wish);
    await later(5);
    expect(namesCalled()).toEqual(["on-call"]);
  });

  test("calls nobody twice for what was missed while Cairn was down, but goes on from there", async () => {
    await world.alarm();
    await later(300);
    expect(namesCalled()).toEqual(["on-call"]);
    await later(0);
    expect(namesCalled()).toEqual(["on-call"]);
    await later(10);
    expect(namesCalled()).toHaveLength(2);
  });

  test("calls nobody without a ladder", async () => {
    world = fakeWorld();
    await world.alarm();
    await later(600);
    expect(namesCalled()).toEqual([]);
  });

  test("climbs the ladder of its route", async () => {
    const other: Ladder = {
      ...security,
      rungs: [{ notify: ["U0SECOND"], afterSeconds: 60, outside: "skip" }],
    };
    world = withLadder({
      ladders: { security, other },
      routes: [{ match: { name: "access-key*" }, ladder: "other" }],
    });
    await world.alarm();
    await later(1);
    expect(namesCalled()).toEqual(["second"]);
  });
});

describe("whoever answers stops it:", () => {
  const answers: [string, (incidentId: string) => Promise<unknown>][] = [
    ["acknowledging", (incidentId) => acknowledgeIncident(world.ports, { incidentId, actor: member })],
    ["taking command", (incidentId) => takeCommand(world.ports, { incidentId, actor: responder })],
    [
      "resolving",
      (incidentId) => resolveIncident(world.ports, { incidentId, resolution: null, actor: lead }),
    ],
    [
      "snoozing",
      (incidentId) =>
        snoozeIncident(world.ports, { incidentId, duration: "1d", reason: "planned", actor: member }),
    ],
  ];
  test.each(answers)("%s", async (_, answer) => {
    await world.alarm();
    const { id } = await world.onlyIncident();
    await later(5);
    for (const each of world.world().outbox) each.state = "sent";
    const sent = world.outbox().length;
    await answer(id);
    // The message that called is edited, so that nobody comes too late.
    const [call] = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    const edit = { show: "entry", incidentId: id, seq: call?.seq };
    expect(world.outbox().slice(sent)).toContainEqual(edit);
    await later(600);
    expect(namesCalled()).toEqual(["on-call"]);
    expect((await world.ports.store.escalation(id))?.dueAt).toBeNull();
  });
});

test("an incident that is opened again is called for again, from the first rung", async () => {
  await world.alarm();
  const { id } = await world.onlyIncident();
  await later(5);
  await takeCommand(world.ports, { incidentId: id, actor: lead });
  await resolveIncident(world.ports, { incidentId: id, resolution: "done", actor: lead });
  await later(60);
  await reopenIncident(world.ports, { incidentId: id, reason: "not over", actor: lead });
  await later(4);
  expect(namesCalled()).toEqual(["on-call"]);
  await later(1);
  expect(namesCalled()).toEqual(["on-call", "on-call"]);
  expect((await world.ports.store.escalation(id))?.climb).toBe(2);
});

test("an alarm that fires again within the window calls again too", async () => {
  await world.alarm();
  const { id } = await world.onlyIncident();
  await acknowledgeIncident(world.ports, { incidentId: id, actor: lead });
  await resolveIncident(world.ports, { incidentId: id, resolution: "done", actor: lead });
  world.advance(10 * minute);
  const body = keyAlarm({ id: "11111111-0000-4000-8000-000000000002", at: "2026-11-14T02:52:00.000+0000" });
  await world.alarm(body);
  expect((await world.onlyIncident()).state).toBe("open");
  await later(5);
  expect(namesCalled()).toEqual(["on-call"]);
});

test("after a snooze it begins anew when nobody has acknowledged", async () => {
  await world.alarm();
  const { id } = await world.onlyIncident();
  await snoozeIncident(world.ports, { incidentId: id, duration: "1h", reason: "planned", actor: member });
  await later(30);
  expect(namesCalled()).toEqual([]);
  world.advance(30 * minute);
  await wakeIncidents(world.ports);
  await later(5);
  expect(namesCalled()).toEqual(["on-call"]);
});

describe("a ladder from a severity on", () => {
  beforeEach(() => {
    world = withLadder({ ladders: { security: { ...security, from: "P2" } } });
  });

  test("is not climbed by what is less urgent, and begins when that is raised", async () => {
    const wish = { title: "Slow", severity: "P3", channel: "C0INCIDENTS", actor: member } as const;
    const { id } = await declareIncident(world.ports, wish);
    await later(60);
    expect(namesCalled()).toEqual([]);
    await changeSeverity(world.ports, { incidentId: id, severity: "P1", actor: lead });
    await later(5);
    expect(namesCalled()).toEqual(["on-call"]);
    await changeSeverity(world.ports, { incidentId: id, severity: "P4", actor: lead });
    await later(60);
    expect(namesCalled()).toEqual(["on-call"]);
  });
});

describe("a rung with hours", () => {
  // Saturday, 02:42 UTC.
  const hours = { timeZone: "Europe/Berlin", days: ["mon", "sat"], from: "09:00", to: "17:00" } as const;
  const ladderOf = (outside: "skip" | "wait"): Ladder => ({
    from: "P4",
    rungs: [
      { notify: ["S0TEAM"], afterSeconds: 300, hours, outside },
      { notify: ["U0ONCALL"], afterSeconds: 600, outside: "skip" },
    ],
  });

  test("is passed over outside them: the one after it is called in its place", async () => {
    world = withLadder({ ladders: { security: ladderOf("skip") } });
    await world.alarm();
    await later(5);
    expect(namesCalled()).toEqual(["on-call"]);
    const [entry] = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    expect(entry?.body).toMatchObject({ passed: "team", rung: 2 });
  });

  test("waits until they begin where it is told to", async () => {
    world = withLadder({ ladders: { security: ladderOf("wait") } });
    await world.alarm();
    const { id } = await world.onlyIncident();
    await later(5);
    expect(namesCalled()).toEqual([]);
    // 09:00 in Berlin, in November.
    expect((await world.ports.store.escalation(id))?.dueAt).toEqual(new Date("2026-11-14T08:00:00Z"));
    await later(5 * 60 + 12);
    expect(namesCalled()).toEqual([]);
    await later(1);
    expect(namesCalled()).toEqual(["team"]);
    await later(10);
    expect(namesCalled()).toEqual(["team", "on-call"]);
  });

  test("that is the last one says that nobody is left", async () => {
    const [rung] = ladderOf("skip").rungs;
    world = withLadder({ ladders: { security: { from: "P4", rungs: rung ? [rung] : [] } } });
    await world.alarm();
    const { id } = await world.onlyIncident();
    await later(5);
    const end = world.world().timeline.at(-1);
    expect(end).toMatchObject({ action: "escalation.end", body: { ladder: "security", passed: "team" } });
    expect(world.outbox()).toContainEqual({ show: "entry", incidentId: id, seq: end?.seq });
    await later(600);
    expect(world.world().timeline.at(-1)).toEqual(end);
  });
});

describe("escalating by hand", () => {
  const incidentOf = async () => {
    await world.alarm();
    return (await world.onlyIncident()).id;
  };

  test("calls the next rung at once, with the reason, whatever its hours; the rest comes after its time", async () => {
    const incidentId = await incidentOf();
    await later(2);
    expect(
      await escalateIncident(world.ports, { incidentId, reason: " I am stuck ", actor: member }),
    ).toEqual({
      called: "on-call",
    });
    const [entry] = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    expect(entry).toMatchObject({
      actor: { id: "U0MEMBER" },
      body: { by: "person", why: "I am stuck", rung: 1, to: ["U0ONCALL"] },
    });
    await later(9);
    expect(namesCalled()).toHaveLength(1);
    await later(1);
    expect(namesCalled()).toEqual(["on-call", "second and team"]);
  });

  test("of an acknowledged incident calls one rung, and the ladder stays where it is", async () => {
    const incidentId = await incidentOf();
    await acknowledgeIncident(world.ports, { incidentId, actor: member });
    await escalateIncident(world.ports, { incidentId, actor: member });
    await later(600);
    expect(namesCalled()).toEqual(["on-call"]);
    await escalateIncident(world.ports, { incidentId, actor: member });
    expect(namesCalled()).toEqual(["on-call", "second and team"]);
  });

  test("says so when no rung is left, and offers the leads", async () => {
    const incidentId = await incidentOf();
    for (let rung = 0; rung < 3; rung++) await escalateIncident(world.ports, { incidentId, actor: member });
    await expect(escalateIncident(world.ports, { incidentId, actor: member })).rejects.toThrow(
      /No rung of the ladder security is left above INC-1\. Say whom to call/,
    );
    const choices = await escalationChoices(world.ports, { incidentId, actor: member });
    expect(choices).toMatchObject({ ended: "security", leads: [{ id: "U0LEAD", name: "lead" }] });
    expect(choices.next).toBeUndefined();
    await escalateIncident(world.ports, {
      incidentId,
      to: "U0LEAD",
      reason: "nobody answers",
      actor: member,
    });
    expect(namesCalled().at(-1)).toBe("lead");
  });

  test("works without any ladder, by a name", async () => {
    world = fakeWorld();
    const incidentId = await incidentOf();
    await expect(escalateIncident(world.ports, { incidentId, actor: member })).rejects.toThrow(
      /No ladder is set for INC-1/,
    );
    await escalateIncident(world.ports, { incidentId, to: "U0LEAD", actor: member });
    expect(namesCalled()).toEqual(["lead"]);
    await later(600);
    expect(namesCalled()).toEqual(["lead"]);
  });

  test("from a form that is out of date calls nobody: the ladder went on meanwhile", async () => {
    const incidentId = await incidentOf();
    const { seen } = await escalationChoices(world.ports, { incidentId, actor: member });
    await escalateIncident(world.ports, { incidentId, seen, actor: member });
    await expect(escalateIncident(world.ports, { incidentId, seen, actor: lead })).rejects.toThrow(
      /went on while you were looking/,
    );
    expect(namesCalled()).toEqual(["on-call"]);
  });

  test("is for everybody in the channel, and for no guest, and not once it is resolved", async () => {
    const incidentId = await incidentOf();
    await expect(escalateIncident(world.ports, { incidentId, actor: guest })).rejects.toThrow(/Guests/);
    await resolveIncident(world.ports, { incidentId, resolution: null, actor: lead });
    await expect(escalateIncident(world.ports, { incidentId, actor: lead })).rejects.toThrow(
      /already resolved/,
    );
    expect(namesCalled()).toEqual([]);
  });
});

describe("somebody who is due for several incidents", () => {
  const opened = async (names: readonly string[]) => {
    for (const [index, name] of names.entries()) {
      await world.alarm(keyAlarm({ name, id: `11111111-0000-4000-8000-00000000001${index}` }));
      world.advance(5_000);
    }
  };

  test("is mentioned in one thread, with the others named; each thread says where", async () => {
    await opened(["one", "two", "three"]);
    await later(5);
    const entries = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    expect(entries.map(({ body }) => [body.others, body.with])).toEqual([
      ["INC-2, INC-3", undefined],
      [undefined, "INC-1"],
      [undefined, "INC-1"],
    ]);
    await later(0);
    expect(namesCalled()).toHaveLength(3);
  });

  test("is called in the next one when the first was answered", async () => {
    await opened(["one", "two", "three"]);
    const first = await world.ports.store.incidentByNumber(1);
    await acknowledgeIncident(world.ports, { incidentId: first?.id ?? "", actor: member });
    await later(5);
    const entries = world.world().timeline.filter(({ action }) => action === "incident.escalate");
    expect(
      entries.map(({ incidentId, body }) => [incidentId === first?.id, body.others ?? body.with]),
    ).toEqual([
      [false, "INC-3"],
      [false, "INC-2"],
    ]);
  });
});

describe("a private incident", () => {
  test("is told in no channel of the ladder", async () => {
    world.world().privateChannels.push("C0INCIDENTS");
    await world.alarm();
    await later(600);
    await later(600);
    await later(600);
    expect(namesCalled()).toEqual(["on-call", "second and team"]);
    expect(world.outbox().filter(({ show }) => show === "call")).toEqual([]);
  });
});

test("a channel that takes no call is told of in the thread, and the next rung is due at once", async () => {
  const [first, ...others] = [
    { notify: ["C0LEADS"], afterSeconds: 60, outside: "skip" } as const,
    ...security.rungs,
  ];
  world = withLadder({ ladders: { security: { from: "P4", rungs: [first, ...others] } } });
  await world.alarm();
  const { id } = await world.onlyIncident();
  await later(1);
  const call = world.outbox().find((each) => each.show === "call");
  if (call?.show !== "call") throw new Error("Nobody was called.");
  const now = world.ports.clock();
  await world.ports.store.transaction((tx) => callNextSoon(tx, call, "not_in_channel", now));
  expect(world.world().timeline.at(-1)).toMatchObject({
    action: "escalation.fail",
    body: { channel: "C0LEADS", why: "not_in_channel" },
  });
  expect(world.outbox()).toContainEqual({
    show: "entry",
    incidentId: id,
    seq: world.world().timeline.length,
  });
  await later(0);
  expect(namesCalled()).toEqual(["#leads", "on-call"]);
});
