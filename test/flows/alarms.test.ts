import { describe, expect, test } from "vitest";
import { UnavailableError } from "../../src/domain/errors.ts";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { fakeWorld, keyAlarm, lead } from "../fakes/world.ts";

const ok = (id: string, at: string) => keyAlarm({ id, state: "OK", at });

describe("an alarm", () => {
  test("opens one incident, with its runbook's first step ready and a thread to show", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    const incident = await cairn.onlyIncident();
    expect(incident).toMatchObject({ state: "open", title: "access-key-used-elsewhere", nextStep: "who" });
    expect(cairn.outbox().map(({ show }) => show)).toEqual(["event", "incident", "step"]);
    expect(cairn.world().timeline.map(({ action }) => action)).toEqual([
      "incident.open",
      "alarm.transition",
      "runbook.start",
    ]);
    expect(chainFault(cairn.world().timeline)).toBeUndefined();
  });

  test("counts once, however often and by whatever path it comes", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    await cairn.alarm(keyAlarm({ id: "another-delivery" }));
    const transitions = cairn.world().timeline.filter(({ action }) => action === "alarm.transition");
    expect(transitions).toHaveLength(1);
    expect(await cairn.alarms()).toMatchObject([
      {
        key: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:access-key-used-elsewhere|c1",
        count: 1,
      },
    ]);
  });

  test("that goes off again updates its open incident, and opens a new one long after it was resolved", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    await cairn.alarm(ok("2", "2026-11-14T02:45:00.000+0000"));
    await cairn.alarm(keyAlarm({ id: "3", at: "2026-11-14T02:50:00.000+0000" }));
    const { id } = await cairn.onlyIncident();
    await resolveIncident(cairn.ports, { incidentId: id, resolution: "done", actor: lead });
    cairn.advance(31 * 60_000);
    await cairn.alarm(keyAlarm({ id: "4", at: "2026-11-14T03:50:00.000+0000" }));
    const incidents = await cairn.ports.store.incidents({});
    expect(incidents.map(({ number, state }) => [number, state])).toEqual([
      [2, "open"],
      [1, "resolved"],
    ]);
  });

  test("that fires again soon after its incident was resolved opens that one anew, and is counted", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    const { id } = await cairn.onlyIncident();
    await resolveIncident(cairn.ports, { incidentId: id, resolution: "done", actor: lead });
    cairn.advance(10 * 60_000);
    await cairn.alarm(keyAlarm({ id: "2", at: "2026-11-14T02:52:00.000+0000" }));
    expect(await cairn.onlyIncident()).toMatchObject({
      ...{ id, state: "open", acknowledgedBy: null, resolution: null },
      counts: { alarms: 1, firing: 1, transitions: 2, reopened: 1 },
    });
    expect(cairn.world().timeline.map(({ action }) => action)).toContain("incident.reopen");
  });

  test("that flaps is counted, and its thread hears of the first changes only", async () => {
    const cairn = fakeWorld();
    for (let turn = 0; turn < 20; turn++) {
      const at = new Date(Date.UTC(2026, 10, 14, 2, 41, turn)).toISOString();
      await cairn.alarm(keyAlarm({ id: `flap-${turn}`, at, state: turn % 2 === 0 ? "ALARM" : "OK" }));
    }
    expect((await cairn.onlyIncident()).counts).toMatchObject({ alarms: 1, firing: 0, transitions: 20 });
    expect(cairn.outbox().filter(({ show }) => show === "entry").length).toBeLessThan(8);
  });

  test("that is overtaken by its own OK opens an incident that says so", async () => {
    const cairn = fakeWorld();
    await cairn.alarm(ok("early", "2026-11-14T02:45:00.000+0000"));
    await cairn.alarm();
    expect((await cairn.onlyIncident()).counts).toMatchObject({ firing: 0, transitions: 2 });
    expect(await cairn.alarms()).toMatchObject([{ state: "OK", count: 1 }]);
    expect(cairn.world().timeline.filter(({ action }) => action === "alarm.transition")).toMatchObject([
      { body: { state: "ALARM" } },
      { body: { state: "OK", reason: "This came before its ALARM did." } },
    ]);
  });

  test("whose OK arrives before its ALARM stays in ALARM when the ALARM is the later one", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    await cairn.alarm(ok("late", "2026-11-14T02:30:00.000+0000"));
    const [status] = await cairn.alarms();
    expect(status?.state).toBe("ALARM");
    expect(cairn.world().timeline.at(-1)).toMatchObject({ action: "alarm.transition", body: { late: true } });
  });

  test("whose OK came first is told whole once the ALARM before it arrives, though a later ALARM opened the incident", async () => {
    const cairn = fakeWorld();
    await cairn.alarm(ok("first", "2026-11-14T02:45:00.000+0000"));
    await cairn.alarm(keyAlarm({ id: "again", at: "2026-11-14T02:50:00.000+0000" }));
    await cairn.alarm(keyAlarm({ id: "late", at: "2026-11-14T02:40:00.000+0000" }));
    const told = cairn.world().timeline.filter(({ action }) => action === "alarm.transition");
    expect(told.map(({ body }) => body.at).toSorted()).toEqual([
      "2026-11-14T02:40:00.000Z",
      "2026-11-14T02:45:00.000Z",
      "2026-11-14T02:50:00.000Z",
    ]);
    expect(await cairn.alarms()).toMatchObject([{ state: "ALARM", transitions: 3 }]);
  });

  test("that is OK or has no data opens nothing", async () => {
    const cairn = fakeWorld();
    await cairn.alarm(ok("1", "2026-11-14T02:45:00.000+0000"));
    await cairn.alarm(keyAlarm({ id: "2", state: "INSUFFICIENT_DATA" }));
    expect(await cairn.ports.store.incidents({})).toEqual([]);
    expect(cairn.world().inbox.map(({ state }) => state)).toEqual(["done", "done"]);
  });

  test("goes where its route says", async () => {
    const routes = [{ match: { name: "access-key-*" }, channel: "C0SECURITY", severity: "P1" as const }];
    const cairn = fakeWorld({ routes });
    await cairn.alarm();
    expect(await cairn.onlyIncident()).toMatchObject({ channel: "C0SECURITY", severity: "P1" });
  });
});

