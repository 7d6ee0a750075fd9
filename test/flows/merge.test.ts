import { describe, expect, test } from "vitest";
import { shortId } from "../../src/domain/incident/incident.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { mergeIncident } from "../../src/flows/incidents/merge-incident.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { unmergeIncident } from "../../src/flows/incidents/unmerge-incident.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { fakeWorld, key, keyAlarm, lead, member, responder } from "../fakes/world.ts";

const minute = 60_000;
let ids = 0;

/** Two open incidents, each with an alarm of its own. */
async function two() {
  const world = fakeWorld();
  const { ports } = world;
  let at = Date.parse("2026-11-14T02:41:30Z");
  const change = (name: string, state = "ALARM") => {
    at += 1_000;
    const time = new Date(at).toISOString().replace("Z", "+0000");
    return world.alarm(keyAlarm({ id: `merge-${++ids}`, name, state, at: time }));
  };
  await change("one");
  await change("other");
  const [other, one] = await ports.store.incidents({});
  if (!one || !other) throw new Error("There are no two incidents.");
  const merge = (from: string, into: string, actor = responder) =>
    mergeIncident(ports, { incidentId: from, into, actor });
  const incident = async (id: string) => {
    const found = await ports.store.incident(id);
    if (!found) throw new Error(`There is no ${id}.`);
    return found;
  };
  const actions = async (id: string) => (await ports.store.timeline(id)).map(({ action }) => action);
  return { ...world, change, merge, incident, actions, one, other };
}

describe("a merged incident", () => {
  test("is over and points to the other one, whose thread says so; each keeps its own timeline", async () => {
    const { merge, incident, actions, outbox, one, other } = await two();
    const before = await actions(one.id);
    await merge(one.id, other.id);
    expect(await incident(one.id)).toMatchObject({
      state: "resolved",
      resolution: `Merged into ${shortId(other)}.`,
      mergedInto: { id: other.id, number: other.number },
    });
    expect(await actions(one.id)).toEqual([...before, "incident.merge"]);
    const there = await actions(other.id);
    expect(there.at(-1)).toBe("incident.absorb");
    expect(outbox()).toEqual(
      expect.arrayContaining([
        { show: "incident", incidentId: one.id },
        { show: "entry", incidentId: one.id, seq: before.length + 1 },
        { show: "incident", incidentId: other.id },
        { show: "entry", incidentId: other.id, seq: there.length },
      ]),
    );
  });

  test("gives its alarms to the other one: what they do later happens there", async () => {
    const { merge, incident, change, ports, one, other } = await two();
    await merge(one.id, other.id);
    expect((await incident(other.id)).counts).toMatchObject({ alarms: 2, firing: 2 });
    await change("one", "OK");
    await change("one");
    await change("one", "OK");
    expect(await incident(other.id)).toMatchObject({ state: "open", counts: { alarms: 2, firing: 1 } });
    expect(await incident(one.id)).toMatchObject({ state: "resolved" });
    expect(await ports.store.incidents({})).toHaveLength(2);
    const names = (await ports.store.alarms(other.id, 9)).map(({ name, state }) => `${name} ${state}`);
    expect(names.sort()).toEqual(["one OK", "other ALARM"]);
  });

  test("hands them on when the other one is merged in its turn", async () => {
    const { merge, incident, change, ports, one, other } = await two();
    await merge(one.id, other.id);
    await change("third");
    const [third] = await ports.store.incidents({});
    await merge(other.id, third?.id ?? "");
    await change("one", "OK");
    await change("other", "OK");
    expect(await incident(third?.id ?? "")).toMatchObject({ counts: { alarms: 3, firing: 1 } });
  });

  test("hands them on into an older one too", async () => {
    const { merge, incident, change, one, other } = await two();
    await merge(other.id, one.id);
    await change("other", "OK");
    expect(await incident(one.id)).toMatchObject({ counts: { alarms: 2, firing: 1 } });
  });

  test("does not open anew when its alarm fires soon after: the other one does", async () => {
    const { merge, incident, change, ports, one, other } = await two();
    await merge(one.id, other.id);
    await resolveIncident(ports, { incidentId: other.id, resolution: null, actor: lead });
    await change("one", "OK");
    await change("one");
    expect(await incident(one.id)).toMatchObject({ state: "resolved" });
    expect(await incident(other.id)).toMatchObject({ state: "open", counts: { reopened: 1 } });
  });

  test("leaves its alarm to a new incident long after the other one is over", async () => {
    const { merge, change, ports, advance, one, other } = await two();
    await merge(one.id, other.id);
    await resolveIncident(ports, { incidentId: other.id, resolution: null, actor: lead });
    advance(31 * minute);
    await change("one", "OK");
    await change("one");
    expect(await ports.store.incidents({ state: "open" })).toMatchObject([{ number: 3, title: "one" }]);
  });

  test("stops its runbook: queued runs are cancelled, no step is next", async () => {
    const { merge, incident, ports, one, other } = await two();
    await startRunbook(ports, {
      incidentId: one.id,
      runbookId: "key-used",
      inputs: { key },
      actor: responder,
    });
    const run = await requestRun(ports, { incidentId: one.id, actor: responder });
    await merge(one.id, other.id);
    expect(await ports.store.run(run.id)).toMatchObject({ state: "cancelled" });
    expect(await incident(one.id)).toMatchObject({ nextStep: null });
    await expect(requestRun(ports, { incidentId: one.id, actor: responder })).rejects.toThrow();
  });

  test("makes the other one at least as severe", async () => {
    const { merge, incident, ports, other } = await two();
    const urgent = { title: "Somebody is in", severity: "P1", channel: "C0INCIDENTS" } as const;
    const { id } = await declareIncident(ports, { ...urgent, actor: responder });
    await merge(id, other.id);
    expect(await incident(other.id)).toMatchObject({ severity: "P1" });
    expect((await ports.store.timeline(other.id)).at(-1)?.body).toMatchObject({ severity: "P1" });
  });

  test("cannot be reopened; the refusal says where it goes on", async () => {
    const { merge, ports, one, other } = await two();
    await merge(one.id, other.id);
    await expect(
      reopenIncident(ports, { incidentId: one.id, reason: "It was another thing", actor: responder }),
    ).rejects.toThrow(`was merged into ${shortId(other)}, where its alarms go. Go on there.`);
  });
});

