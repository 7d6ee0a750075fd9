import { describe, expect, test } from "vitest";
import type { Row } from "../../src/domain/query/query.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { changeInputs } from "../../src/flows/runbook/change-inputs.ts";
import { claimStep, releaseStep } from "../../src/flows/runbook/claim-step.ts";
import { pickFinding } from "../../src/flows/runbook/pick-finding.ts";
import { skipStep } from "../../src/flows/runbook/skip-step.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { askTrail } from "../../src/flows/runs/ask-trail.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { shareAnswer } from "../../src/flows/runs/share-answer.ts";
import { answerOf, fakeWorld, guest, key, lead, member, person, responder } from "../fakes/world.ts";

const otherKey = "AKIAI44QH8DHBEXAMPLE";

async function incidentAtStep() {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const step = async (stepId = "who") => {
    const found = await cairn.ports.store.step(incidentId, stepId);
    if (!found) throw new Error(`no step ${stepId}`);
    return found;
  };
  const on = async (stepId = "who") => ({ incidentId, stepId, version: (await step(stepId)).version });
  const actions = () => cairn.world().timeline.map(({ action }) => action);
  const last = (action: string) => cairn.world().timeline.findLast((entry) => entry.action === action);
  const run = async () => {
    const { id } = await requestRun(cairn.ports, { incidentId, actor: responder });
    await executeRun(cairn.ports, id);
    return id;
  };
  return { cairn, incidentId, step, on, actions, last, run };
}

describe("a step that is left out", () => {
  test("keeps who did it and why, and the next one becomes due", async () => {
    const { cairn, on, step, last } = await incidentAtStep();
    await skipStep(cairn.ports, { ...(await on()), reason: "  The owner called.  ", actor: responder });
    expect(await step()).toMatchObject({
      state: "skipped",
      skipped: { by: { id: "U0RESPONDER" }, reason: "The owner called." },
    });
    expect((await cairn.onlyIncident()).nextStep).toBe("was-it-you");
    expect(last("step.skip")).toMatchObject({
      actor: { id: "U0RESPONDER" },
      body: { why: "The owner called." },
    });
    expect(cairn.outbox()).toContainEqual(expect.objectContaining({ show: "step", stepId: "was-it-you" }));
  });

  test("needs a reason, and somebody who may", async () => {
    const { cairn, on, step } = await incidentAtStep();
    const wish = { ...(await on()), actor: responder };
    await expect(skipStep(cairn.ports, { ...wish, reason: "  " })).rejects.toThrow(/Say why/);
    await expect(skipStep(cairn.ports, { ...wish, reason: "x".repeat(501) })).rejects.toThrow(/500/);
    await expect(skipStep(cairn.ports, { ...wish, reason: "no", actor: member })).rejects.toThrow(
      /Only a responder/,
    );
    expect((await step()).state).toBe("ready");
  });

  test("is not left out twice, nor by an old button, nor while it is under way", async () => {
    const { cairn, incidentId, on } = await incidentAtStep();
    const old = await on();
    await requestRun(cairn.ports, { incidentId, actor: responder });
    const skip = { reason: "enough", actor: lead };
    await expect(skipStep(cairn.ports, { ...old, ...skip })).rejects.toThrow(/under way. Cancel it first/);
    const { cairn: another, on: onOther } = await incidentAtStep();
    const seen = await onOther();
    await skipStep(another.ports, { ...seen, ...skip });
    await expect(skipStep(another.ports, { ...seen, ...skip })).rejects.toThrow(/left out already/);
  });

  test("can still be run later, and then is a step like any other", async () => {
    const { cairn, incidentId, on, step } = await incidentAtStep();
    await skipStep(cairn.ports, { ...(await on()), reason: "later", actor: responder });
    const { id } = await requestRun(cairn.ports, { incidentId, stepId: "who", actor: responder });
    await executeRun(cairn.ports, id);
    expect(await step()).toMatchObject({ state: "done", skipped: null });
    expect((await cairn.onlyIncident()).nextStep).toBe("was-it-you");
  });

  test("the end of a runbook is finished, not left out", async () => {
    const { cairn, incidentId, on, run } = await incidentAtStep();
    await run();
    await answerStep(cairn.ports, { ...(await on("was-it-you")), value: "mine", actor: responder });
    const skip = skipStep(cairn.ports, { ...(await on("benign")), reason: "no", actor: lead });
    await expect(skip).rejects.toThrow(/finish it/);
    expect(incidentId).toBeTruthy();
  });
});