describe("a message nobody understands", () => {
  test("is kept as unparsed with the reason, and blocks nobody", async () => {
    const cairn = fakeWorld();
    await cairn.alarm(JSON.stringify({ id: "x", hello: "world" }));
    await cairn.alarm();
    const [unparsed] = await cairn.ports.store.inbox({ state: "unparsed" });
    expect(unparsed?.error).toMatch(/No form of an alarm/);
    await cairn.onlyIncident();
  });

  test("that breaks the triage again and again is put aside after five attempts, and others pass", async () => {
    const cairn = fakeWorld();
    const ports = {
      ...cairn.ports,
      clock: () => {
        throw new Error("broken");
      },
    };
    await cairn.ports.store.transaction((tx) =>
      tx.keepMessages([{ source: "sqs", transportKey: "sqs:1", body: keyAlarm() }], new Date()),
    );
    for (let attempt = 0; attempt < 5; attempt++) expect(await triageInbox(ports)).toBe(true);
    expect(await triageInbox(ports)).toBe(false);
    expect(await cairn.ports.store.inbox({ state: "dead" })).toMatchObject([
      { error: "broken", attempts: 5 },
    ]);
    expect(await cairn.ports.store.incidents({})).toEqual([]);
  });
});

test("an alarm that came in while a neighbour was down is not put aside, however long that took", async () => {
  const cairn = fakeWorld();
  await cairn.ports.store.transaction((tx) =>
    tx.keepMessages([{ source: "sqs", transportKey: "sqs:1", body: keyAlarm() }], new Date()),
  );
  const down = () => {
    throw new UnavailableError("The database went away.");
  };
  for (let attempt = 0; attempt < 8; attempt++)
    await expect(triageInbox({ ...cairn.ports, clock: down })).rejects.toThrow("went away");
  await cairn.alarm(keyAlarm({ id: "2", name: "another" }));
  expect(await cairn.ports.store.incidents({})).toHaveLength(2);
});

test("a hostile alarm name is kept as it is, and its title has an end", async () => {
  const cairn = fakeWorld();
  await cairn.alarm(keyAlarm({ name: `<!channel>${"🔥".repeat(9_000)}` }));
  const { title } = await cairn.onlyIncident();
  expect(title.startsWith("<!channel>")).toBe(true);
  expect(Array.from(title)).toHaveLength(200);
});
