import { describe, expect, test } from "vitest";
import { UnavailableError } from "../../src/domain/errors.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { executeRun, maxAttempts } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { answerOf, fakeWorld, keyAlarm, lead, responder } from "../fakes/world.ts";

const twoAddresses = [
  { principal: "deploy", sourceIPAddress: "203.0.113.7", count: 30 },
  { principal: "deploy", sourceIPAddress: "192.0.2.1", count: 3 },
];

/** An incident that waits for an answer to "Was it you?". */
async function asking(cairn: ReturnType<typeof fakeWorld>, alarm: { id: string; name: string }) {
  await cairn.alarm(keyAlarm(alarm));
  const [incident] = await cairn.ports.store.incidents({ limit: 1 });
  if (!incident) throw new Error("no incident");
  cairn.answerWith(async (request) => answerOf(request, twoAddresses));
  const run = await requestRun(cairn.ports, { incidentId: incident.id, actor: responder });
  await executeRun(cairn.ports, run.id);
  const ask = async () => {
    const step = await cairn.ports.store.step(incident.id, "was-it-you");
    if (!step) throw new Error("nothing is asked");
    return step;
  };
  return { incidentId: incident.id, ask };
}

describe("an ask whose time is up", () => {
  test("is left alone in an incident that is resolved", async () => {
    const cairn = fakeWorld();
    const { incidentId, ask } = await asking(cairn, { id: "1", name: "one" });
    await resolveIncident(cairn.ports, { incidentId, resolution: "ok", actor: lead });
    cairn.advance(11 * 60_000);
    await sweep(cairn.ports);
    expect(await ask()).toMatchObject({ state: "waiting", answer: null });
  });

  test("of a runbook that was changed since is not looked at again, and its message says why", async () => {
    const cairn = fakeWorld();
    const { incidentId, ask } = await asking(cairn, { id: "1", name: "one" });
    const known = cairn.ports.runbooks.byId("key-used");
    if (!known) throw new Error("no runbook");
    cairn.ports.runbooks.byId = () => ({ ...known, hash: "0".repeat(64) });
    cairn.advance(11 * 60_000);
    cairn.world().outbox.length = 0;
    await sweep(cairn.ports);
    expect(await ask()).toMatchObject({ state: "waiting", answer: null, expiresAt: null });
    expect(cairn.outbox()).toEqual([{ show: "step", incidentId, stepId: "was-it-you" }]);
    expect(await cairn.ports.store.transaction((tx) => tx.expiredSteps(cairn.ports.clock()))).toEqual([]);
  });

  test("keeps nobody else's from being answered when it cannot be", async () => {
    const cairn = fakeWorld();
    const broken = await asking(cairn, { id: "1", name: "one" });
    const sound = await asking(cairn, { id: "2", name: "two" });
    cairn.advance(11 * 60_000);
    const { transaction } = cairn.ports.store;
    cairn.ports.store.transaction = (work) =>
      transaction((tx) =>
        work({
          ...tx,
          lockIncident: (id) => {
            if (id === broken.incidentId) throw new Error("this row is damaged");
            return tx.lockIncident(id);
          },
        }),
      );
    await expect(sweep(cairn.ports)).rejects.toThrow("this row is damaged");
    expect(await sound.ask()).toMatchObject({ state: "done", answer: { value: "not-mine" } });
  });
});

describe("a run that nobody works on", () => {
  test("is given up after as many attempts as it may have, and the thread is told what to do", async () => {
    const cairn = fakeWorld();
    await cairn.alarm();
    const { id: incidentId } = await cairn.onlyIncident();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.answerWith(async () => {
      throw new UnavailableError("AWS is busy.");
    });
    for (let attempt = 1; attempt < maxAttempts; attempt++)
      await expect(executeRun(cairn.ports, run.id)).rejects.toThrow("AWS is busy.");
    // The worker of the last attempt was killed: its lease is over.
    await cairn.ports.store.transaction(async (tx) => {
      const last = await tx.claimRun(run.id, 0);
      if (last) await tx.saveRun({ ...last, state: "queued" });
    });
    cairn.rung.length = 0;
    await sweep(cairn.ports);
    expect(cairn.rung).toEqual([]);
    expect(await cairn.ports.store.run(run.id)).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/tried 5 times.*Run it again/),
    });
    expect(await cairn.ports.store.step(incidentId, "who")).toMatchObject({ state: "failed" });
    expect(cairn.world().timeline.at(-1)).toMatchObject({ action: "run.fail" });
  });
});
