import { describe, expect, test, vi } from "vitest";
import { ConflictError, ForbiddenError, InputError, UnavailableError } from "../../src/domain/errors.ts";
import { chainFault, rowsHash } from "../../src/domain/timeline/audit.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { askTrail } from "../../src/flows/runs/ask-trail.ts";
import { cancelRun } from "../../src/flows/runs/cancel-run.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sayRows } from "../../src/flows/runs/say-rows.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { answerOf, fakeWorld, guest, key, lead, member, responder } from "../fakes/world.ts";

async function opened() {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const step = async (stepId: string) => {
    const found = await cairn.ports.store.step(incidentId, stepId);
    if (!found) throw new Error(`no step ${stepId}`);
    return found;
  };
  return { cairn, incidentId, step };
}

const twoAddresses = [
  { principal: "deploy", sourceIPAddress: "203.0.113.7", count: 30 },
  { principal: "deploy", sourceIPAddress: "192.0.2.1", count: 3 },
];

describe("the way through a runbook", () => {
  test("query, finding, question, instruction, finish: each step shows and leads on", async () => {
    const { cairn, incidentId, step } = await opened();
    cairn.answerWith(async (request) => answerOf(request, twoAddresses));

    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    expect(cairn.rung).toEqual([run.id]);
    expect((await step("who")).state).toBe("queued");
    await executeRun(cairn.ports, run.id);

    expect((await step("who")).state).toBe("done");
    expect(cairn.asked[0]).toMatchObject({ account: "111122223333", askedBy: { name: "U0RESPONDER" } });
    const done = await cairn.ports.store.run(run.id);
    expect(done).toMatchObject({ state: "done", rowCount: 2, findings: [{ level: "warning" }] });
    expect(done?.rowsHash).toBe(rowsHash(["principal", "sourceIPAddress", "count"], twoAddresses));
    expect(await cairn.onlyIncident()).toMatchObject({ severity: "P2", nextStep: "was-it-you" });
    expect((await cairn.ports.store.facts(incidentId)).principal?.value).toBe("deploy");

    const ask = await step("was-it-you");
    expect(ask).toMatchObject({ state: "waiting", expiresAt: new Date("2026-11-14T02:52:00Z") });
    const said = { incidentId, stepId: ask.stepId, version: ask.version, actor: responder };
    await answerStep(cairn.ports, { ...said, value: "not-mine" });
    const contain = await step("contain");
    await answerStep(cairn.ports, {
      ...said,
      stepId: "contain",
      version: contain.version,
      value: "done",
      note: "key off",
    });
    const finish = await step("contained");
    await answerStep(cairn.ports, { ...said, stepId: "contained", version: finish.version, value: "done" });

    expect((await cairn.onlyIncident()).nextStep).toBeNull();
    await resolveIncident(cairn.ports, { incidentId, resolution: "rotated", actor: responder });
    expect(chainFault(cairn.world().timeline)).toBeUndefined();
    const transcript = await exportTranscript(cairn.ports, { incidentId, actor: lead });
    expect(transcript).toContain("2 addresses used this key.".slice(1));
    expect(transcript).toContain("key off");
    expect(transcript).toContain("203.0.113.7");
    expect(transcript).not.toContain(key);
    expect(await exportTranscript(cairn.ports, { incidentId, actor: lead })).toBe(transcript);
  });

  test("a window that had to be cut is told in the thread, before anybody reads the answer", async () => {
    const { cairn, incidentId } = await opened();
    cairn.advance(8 * 86_400_000);
    cairn.world().outbox.length = 0;
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    expect(run.window.to).toEqual(new Date("2026-11-20T02:41:07.000Z"));
    const asked = cairn.world().timeline.at(-1);
    expect(asked).toMatchObject({
      action: "run.request",
      body: { notes: expect.stringMatching(/cut to 7d/) },
    });
    expect(cairn.outbox()).toContainEqual({ show: "entry", incidentId, seq: asked?.seq });
  });

  test("an ask that nobody answers in time is answered by its otherwise", async () => {
    const { cairn, incidentId, step } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.answerWith(async (request) => answerOf(request, twoAddresses));
    await executeRun(cairn.ports, run.id);
    await sweep(cairn.ports);
    expect((await step("was-it-you")).state).toBe("waiting");
    cairn.advance(10 * 60_000);
    await sweep(cairn.ports);
    expect(await step("was-it-you")).toMatchObject({
      state: "done",
      answer: { value: "not-mine", by: { kind: "system" } },
    });
    expect((await cairn.onlyIncident()).nextStep).toBe("contain");
  });

  test("a runbook by hand says which inputs it needs, and starts with them", async () => {
    const cairn = fakeWorld();
    const { id: incidentId } = await declareIncident(cairn.ports, {
      title: "odd",
      channel: "C0INCIDENTS",
      actor: member,
    });
    const start = { incidentId, runbookId: "key-used", actor: responder };
    expect(await startRunbook(cairn.ports, start)).toMatchObject({
      outcome: "needs-inputs",
      inputs: [{ name: "key", ask: "Which access key?" }],
    });
    await expect(startRunbook(cairn.ports, { ...start, inputs: { key: "nonsense!" } })).rejects.toThrow(
      InputError,
    );
    expect(await startRunbook(cairn.ports, { ...start, inputs: { key } })).toEqual({ outcome: "started" });
    expect((await cairn.onlyIncident()).nextStep).toBe("who");
  });
});

