import { describe, expect, test } from "vitest";
import { mergeIncident } from "../../src/flows/incidents/merge-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { settleQuiet } from "../../src/flows/incidents/settle-quiet.ts";
import { snoozeIncident } from "../../src/flows/incidents/snooze-incident.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { fakeWorld, key, keyAlarm, lead, member, responder } from "../fakes/world.ts";

const minute = 60_000;
let ids = 0;

async function quiet(settings: Parameters<typeof fakeWorld>[0] = {}) {
  const world = fakeWorld(settings);
  const { ports } = world;
  const change = (state: string, at: string, name?: string) =>
    world.alarm(keyAlarm({ id: `quiet-${++ids}`, state, name, at: `2026-11-14T${at}.000+0000` }));
  await change("ALARM", "02:41:00");
  const { id } = await world.onlyIncident();
  await change("OK", "02:42:00");
  const incident = async () => {
    const found = await ports.store.incident(id);
    if (!found) throw new Error("It is gone.");
    return found;
  };
  const proposals = async () =>
    (await ports.store.timeline(id)).filter(({ action }) => action === "resolve.propose");
  return { ...world, change, id, incident, proposals, settle: () => settleQuiet(ports) };
}

describe("an incident of which all alarms are OK", () => {
  test("is proposed to be resolved after the quiet time, once, and one press does it", async () => {
    const { settle, advance, proposals, incident, outbox, ports, id } = await quiet();
    advance(14 * minute);
    await settle();
    expect(await proposals()).toEqual([]);
    advance(minute);
    await settle();
    await settle();
    const [proposal, ...more] = await proposals();
    expect(more).toEqual([]);
    expect(outbox()).toContainEqual({ show: "entry", incidentId: id, seq: proposal?.seq });
    const press = { incidentId: id, resolution: "All its alarms are OK again.", actor: lead };
    await resolveIncident(ports, { ...press, proposed: proposal?.seq });
    expect(await incident()).toMatchObject({ state: "resolved" });
    expect((await incident()).proposal).toBeUndefined();
  });

  test("that fires again takes the proposal back, and the press comes too late", async () => {
    const { settle, advance, proposals, incident, outbox, change, ports, id, world } = await quiet();
    advance(15 * minute);
    await settle();
    const [proposal] = await proposals();
    const delivered = world().outbox;
    for (const row of delivered) row.state = "sent";
    await change("ALARM", "02:58:00");
    expect((await incident()).proposal).toBeUndefined();
    // Its message is edited: it is said once more.
    expect(outbox().slice(delivered.length - 2)).toContainEqual({
      ...{ show: "entry", incidentId: id, seq: proposal?.seq },
    });
    const press = { incidentId: id, resolution: null, actor: responder, proposed: proposal?.seq };
    await expect(resolveIncident(ports, press)).rejects.toThrow(/fired again since/);
    // The next quiet time is another one.
    await change("OK", "02:59:00");
    advance(20 * minute);
    await settle();
    expect(await proposals()).toHaveLength(2);
  });

  test("is resolved by itself where its route says so", async () => {
    const { settle, advance, incident, id, ports } = await quiet({
      routes: [{ match: { name: "access-key-*" }, resolve: { do: "resolve", after: 300 } }],
    });
    advance(4 * minute);
    await settle();
    expect(await incident()).toMatchObject({ state: "open" });
    advance(minute);
    await settle();
    expect(await incident()).toMatchObject({
      state: "resolved",
      resolution: "All its alarms have been OK since 2026-11-14T02:42:00.000Z.",
    });
    expect((await ports.store.timeline(id)).at(-1)).toMatchObject({
      ...{ action: "incident.resolve", actor: { kind: "system" } },
    });
  });

  test.each([[{ when: "never" as const, after: 900, do: "propose" as const }]])(
    "is left alone with %j",
    async (resolve) => {
      const { settle, advance, proposals } = await quiet({ resolve });
      advance(60 * minute);
      await settle();
      expect(await proposals()).toEqual([]);
    },
  );

  test("waits for one that has no data: that is not OK", async () => {
    const { settle, advance, proposals, change } = await quiet({
      grouping: { by: ["account"], reopenWithinMs: 0, stormAt: 10 },
    });
    await change("ALARM", "02:42:30", "other");
    await change("INSUFFICIENT_DATA", "02:43:00", "other");
    advance(30 * minute);
    await settle();
    expect(await proposals()).toEqual([]);
    await change("OK", "03:00:00", "other");
    advance(30 * minute);
    await settle();
    expect(await proposals()).toHaveLength(1);
  });

  test("waits for a step that runs, for a question, and for the end of a snooze", async () => {
    const { settle, advance, proposals, ports, id, rung } = await quiet();
    await startRunbook(ports, { incidentId: id, runbookId: "key-used", inputs: { key }, actor: responder });
    const run = await requestRun(ports, { incidentId: id, actor: responder });
    advance(20 * minute);
    await settle();
    expect(await proposals()).toEqual([]);
    expect(rung).toContain(run.id);
    await executeRun(ports, run.id);

    const asked = (await ports.store.steps(id)).find(({ state }) => state === "waiting");
    if (asked) {
      await settle();
      expect(await proposals()).toEqual([]);
      const { stepId, version } = asked;
      await answerStep(ports, { incidentId: id, stepId, version, value: "mine", actor: responder });
    }
    await snoozeIncident(ports, { incidentId: id, duration: "1h", reason: "Lunch", actor: member });
    await settle();
    expect(await proposals()).toEqual([]);
  });

  test("takes its proposal back when another one that still fires is merged into it", async () => {
    const { settle, advance, proposals, incident, change, ports, id } = await quiet();
    advance(15 * minute);
    await settle();
    expect(await proposals()).toHaveLength(1);
    await change("ALARM", "02:58:00", "other");
    const [other] = await ports.store.incidents({});
    await mergeIncident(ports, { incidentId: other?.id ?? "", into: id, actor: responder });
    expect((await incident()).proposal).toBeUndefined();
  });
});
