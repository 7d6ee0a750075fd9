import { describe, expect, test } from "vitest";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { fakeWorld, keyAlarm, lead } from "../fakes/world.ts";

const nth = (index: number, changes: Parameters<typeof keyAlarm>[0] = {}) =>
  keyAlarm({
    id: `storm-${index}-${changes.state ?? "ALARM"}-${changes.at ?? ""}`,
    name: `service-${index}`,
    ...changes,
  });

async function storm(alarms: number, settings: Parameters<typeof fakeWorld>[0] = {}) {
  const cairn = fakeWorld(settings);
  for (let index = 0; index < alarms; index++) await cairn.alarm(nth(index));
  const incidents = await cairn.ports.store.incidents({});
  return { cairn, incidents, raging: incidents.find(({ storm }) => storm) };
}

describe("a storm of alarms", () => {
  test("opens a few incidents and one for all the rest, which counts and lists them", async () => {
    const { cairn, incidents, raging } = await storm(60);
    expect(incidents).toHaveLength(11);
    expect(raging).toMatchObject({
      title: "Alarm storm: more than 10 new alarms in a minute",
      counts: { alarms: 50, firing: 50, transitions: 50 },
    });
    expect(await cairn.ports.store.alarms(raging?.id ?? "", 1_000)).toHaveLength(50);
    const transitions = cairn.world().timeline.filter(({ action }) => action === "alarm.transition");
    expect(transitions).toHaveLength(60);
  });

  test("is shown by edits of one message, not by one message an alarm", async () => {
    const { cairn, raging } = await storm(60);
    const ofStorm = cairn.outbox().filter((show) => show.incidentId === raging?.id && show.show !== "event");
    expect(ofStorm).toEqual([{ show: "incident", incidentId: raging?.id }]);
  });

  test("hears when one of its alarms is over, or fires again", async () => {
    const { cairn, raging } = await storm(30);
    await cairn.alarm(nth(29, { state: "OK", at: "2026-11-14T02:43:00.000+0000" }));
    await cairn.alarm(nth(28, { state: "OK", at: "2026-11-14T02:43:00.000+0000" }));
    await cairn.alarm(nth(28, { at: "2026-11-14T02:44:00.000+0000" }));
    expect(await cairn.ports.store.incident(raging?.id ?? "")).toMatchObject({
      counts: { alarms: 20, firing: 19, transitions: 23 },
    });
  });

  test("is over when a minute brings few: then a new alarm has an incident of its own", async () => {
    const { cairn } = await storm(30);
    cairn.advance(61_000);
    await cairn.alarm(nth(99));
    const [newest] = await cairn.ports.store.incidents({});
    expect(newest).toMatchObject({ storm: false, title: "service-99" });
  });

  test("that goes on after it was resolved comes back in the same thread", async () => {
    const { cairn, raging } = await storm(30);
    await resolveIncident(cairn.ports, { incidentId: raging?.id ?? "", resolution: "known", actor: lead });
    for (let index = 100; index < 130; index++) await cairn.alarm(nth(index));
    const storms = (await cairn.ports.store.incidents({})).filter(({ storm }) => storm);
    expect(storms).toMatchObject([{ id: raging?.id, state: "open", counts: { reopened: 1 } }]);
  });

  test("takes the severity of its worst alarm, and lists that one first", async () => {
    const routes = [{ match: { name: "service-47" }, severity: "P1" as const }];
    const { raging } = await storm(60, { routes });
    expect(raging?.severity).toBe("P1");
  });

  test("in one channel leaves the others alone", async () => {
    const routes = [{ match: { name: "quiet-*" }, channel: "C0QUIET" }];
    const { cairn } = await storm(40, { routes });
    await cairn.alarm(keyAlarm({ id: "quiet", name: "quiet-1" }));
    const [newest] = await cairn.ports.store.incidents({});
    expect(newest).toMatchObject({ storm: false, channel: "C0QUIET" });
  });

  test("is grouped as the settings say before anything is a storm", async () => {
    const grouping = { by: ["account" as const], reopenWithinMs: 0, stormAt: 10 };
    const { incidents } = await storm(50, { grouping });
    expect(incidents).toMatchObject([{ storm: false, counts: { alarms: 50 } }]);
  });
});
