import { describe, expect, test } from "vitest";
import { plainText } from "../../src/domain/text/text.ts";
import { describeEntry } from "../../src/domain/timeline/describe-entry.ts";
import { endMutes } from "../../src/flows/alarms/end-mutes.ts";
import { muteAlarm } from "../../src/flows/alarms/mute-alarm.ts";
import { unmuteAlarm } from "../../src/flows/alarms/unmute-alarm.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { fakeWorld, guest, keyAlarm, lead, member } from "../fakes/world.ts";

const minute = 60_000;
let ids = 0;

/** A world with one open incident of one alarm, and a way to let that alarm change. */
async function flapping(settings: Parameters<typeof fakeWorld>[0] = {}) {
  const world = fakeWorld(settings);
  await world.alarm(keyAlarm({ id: `first-${++ids}` }));
  const incident = await world.onlyIncident();
  let at = Date.parse("2026-11-14T02:42:00Z");
  const change = (state: string, name?: string) => {
    at += minute;
    return world.alarm(
      keyAlarm({ id: `change-${++ids}`, state, name, at: new Date(at).toISOString().replace("Z", "+0000") }),
    );
  };
  const mute = (duration = "2h", alarm?: string) =>
    muteAlarm(world.ports, {
      ...{ incidentId: incident.id, alarm, duration, reason: "It flaps while we deploy" },
      actor: member,
    });
  const posts = () => world.outbox().filter(({ show }) => show === "entry").length;
  const told = async () =>
    (await world.ports.store.timeline(incident.id)).map((entry) => plainText(describeEntry(entry)));
  return { ...world, incident, change, mute, posts, told };
}

describe("a muted alarm", () => {
  test("says nothing, while what it does is counted and stands in the timeline", async () => {
    const { change, mute, posts, told, incident, ports } = await flapping();
    await mute();
    const before = posts();
    await change("OK");
    await change("ALARM");
    await change("OK");
    expect(posts()).toBe(before);
    expect((await ports.store.incident(incident.id))?.counts).toMatchObject({ firing: 0, transitions: 4 });
    expect(await ports.store.alarms(incident.id, 9)).toMatchObject([
      { state: "OK", transitions: 4, count: 2 },
    ]);
    expect((await told()).filter((line) => line.includes("(muted)"))).toHaveLength(3);
    expect(await ports.store.mutes({ incidentId: incident.id })).toMatchObject([
      { name: "access-key-used-elsewhere", transitions: 3, wouldHaveOpened: 0 },
    ]);
  });

  test("reopens nothing, and what it would have reopened is kept and listed", async () => {
    const { change, mute, ports, incident, outbox } = await flapping();
    await change("OK");
    await mute();
    await resolveIncident(ports, { incidentId: incident.id, resolution: null, actor: lead });
    const before = outbox().length;
    await change("ALARM");
    await change("OK");
    await change("ALARM");
    expect(outbox()).toHaveLength(before);
    expect(await ports.store.incident(incident.id)).toMatchObject({ state: "resolved" });
    expect(await ports.store.mutes({})).toMatchObject([{ transitions: 3, wouldHaveOpened: 2 }]);
  });

  test("that is in ALARM when its mute is over is applied then", async () => {
    const { change, mute, ports, incident, advance, world } = await flapping();
    await change("OK");
    await mute("10m");
    await resolveIncident(ports, { incidentId: incident.id, resolution: null, actor: lead });
    await change("ALARM");
    advance(9 * minute);
    await endMutes(ports);
    expect(await ports.store.incident(incident.id)).toMatchObject({ state: "resolved" });
    advance(minute);
    await endMutes(ports);
    expect(await ports.store.incident(incident.id)).toMatchObject({
      state: "open",
      counts: { firing: 1, reopened: 1 },
    });
    expect(world()).toMatchObject({ mutes: [], held: [] });
    // Nothing is left to be done twice.
    await endMutes(ports);
    expect(await ports.store.timeline(incident.id)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ action: "alarm.mute-end" })]),
    );
  });

  test("that is OK again when its mute is over opens nothing", async () => {
    const { change, mute, ports, incident, advance } = await flapping();
    await change("OK");
    await mute("10m");
    await resolveIncident(ports, { incidentId: incident.id, resolution: null, actor: lead });
    await change("ALARM");
    await change("OK");
    advance(10 * minute);
    await endMutes(ports);
    expect(await ports.store.incident(incident.id)).toMatchObject({ state: "resolved" });
    expect(await ports.store.mutes({})).toEqual([]);
  });

  test("is heard as ever once its mute is over, before anybody has cleaned up", async () => {
    const { change, mute, posts, advance, ports, incident } = await flapping();
    await mute("10m");
    advance(10 * minute);
    const before = posts();
    await change("OK");
    expect(posts()).toBe(before + 1);
    expect(await ports.store.mutes({ incidentId: incident.id })).toMatchObject([{ transitions: 0 }]);
  });

  test("of which something newer came after the mute's end is not applied with what is old", async () => {
    const { change, mute, ports, incident, advance } = await flapping();
    await change("OK");
    await mute("10m");
    await resolveIncident(ports, { incidentId: incident.id, resolution: null, actor: lead });
    await change("ALARM");
    advance(10 * minute);
    await change("OK");
    await endMutes(ports);
    expect(await ports.store.incident(incident.id)).toMatchObject({ state: "resolved" });
  });

  test("leaves other alarms alone", async () => {
    const { change, mute, ports } = await flapping();
    await mute();
    await change("ALARM", "another-alarm");
    expect(await ports.store.incidents({ state: "open" })).toHaveLength(2);
  });

  test("can be unmuted before its time: what it is now is applied at once", async () => {
    const { change, mute, ports, incident } = await flapping();
    await change("OK");
    await mute();
    await resolveIncident(ports, { incidentId: incident.id, resolution: null, actor: lead });
    await change("ALARM");
    expect(await unmuteAlarm(ports, { incidentId: incident.id, actor: member })).toBe(
      "access-key-used-elsewhere",
    );
    expect(await ports.store.incident(incident.id)).toMatchObject({ state: "open" });
    const actions = (await ports.store.timeline(incident.id)).map(({ action }) => action);
    expect(actions).toContain("alarm.unmute");
    expect(actions).not.toContain("alarm.mute-end");
    await expect(unmuteAlarm(ports, { incidentId: incident.id, actor: member })).rejects.toThrow(/is muted/);
  });

  test("that is muted again keeps what was counted, with the new end", async () => {
    const { change, mute, ports, incident, advance } = await flapping();
    await mute("10m");
    await change("OK");
    await mute("2h");
    expect(await ports.store.mutes({ incidentId: incident.id })).toMatchObject([
      { transitions: 1, until: new Date("2026-11-14T04:42:00Z") },
    ]);
    advance(10 * minute);
    await endMutes(ports);
    expect(await ports.store.mutes({})).toHaveLength(1);
  });
});