describe("two people", () => {
  test("pressing at once see one run, and the second is told who started it", async () => {
    const { cairn, incidentId } = await opened();
    const press = { incidentId, stepId: "who", actor: responder };
    const results = await Promise.allSettled([
      requestRun(cairn.ports, press),
      requestRun(cairn.ports, { ...press, actor: lead }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(results[1]).toMatchObject({
      reason: { message: expect.stringMatching(/already started by u0responder/) },
    });
    expect(cairn.world().runs).toHaveLength(1);
  });

  test("an old button is refused", async () => {
    const { cairn, incidentId, step } = await opened();
    const { version } = await step("who");
    await requestRun(cairn.ports, { incidentId, stepId: "who", version, actor: responder });
    await expect(
      requestRun(cairn.ports, { incidentId, stepId: "who", version, actor: responder }),
    ).rejects.toThrow(ConflictError);
  });
});

describe("who may", () => {
  test("a member may not run, a guest may not even acknowledge", async () => {
    const { cairn, incidentId } = await opened();
    for (const actor of [member, guest])
      await expect(requestRun(cairn.ports, { incidentId, actor })).rejects.toThrow(ForbiddenError);
    expect(cairn.world().runs).toEqual([]);
  });

  test.each([
    ["anyone", member, undefined],
    ["responder", member, /Only a responder, a lead, an admin or whoever was asked may answer a step/],
    ["lead", responder, /Only a lead may run "A key is used"/],
    ["lead", lead, undefined],
  ] as const)("a step of a runbook for %s is answered as it is run", async (run, actor, refused) => {
    const { cairn, incidentId, step } = await opened();
    cairn.answerWith(async (request) => answerOf(request, twoAddresses));
    await executeRun(cairn.ports, (await requestRun(cairn.ports, { incidentId, actor: lead })).id);
    const known = cairn.ports.runbooks.byId("key-used");
    if (!known) throw new Error("no runbook");
    cairn.ports.runbooks.byId = () => ({ ...known, access: { run } });
    const { version } = await step("was-it-you");
    const answered = answerStep(cairn.ports, {
      incidentId,
      stepId: "was-it-you",
      version,
      value: "mine",
      actor,
    });
    if (refused) await expect(answered).rejects.toThrow(refused);
    else await answered;
  });

  test("whoever lost the role between click and run is not answered", async () => {
    const { cairn, incidentId, step } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.setRoles("U0RESPONDER");
    await executeRun(cairn.ports, run.id);
    expect(cairn.asked).toEqual([]);
    expect(await cairn.ports.store.run(run.id)).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/Only a responder/),
    });
    expect((await step("who")).state).toBe("failed");
  });

  test("a responder may not close an incident with open steps, a lead may", async () => {
    const { cairn, incidentId } = await opened();
    const resolve = { incidentId, resolution: null };
    await expect(resolveIncident(cairn.ports, { ...resolve, actor: responder })).rejects.toThrow(
      /with open steps/,
    );
    await resolveIncident(cairn.ports, { ...resolve, actor: lead });
    expect((await cairn.onlyIncident()).state).toBe("resolved");
  });
});