describe("a step that somebody claims", () => {
  test("names them to the others, whose buttons stay good", async () => {
    const { cairn, incidentId, on, step, actions } = await incidentAtStep();
    const { version } = await on();
    await claimStep(cairn.ports, { incidentId, stepId: "who", actor: member });
    expect(await step()).toMatchObject({ claimed: { by: { id: "U0MEMBER" } }, version });
    expect(actions()).toContain("step.claim");
    const run = await requestRun(cairn.ports, { incidentId, stepId: "who", version, actor: responder });
    expect(run.requestedBy).toMatchObject({ id: "U0RESPONDER" });
    expect(await step()).toMatchObject({ claimed: { by: { id: "U0MEMBER" } } });
  });

  test("is theirs until they, the commander or a lead release it", async () => {
    const { cairn, incidentId, step, last } = await incidentAtStep();
    const wish = { incidentId, stepId: "who" };
    await claimStep(cairn.ports, { ...wish, actor: responder });
    await expect(claimStep(cairn.ports, { ...wish, actor: responder })).rejects.toThrow(/You have this step/);
    await expect(claimStep(cairn.ports, { ...wish, actor: member })).rejects.toThrow(
      /responder has this step/,
    );
    await expect(releaseStep(cairn.ports, { ...wish, actor: member })).rejects.toThrow(
      /the commander or a lead/,
    );
    await releaseStep(cairn.ports, { ...wish, actor: lead });
    expect((await step()).claimed).toBeNull();
    expect(last("step.release")?.body).toMatchObject({ from: "u0responder" });
    await expect(releaseStep(cairn.ports, { ...wish, actor: lead })).rejects.toThrow(/Nobody has/);
    await expect(claimStep(cairn.ports, { ...wish, actor: guest })).rejects.toThrow(/Guests/);
  });

  test("is nobody's when it becomes due anew", async () => {
    const { cairn, incidentId, step } = await incidentAtStep();
    await claimStep(cairn.ports, { incidentId, stepId: "who", actor: responder });
    await startRunbook(cairn.ports, { incidentId, runbookId: "key-used", inputs: { key }, actor: responder });
    expect((await step()).claimed).toBeNull();
  });
});

describe("inputs that somebody changes", () => {
  test("are asked with, are kept with their name, and make old buttons useless", async () => {
    const { cairn, incidentId, on, last } = await incidentAtStep();
    const before = await on();
    const window = "2026-11-13T00:00Z until 2026-11-14T00:00Z";
    const given = { key: otherKey, "steps.who.window": window };
    await changeInputs(cairn.ports, { ...before, given, actor: responder });
    expect(last("step.inputs")).toMatchObject({
      actor: { id: "U0RESPONDER" },
      body: {
        changes: [
          { name: "key", was: key, now: otherKey },
          { label: "window", was: "", now: window },
        ],
      },
    });
    expect((await cairn.ports.store.facts(incidentId)).key).toEqual({
      value: otherKey,
      from: "person:u0responder",
    });
    await expect(requestRun(cairn.ports, { ...before, actor: responder })).rejects.toThrow(/out of date/);
    const run = await requestRun(cairn.ports, { ...(await on()), actor: responder });
    expect(JSON.stringify(run.query)).toContain(otherKey);
    expect(run.window).toMatchObject({
      from: new Date("2026-11-13T00:00Z"),
      to: new Date("2026-11-14T00:00Z"),
    });
  });

  test("are refused field by field, and nothing is kept of them", async () => {
    const { cairn, incidentId, on } = await incidentAtStep();
    const change = async (given: Record<string, string>, actor = responder) =>
      changeInputs(cairn.ports, { ...(await on()), given, actor });
    await expect(change({ key: "a key", "steps.who.window": "last 30d" })).rejects.toMatchObject({
      fields: {
        key: expect.stringContaining("is not an access key id"),
        "steps.who.window": expect.stringContaining("longer than the 7d"),
      },
    });
    await expect(change({ key })).rejects.toThrow(/Nothing is changed/);
    await expect(change({ "lists.trusted": "192.0.2.0/24" })).rejects.toThrow(
      /nothing that this step asks with/,
    );
    await expect(change({ key: otherKey }, member)).rejects.toThrow(/Only a responder/);
    expect((await cairn.ports.store.facts(incidentId)).key).toMatchObject({ value: key });
  });

  test("of a step that is answered make it another question, asked anew", async () => {
    const { cairn, incidentId, on, step, run } = await incidentAtStep();
    const first = await run();
    await changeInputs(cairn.ports, { ...(await on()), given: { key: otherKey }, actor: responder });
    const wish = { incidentId, stepId: "who", actor: responder };
    await expect(requestRun(cairn.ports, wish)).rejects.toThrow(/already answered/);
    const second = await requestRun(cairn.ports, { ...wish, anew: true });
    expect(second.again ?? null).toBeNull();
    expect(await step()).toMatchObject({ state: "queued", runId: second.id });
    expect(await cairn.ports.store.run(first)).toMatchObject({ state: "done" });
  });

  test("are not changed under a run that is under way", async () => {
    const { cairn, incidentId, on } = await incidentAtStep();
    await requestRun(cairn.ports, { incidentId, actor: responder });
    const change = changeInputs(cairn.ports, { ...(await on()), given: { key: otherKey }, actor: responder });
    await expect(change).rejects.toThrow(/under way/);
  });
});