describe("muting is refused", () => {
  test.each([
    [{ duration: "long" }, /is no duration/],
    [{ duration: "8d" }, /A week is the longest/],
    [{ reason: " " }, /Say why/],
    [{ alarm: "nothing-like-it" }, /No alarm of this incident is called .* There is access-key/],
    [{ actor: guest }, /Guests/],
    [{ incidentId: "nobody" }, /not in the record/],
  ])("for %j", async (changes, why) => {
    const { ports, incident } = await flapping();
    const wish = { incidentId: incident.id, duration: "1h", reason: "It flaps", actor: member };
    await expect(muteAlarm(ports, { ...wish, ...changes })).rejects.toThrow(why);
    expect(await ports.store.mutes({})).toEqual([]);
  });

  test("while several alarms may be meant, and not once one of them flaps", async () => {
    const { change, mute, ports, incident } = await flapping({
      grouping: { by: ["account"], reopenWithinMs: 30 * minute, stormAt: 10 },
    });
    await change("ALARM", "another-alarm");
    await expect(mute()).rejects.toThrow(/say which/);
    for (const state of ["OK", "ALARM", "OK", "ALARM"]) await change(state, "another-alarm");
    expect((await mute()).name).toBe("another-alarm");
    await mute("1h", "Access-Key");
    expect(await ports.store.mutes({ incidentId: incident.id })).toHaveLength(2);
    await expect(unmuteAlarm(ports, { incidentId: incident.id, actor: member })).rejects.toThrow(/Say which/);
    await unmuteAlarm(ports, { incidentId: incident.id, alarm: "another", actor: member });
    expect(await ports.store.mutes({})).toMatchObject([{ name: "access-key-used-elsewhere" }]);
  });
});