describe("a run", () => {
  test("that is cancelled stops at its next sign of life and keeps no rows", async () => {
    const { cairn, incidentId, step } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.answerWith(
      (_request, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    const executing = executeRun(cairn.ports, run.id);
    await vi.waitFor(() => expect(cairn.asked).toHaveLength(1));
    await cancelRun(cairn.ports, { runId: run.id, actor: responder });
    cairn.beat();
    await executing;
    expect(await cairn.ports.store.run(run.id)).toMatchObject({ state: "cancelled", rowCount: null });
    expect((await step("who")).state).toBe("cancelled");
    expect(await cairn.ports.store.rows(run.id)).toBeUndefined();
  });

  test("that fails in passing goes back to the queue; a final failure is told with what to do", async () => {
    const { cairn, incidentId } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.answerWith(async () => {
      throw new UnavailableError("AWS is busy.");
    });
    await expect(executeRun(cairn.ports, run.id)).rejects.toThrow("AWS is busy.");
    expect(await cairn.ports.store.run(run.id)).toMatchObject({ state: "queued", attempt: 1 });
    cairn.answerWith(async () => {
      throw new InputError("Allow cloudtrail:LookupEvents.");
    });
    await executeRun(cairn.ports, run.id);
    expect(await cairn.ports.store.run(run.id)).toMatchObject({
      state: "failed",
      error: "Allow cloudtrail:LookupEvents.",
    });
  });

  test("rung twice runs once", async () => {
    const { cairn, incidentId } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    await Promise.all([executeRun(cairn.ports, run.id), executeRun(cairn.ports, run.id)]);
    expect(cairn.asked).toHaveLength(1);
  });

  test("whose ring was lost is rung again by the sweep", async () => {
    const { cairn, incidentId } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    cairn.rung.length = 0;
    await sweep(cairn.ports);
    expect(cairn.rung).toEqual([run.id]);
  });
});

describe("all rows of an answer", () => {
  test("come into the thread for a responder, and the audit says who took them", async () => {
    const { cairn, incidentId } = await opened();
    const run = await requestRun(cairn.ports, { incidentId, actor: responder });
    const rows = { runId: run.id, actor: lead };
    await expect(sayRows(cairn.ports, rows)).rejects.toThrow("This run has no rows yet.");
    await executeRun(cairn.ports, run.id);
    await expect(sayRows(cairn.ports, { ...rows, actor: member })).rejects.toThrow(/may export all rows/);
    await expect(sayRows(cairn.ports, { ...rows, runId: "other" })).rejects.toThrow("This run is not known.");
    await sayRows(cairn.ports, rows);
    expect(cairn.outbox()).toContainEqual({ show: "rows", incidentId, runId: run.id });
    expect(cairn.world().audit.at(-1)).toMatchObject({
      ...{ action: "rows.export", outcome: "allowed", actor: { id: "U0LEAD" }, detail: `run ${run.id}` },
    });
  });
});

describe("an ad-hoc question", () => {
  test("takes what a person typed literally", async () => {
    const { cairn, incidentId } = await opened();
    const question = { call: "GetSecretValue", last: "24h" };
    const run = await askTrail(cairn.ports, { incidentId, question, actor: responder });
    expect(JSON.stringify(run.query.where)).toContain('"text":"GetSecretValue","openStart":false');
    expect(run.window.from).toEqual(new Date("2026-11-13T02:42:00Z"));
    await executeRun(cairn.ports, run.id);
    expect(await cairn.ports.store.run(run.id)).toMatchObject({ state: "done", stepId: null });
  });

  test.each([
    [{ last: "24h" }, /Say what to look for/],
    [{ call: "Get*", last: "24h" }, /is not an event's name/],
    [{ ip: "1", last: "24h" }, /is not an IP address/],
    [{ key: "AKIA", last: "24h" }, /is not an access key id/],
    [{ who: "deploy", last: "a day" }, /is not a/],
    [{ who: "deploy", last: "91d" }, /91d is too long: 90d is as far back/],
  ])("%j is refused with what to write instead", async (question, message) => {
    const { cairn, incidentId } = await opened();
    await expect(askTrail(cairn.ports, { incidentId, question, actor: responder })).rejects.toThrow(message);
  });

  test("names every field that is wrong", async () => {
    const { cairn, incidentId } = await opened();
    const question = { key: "AKIA", ip: "192.0.2.1", call: "Get*", last: "24h" };
    await expect(askTrail(cairn.ports, { incidentId, question, actor: responder })).rejects.toMatchObject({
      fields: { key: expect.stringMatching(/key id/), call: expect.stringMatching(/event's name/) },
    });
  });
});