test("of two who press Run at once one run comes, and the other is told who started it", async () => {
  const { cairn, on, actions } = await incidentAtStep();
  const seen = await on();
  const second = person("U0SECOND", "responder");
  const tried = await Promise.allSettled([
    requestRun(cairn.ports, { ...seen, actor: responder }),
    requestRun(cairn.ports, { ...seen, actor: second }),
  ]);
  expect(tried.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  const [, refused] = tried;
  expect(refused?.status === "rejected" && String(refused.reason)).toContain(
    "already started by u0responder",
  );
  expect(cairn.world().runs).toHaveLength(1);
  expect(actions().filter((action) => action === "run.request")).toHaveLength(1);
});

describe("an answer that is picked", () => {
  test("stands on the timeline once, with who picked it and what it found", async () => {
    const { cairn, run, last } = await incidentAtStep();
    const addresses = ["192.0.2.1", "192.0.2.2"].map(
      (sourceIPAddress): Row => ({ principal: "deploy", sourceIPAddress, count: 3 }),
    );
    cairn.answerWith(async (request) => answerOf(request, addresses));
    const runId = await run();
    await pickFinding(cairn.ports, { runId, actor: member });
    expect(last("finding.pick")).toMatchObject({
      actor: { id: "U0MEMBER" },
      body: { run: runId, say: "2 addresses used this key." },
    });
    expect(await cairn.ports.store.run(runId)).toMatchObject({ picked: { by: { id: "U0MEMBER" } } });
    await expect(pickFinding(cairn.ports, { runId, actor: lead })).rejects.toThrow(/member put this answer/);
  });

  test("must be an answer", async () => {
    const { cairn, incidentId } = await incidentAtStep();
    const { id } = await requestRun(cairn.ports, { incidentId, actor: responder });
    await expect(pickFinding(cairn.ports, { runId: id, actor: responder })).rejects.toThrow(
      /no answer to add yet/,
    );
    await expect(pickFinding(cairn.ports, { runId: id, actor: guest })).rejects.toThrow(/Guests/);
  });
});

describe("a question that is asked quietly", () => {
  const question = { key, last: "24h" };

  async function quietly() {
    const scene = await incidentAtStep();
    scene.cairn.world().outbox.length = 0;
    const { ports } = scene.cairn;
    const asked = await askTrail(ports, {
      incidentId: scene.incidentId,
      question,
      quiet: true,
      actor: responder,
    });
    await executeRun(ports, asked.id);
    return { ...scene, runId: asked.id };
  }

  test("is on the record, and its answer shows to who asked alone", async () => {
    const { cairn, incidentId, runId, actions } = await quietly();
    const shows = cairn.outbox().filter(({ show }) => show !== "incident" && show !== "event");
    expect(shows).toEqual([{ show: "quiet", incidentId, runId, person: "U0RESPONDER" }]);
    expect(actions()).toEqual(expect.arrayContaining(["run.request", "run.finish"]));
  });

  test("goes into the thread when they share it, and nobody else can", async () => {
    const { cairn, incidentId, runId, last } = await quietly();
    await expect(shareAnswer(cairn.ports, { runId, actor: lead })).rejects.toThrow(
      /Only u0responder, who asked/,
    );
    await shareAnswer(cairn.ports, { runId, actor: responder });
    expect(cairn.outbox()).toContainEqual({ show: "run", incidentId, runId });
    expect(last("run.share")).toMatchObject({ actor: { id: "U0RESPONDER" }, body: { run: runId } });
    await expect(shareAnswer(cairn.ports, { runId, actor: responder })).rejects.toThrow(/thread already/);
  });

  test("of which nothing is known is refused in the words of every other button", async () => {
    const { cairn } = await quietly();
    await expect(shareAnswer(cairn.ports, { runId: "gone", actor: responder })).rejects.toThrow(
      "This run is not known. Use the newest message of the thread.",
    );
  });

  test("shared while it runs, answers in the thread", async () => {
    const { cairn, incidentId } = await incidentAtStep();
    const { ports } = cairn;
    const { id: runId } = await askTrail(ports, { incidentId, question, quiet: true, actor: responder });
    cairn.answerWith(async (request) => {
      await shareAnswer(ports, { runId, actor: responder });
      cairn.world().outbox.length = 0;
      return answerOf(request, [{ principal: "deploy" }]);
    });
    await executeRun(ports, runId);
    expect(cairn.outbox()).toContainEqual({ show: "run", incidentId, runId });
    expect(cairn.outbox().filter(({ show }) => show === "quiet")).toEqual([]);
  });
});
