import { describe, expect, test, vi } from "vitest";
import { UnavailableError } from "../../src/domain/errors.ts";
import type { Answer } from "../../src/domain/query/query.ts";
import { parseRunbook } from "../../src/domain/runbook/parse-runbook.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { cancelRun } from "../../src/flows/runs/cancel-run.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { answerOf, fakeWorld, key, lead, responder } from "../fakes/world.ts";

/** A run whose engine answers, or fails, when the test says so. */
async function underWay() {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  let resolve: (answer: Answer) => void = () => {};
  let reject: (error: Error) => void = () => {};
  cairn.answerWith(
    () =>
      new Promise((yes, no) => {
        resolve = yes;
        reject = no;
      }),
  );
  const executing = executeRun(cairn.ports, run.id);
  await vi.waitFor(() => expect(cairn.asked).toHaveLength(1));
  const [request] = cairn.asked;
  if (!request) throw new Error("nothing was asked");
  return {
    cairn,
    incidentId,
    run,
    executing,
    answer: () => resolve(answerOf(request, [{ principal: "deploy", sourceIPAddress: "192.0.2.1" }])),
    fail: (error: Error) => reject(error),
    runNow: () => cairn.ports.store.run(run.id),
    step: () => cairn.ports.store.step(incidentId, "who"),
  };
}

describe("a run that is cancelled just before its engine", () => {
  test("fails stays cancelled, and its step can be run again", async () => {
    const { cairn, incidentId, run, executing, fail, runNow, step } = await underWay();
    await cancelRun(cairn.ports, { runId: run.id, actor: responder });
    fail(new UnavailableError("AWS is busy."));
    await executing;
    expect(await runNow()).toMatchObject({ state: "cancelled" });
    expect(await step()).toMatchObject({ state: "cancelled" });
    await requestRun(cairn.ports, { incidentId, actor: responder });
  });

  test("answers keeps no rows", async () => {
    const { cairn, run, executing, answer, runNow, step } = await underWay();
    await cancelRun(cairn.ports, { runId: run.id, actor: responder });
    answer();
    await executing;
    expect(await runNow()).toMatchObject({ state: "cancelled", rowCount: null });
    expect(await step()).toMatchObject({ state: "cancelled" });
    expect(await cairn.ports.store.rows(run.id)).toBeUndefined();
  });
});

test("resolving stops what still runs, and the timeline says who stopped it", async () => {
  const { cairn, incidentId, executing, answer, runNow } = await underWay();
  await resolveIncident(cairn.ports, { incidentId, resolution: "enough", actor: lead });
  answer();
  await executing;
  expect(await runNow()).toMatchObject({ state: "cancelled", cancelledBy: { id: "U0LEAD" } });
  const stopped = cairn.world().timeline.filter(({ action }) => action === "run.cancel");
  expect(stopped).toMatchObject([{ actor: { id: "U0LEAD" }, body: { title: "Who uses this key?" } }]);
});

test("a runbook that is started anew takes back what the first start still asks of people", async () => {
  const { cairn, incidentId, executing, answer } = await underWay();
  answer();
  await executing;
  const asked = await cairn.ports.store.step(incidentId, "was-it-you");
  expect(asked).toMatchObject({ state: "waiting", expiresAt: expect.any(Date) });
  cairn.world().outbox.length = 0;
  await startRunbook(cairn.ports, { incidentId, runbookId: "key-used", actor: responder });
  const left = await cairn.ports.store.step(incidentId, "was-it-you");
  expect(left).toMatchObject({ state: "skipped", expiresAt: null });
  expect(cairn.outbox()).toContainEqual({ show: "step", incidentId, stepId: "was-it-you" });
  const late = { incidentId, stepId: "was-it-you", version: left?.version ?? 0, value: "mine" };
  await expect(answerStep(cairn.ports, { ...late, actor: responder })).rejects.toThrow(/started anew/);
});

describe("a runbook that is started anew while a step of it runs", () => {
  test("waits for its own run: the answer of the earlier one is kept and leads nowhere", async () => {
    const { cairn, incidentId, executing, answer, runNow, step } = await underWay();
    await startRunbook(cairn.ports, { incidentId, runbookId: "key-used", actor: responder });
    answer();
    await executing;
    expect(await runNow()).toMatchObject({ state: "done", rowCount: 1 });
    expect(await step()).toMatchObject({ state: "ready", runId: null });
    expect((await cairn.onlyIncident()).nextStep).toBe("who");
  });

  test("is not moved by a run of another runbook whose step has the same name", async () => {
    const { cairn, incidentId, executing, answer, runNow } = await underWay();
    const [first] = cairn.ports.runbooks.all();
    if (!first) throw new Error("no runbook");
    const other = parseRunbook(otherRunbook, "other.md");
    const shelf = [first, other];
    cairn.ports.runbooks.byId = (id) => shelf.find((each) => each.id === id);
    await startRunbook(cairn.ports, { incidentId, runbookId: "other", inputs: { key }, actor: responder });
    answer();
    await executing;
    expect(await runNow()).toMatchObject({ state: "done", rowCount: 1, findings: [] });
    expect(await cairn.onlyIncident()).toMatchObject({ nextStep: "who", runbook: { id: "other" } });
  });
});

const otherRunbook = `---
id: other
title: Another one
severity: P4
owner: "@security"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
alarms: []
inputs:
  key: { type: access-key-id, ask: Which access key? }
---
Other questions.

## Who, otherwise?
Ask.

\`\`\`yaml query
id: who
from: cloudtrail
where: { userIdentity.accessKeyId: "{{key}}" }
by: [principal]
window: { is: 24h before incident.start until now, max: 7d }
\`\`\`
\`\`\`yaml conclude
- when: rows > 0
  level: critical
  say: "It concluded from an answer that was not its own."
\`\`\`

## The end
Done.

\`\`\`yaml finish
id: over
outcome: benign
\`\`\`
`;
