import { describe, expect, test } from "vitest";
import { ConflictError, ForbiddenError, InputError } from "../../src/domain/errors.ts";
import { system } from "../../src/domain/responder.ts";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { auditRefusal } from "../../src/flows/audit-refusal.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { assignCommander } from "../../src/flows/incidents/assign-commander.ts";
import { changeSeverity } from "../../src/flows/incidents/change-severity.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { snoozeIncident } from "../../src/flows/incidents/snooze-incident.ts";
import { wakeIncidents } from "../../src/flows/incidents/wake-incidents.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { exportTranscript, sayTranscript } from "../../src/flows/thread/export-transcript.ts";
import { fakeWorld, guest, keyAlarm, lead, member, responder } from "../fakes/world.ts";

async function declared(changes: Partial<Parameters<typeof declareIncident>[1]> = {}) {
  const cairn = fakeWorld();
  const incident = await declareIncident(cairn.ports, {
    ...{ title: "Something odd", channel: "C0INCIDENTS", actor: member },
    ...changes,
  });
  const last = () => cairn.world().timeline.at(-1);
  return { cairn, incidentId: incident.id, last };
}

describe("declaring", () => {
  test("opens an incident that shows in its channel and goes to the bus", async () => {
    const { cairn, incidentId, last } = await declared({ severity: "P1", title: "  Something odd " });
    expect(await cairn.onlyIncident()).toMatchObject({
      title: "Something odd",
      severity: "P1",
      state: "open",
    });
    expect(last()).toMatchObject({ action: "incident.open", actor: { id: "U0MEMBER" } });
    expect(cairn.outbox()).toEqual([
      { show: "incident", incidentId },
      { show: "event", incidentId, seq: 1 },
    ]);
  });

  test.each([
    ["", /needs a title/],
    ["   ", /needs a title/],
    ["x".repeat(201), /201 characters; 200 is the most/],
  ])("refuses %j as a title", async (title, message) => {
    await expect(declared({ title })).rejects.toThrow(message);
  });

  test("is not for guests", async () => {
    await expect(declared({ actor: guest })).rejects.toThrow(ForbiddenError);
  });
});

test("each change is on the timeline and in the audit, by whom, and the chain holds", async () => {
  const { cairn, incidentId } = await declared();
  const { ports } = cairn;
  const by = { incidentId, actor: lead };
  await acknowledgeIncident(ports, { incidentId, actor: member });
  await takeCommand(ports, { incidentId, actor: responder });
  await assignCommander(ports, { ...by, person: { id: "U0LEAD", name: "lead" } });
  await changeSeverity(ports, { ...by, severity: "P2" });
  await addNote(ports, { incidentId, text: " seen ", actor: member });
  await resolveIncident(ports, { ...by, resolution: " done " });
  await reopenIncident(ports, { ...by, reason: " came back " });
  const { timeline, audit } = cairn.world();
  expect(timeline.map(({ action, actor, body }) => [action, "id" in actor && actor.id, body])).toEqual([
    ["incident.open", "U0MEMBER", { title: "Something odd", severity: "P3", number: "INC-1" }],
    ["incident.acknowledge", "U0MEMBER", {}],
    ["incident.take", "U0RESPONDER", {}],
    ["incident.assign", "U0LEAD", { person: "U0LEAD", name: "lead" }],
    ["incident.severity", "U0LEAD", { severity: "P2" }],
    ["note.add", "U0MEMBER", { text: "seen" }],
    ["incident.resolve", "U0LEAD", { resolution: "done" }],
    ["incident.reopen", "U0LEAD", { reason: "came back" }],
  ]);
  expect(audit.map(({ action }) => action)).toEqual(timeline.map(({ action }) => action));
  expect(chainFault(timeline)).toBeUndefined();
});