describe("merging is refused", () => {
  test("into itself, into what is merged or over, and of what is merged or over", async () => {
    const { merge, change, ports, one, other } = await two();
    await expect(merge(one.id, one.id)).rejects.toThrow("cannot be merged into itself");
    await merge(one.id, other.id);
    await expect(merge(one.id, other.id)).rejects.toThrow(
      `${shortId(one)} was already merged into ${shortId(other)}. Use that one instead.`,
    );
    // A circle would begin like this.
    await expect(merge(other.id, one.id)).rejects.toThrow("was already merged");
    await change("third");
    const [third] = await ports.store.incidents({});
    await resolveIncident(ports, { incidentId: third?.id ?? "", resolution: null, actor: lead });
    await expect(merge(other.id, third?.id ?? "")).rejects.toThrow("is resolved. Reopen it first");
    await expect(merge(third?.id ?? "", other.id)).rejects.toThrow("already resolved");
    await expect(merge("nobody", other.id)).rejects.toThrow("not in the record");
  });

  test("to who may not, whichever of the two it is", async () => {
    const { merge, incident, one, other } = await two();
    await expect(merge(one.id, other.id, member)).rejects.toThrow(/may merge incidents/);
    expect(await incident(one.id)).toMatchObject({ state: "open" });
  });

  test("across a private channel's border: others would learn of it", async () => {
    const { merge, world, one, other } = await two();
    const hidden = world().incidents.find(({ id }) => id === other.id);
    Object.assign(hidden ?? {}, { private: true, channel: "G0HIDDEN" });
    const inside = { ...responder, privateChannels: ["G0HIDDEN"] };
    await expect(merge(one.id, other.id, inside)).rejects.toThrow(/private incident can only be merged/);
    await expect(merge(one.id, other.id)).rejects.toThrow("not in the record");
  });
});