test("what opens, is acknowledged, resolved or reopened goes to the bus; the rest does not", async () => {
  const { cairn, incidentId } = await declared();
  await acknowledgeIncident(cairn.ports, { incidentId, actor: member });
  await addNote(cairn.ports, { incidentId, text: "seen", actor: member });
  await changeSeverity(cairn.ports, { incidentId, severity: "P1", actor: responder });
  await resolveIncident(cairn.ports, { incidentId, resolution: null, actor: responder });
  await reopenIncident(cairn.ports, { incidentId, reason: "again", actor: responder });
  const events = cairn.outbox().flatMap((show) => (show.show === "event" ? show.seq : []));
  const actions = cairn.world().timeline.filter(({ seq }) => events.includes(seq));
  expect(actions.map(({ action }) => action)).toEqual([
    ...["incident.open", "incident.acknowledge", "incident.resolve", "incident.reopen"],
  ]);
});

describe("what is refused leaves no trace of the change", () => {
  test.each([
    ["a note of a guest", (c: Case) => addNote(c.ports, { ...c.by(guest), text: "x" }), ForbiddenError],
    ["command for a member", (c: Case) => takeCommand(c.ports, c.by(member)), ForbiddenError],
    [
      "a severity by a member",
      (c: Case) => changeSeverity(c.ports, { ...c.by(member), severity: "P1" }),
      ForbiddenError,
    ],
    [
      "the same severity",
      (c: Case) => changeSeverity(c.ports, { ...c.by(lead), severity: "P3" }),
      ConflictError,
    ],
    ["an empty note", (c: Case) => addNote(c.ports, { ...c.by(member), text: " \n " }), InputError],
    [
      "a note without end",
      (c: Case) => addNote(c.ports, { ...c.by(member), text: "x".repeat(3_001) }),
      InputError,
    ],
    [
      "a reopening without a reason",
      (c: Case) => reopenIncident(c.ports, { ...c.by(lead), reason: " " }),
      InputError,
    ],
    [
      "a reopening of what is open",
      (c: Case) => reopenIncident(c.ports, { ...c.by(lead), reason: "x" }),
      ConflictError,
    ],
    [
      "an assignment by a responder who has no command",
      (c: Case) => assignCommander(c.ports, { ...c.by(responder), person: { id: "U0LEAD", name: "lead" } }),
      ForbiddenError,
    ],
    ["a transcript for a member", (c: Case) => exportTranscript(c.ports, c.by(member)), ForbiddenError],
    ["a transcript for a guest", (c: Case) => sayTranscript(c.ports, c.by(guest)), ForbiddenError],
  ])("%s", async (_, attempt, kind) => {
    const { cairn, incidentId } = await declared();
    const before = structuredClone(cairn.world());
    const by = (actor: typeof lead) => ({ incidentId, actor });
    await expect(attempt({ ports: cairn.ports, by })).rejects.toThrow(kind);
    expect(cairn.world()).toEqual(before);
  });
});

interface Case {
  ports: ReturnType<typeof fakeWorld>["ports"];
  by: (actor: typeof lead) => { incidentId: string; actor: typeof lead };
}

test("a refusal is kept in the audit, with who, what and why, and not on the timeline", async () => {
  const { cairn, incidentId } = await declared();
  const error = new ForbiddenError("Only a responder may.");
  await auditRefusal(cairn.ports, { actor: guest, action: "cairn.run", incidentId, error });
  await auditRefusal(cairn.ports, { actor: guest, action: "/incident declare", incidentId: null, error });
  expect(cairn.world().audit.slice(1)).toMatchObject([
    {
      actor: { id: "U0GUEST" },
      action: "cairn.run",
      outcome: "refused",
      incidentId,
      detail: "Only a responder may.",
    },
    { action: "/incident declare", outcome: "refused", incidentId: null },
  ]);
  expect(cairn.world().timeline).toHaveLength(1);
});

test("whoever asks for a transcript is in the audit", async () => {
  const { cairn, incidentId } = await declared();
  await exportTranscript(cairn.ports, { incidentId, actor: lead });
  await sayTranscript(cairn.ports, { incidentId, actor: responder });
  expect(cairn.world().audit.slice(1)).toMatchObject([
    { actor: { id: "U0LEAD" }, action: "transcript.export", outcome: "allowed", incidentId },
    { actor: { id: "U0RESPONDER" }, action: "transcript.export", outcome: "allowed", incidentId },
  ]);
  expect(cairn.outbox()).toContainEqual({ show: "transcript", incidentId });
});

test("a transcript into the thread is in the organisation's local time unless another is asked for", async () => {
  const cairn = fakeWorld({ zone: "Europe/Berlin" });
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  await sayTranscript(cairn.ports, { incidentId, actor: responder });
  await sayTranscript(cairn.ports, { incidentId, actor: responder, zone: "Asia/Tokyo" });
  await sayTranscript(cairn.ports, { incidentId, actor: responder, zone: "UTC" });
  const shown = cairn.outbox().filter(({ show }) => show === "transcript");
  expect(shown.map((each) => ("zone" in each ? each.zone : undefined))).toEqual([
    "Europe/Berlin",
    "Asia/Tokyo",
    undefined,
  ]);
});

test("an incident whose alarm has meanwhile opened another is not reopened beside it", async () => {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  await resolveIncident(cairn.ports, { incidentId, resolution: "done", actor: lead });
  cairn.advance(31 * 60_000);
  await cairn.alarm(keyAlarm({ id: "2", at: "2026-11-14T03:50:00.000+0000" }));
  await expect(reopenIncident(cairn.ports, { incidentId, reason: "again", actor: lead })).rejects.toThrow(
    "The same alarm has meanwhile opened INC-2; go on there.",
  );
});

test("Cairn does not take command", async () => {
  const { cairn, incidentId } = await declared();
  await expect(takeCommand(cairn.ports, { incidentId, actor: system })).rejects.toThrow("Only a person");
});

describe("a snoozed incident", () => {
  const snooze = { duration: "1h", reason: "A known test", actor: member };

  test("keeps its thread quiet, counts on, and wakes by itself with how it stands", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    const { id: incidentId } = await cairn.onlyIncident();
    await snoozeIncident(cairn.ports, { incidentId, ...snooze });
    const before = cairn.outbox().length;
    await cairn.alarm(keyAlarm({ id: "2", at: "2026-11-14T02:50:00.000+0000", state: "OK" }));
    await cairn.alarm(keyAlarm({ id: "3", at: "2026-11-14T02:51:00.000+0000" }));
    expect(
      cairn
        .outbox()
        .slice(before)
        .map(({ show }) => show),
    ).not.toContain("entry");
    expect((await cairn.onlyIncident()).counts.transitions).toBe(3);

    await wakeIncidents(cairn.ports);
    expect((await cairn.onlyIncident()).snoozed).not.toBeNull();
    cairn.advance(3_600_000);
    await wakeIncidents(cairn.ports);
    expect((await cairn.onlyIncident()).snoozed).toBeNull();
    expect(cairn.world().timeline.at(-1)).toMatchObject({
      action: "incident.wake",
      body: { firing: "1 of 1 alarms" },
    });
    const entries = cairn.world().timeline.length;
    await wakeIncidents(cairn.ports);
    expect(cairn.world().timeline).toHaveLength(entries);
  });

  test.each([
    [{ duration: "soon" }, "30m or 2h"],
    [{ reason: " " }, "Say why"],
    [{ duration: "2w" }, "A week is the longest"],
  ])("needs a time and a reason: %j", async (wrong, message) => {
    const cairn = fakeWorld();
    await cairn.alarm();
    const { id: incidentId } = await cairn.onlyIncident();
    await expect(snoozeIncident(cairn.ports, { incidentId, ...snooze, ...wrong })).rejects.toThrow(message);
  });
});