describe("an incident that was merged is taken out again", () => {
  const unmerge = (ports: Awaited<ReturnType<typeof two>>["ports"], incidentId: string, actor = responder) =>
    unmergeIncident(ports, { incidentId, actor });

  test("it is open, has its alarms as they stand now, and both timelines say so", async () => {
    const { merge, incident, change, actions, outbox, ports, one, other } = await two();
    await merge(one.id, other.id);
    await change("one", "OK");
    await unmerge(ports, one.id);
    const out = await incident(one.id);
    expect(out).toMatchObject({ state: "open", resolvedAt: null, resolution: null });
    expect(out).not.toHaveProperty("mergedInto");
    expect(out.counts).toMatchObject({ alarms: 1, firing: 0 });
    expect((await incident(other.id)).counts).toMatchObject({ alarms: 1, firing: 1 });
    expect((await ports.store.alarms(one.id, 9)).map(({ name, state }) => `${name} ${state}`)).toEqual([
      "one OK",
    ]);
    expect((await ports.store.alarms(other.id, 9)).map(({ name }) => name)).toEqual(["other"]);
    expect((await actions(one.id)).at(-1)).toBe("incident.unmerge");
    expect((await actions(other.id)).at(-1)).toBe("incident.part");
    for (const { id } of [one, other])
      expect(outbox()).toContainEqual({ show: "entry", incidentId: id, seq: (await actions(id)).length });
  });

  test("and what its alarms do afterwards happens there", async () => {
    const { merge, incident, change, ports, one, other } = await two();
    await merge(one.id, other.id);
    await unmerge(ports, one.id);
    await change("one", "OK");
    await change("one");
    await change("other", "OK");
    expect((await incident(one.id)).counts).toMatchObject({ alarms: 1, firing: 1 });
    expect((await incident(other.id)).counts).toMatchObject({ alarms: 1, firing: 0 });
    expect(await ports.store.incidents({})).toHaveLength(2);
  });

  test("and takes along what was merged into it before, which keeps its pointer", async () => {
    const { merge, incident, change, ports, one, other } = await two();
    await change("third");
    const [third] = await ports.store.incidents({});
    await merge(one.id, other.id);
    await merge(other.id, third?.id ?? "");
    await expect(unmerge(ports, one.id)).rejects.toThrow(
      `${shortId(other)} was itself merged into INC-3. Unmerge ${shortId(other)} first.`,
    );
    await unmerge(ports, other.id);
    expect((await incident(other.id)).counts).toMatchObject({ alarms: 2, firing: 2 });
    expect((await incident(third?.id ?? "")).counts).toMatchObject({ alarms: 1 });
    await change("one", "OK");
    expect((await incident(other.id)).counts).toMatchObject({ alarms: 2, firing: 1 });
  });

  test("and its runbook goes on with the step that it was at", async () => {
    const { merge, incident, ports, one, other } = await two();
    await startRunbook(ports, {
      incidentId: one.id,
      runbookId: "key-used",
      inputs: { key },
      actor: responder,
    });
    await requestRun(ports, { incidentId: one.id, actor: responder });
    await merge(one.id, other.id);
    await unmerge(ports, one.id);
    expect(await incident(one.id)).toMatchObject({ nextStep: "who" });
    await requestRun(ports, { incidentId: one.id, actor: responder });
    expect(await ports.store.step(one.id, "who")).toMatchObject({ state: "queued" });
  });

  test("only by who may, only where it was merged, and only out of what is open", async () => {
    const { merge, ports, advance, change, one, other } = await two();
    await expect(unmerge(ports, one.id)).rejects.toThrow("is not merged into another one");
    await expect(unmerge(ports, "nobody")).rejects.toThrow("not in the record");
    await merge(one.id, other.id);
    await expect(unmerge(ports, one.id, member)).rejects.toThrow(/may unmerge an incident/);
    await resolveIncident(ports, { incidentId: other.id, resolution: null, actor: lead });
    await expect(unmerge(ports, one.id)).rejects.toThrow(`${shortId(other)} is resolved. Reopen it first`);
    // Its alarm has opened a new one meanwhile, which has its alarms.
    advance(31 * minute);
    await change("one", "OK");
    await change("one");
    await reopenIncident(ports, { incidentId: other.id, reason: "It is not over", actor: lead });
    await expect(unmerge(ports, one.id)).rejects.toThrow("The same alarm has meanwhile opened INC-3");
  });

  test("two at once take it out once", async () => {
    const { merge, actions, ports, one, other } = await two();
    await merge(one.id, other.id);
    const done = await Promise.allSettled([unmerge(ports, one.id), unmerge(ports, one.id)]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await actions(one.id)).filter((each) => each === "incident.unmerge")).toHaveLength(1);
  });
});
