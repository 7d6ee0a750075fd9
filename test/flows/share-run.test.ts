import { describe, expect, test, vi } from "vitest";
import { CairnError, UnavailableError } from "../../src/domain/errors.ts";
import type { Answer, Leg } from "../../src/domain/query/query.ts";
import type { Actor } from "../../src/domain/responder.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { askTrail, type TrailQuestion } from "../../src/flows/runs/ask-trail.ts";
import { cancelRun } from "../../src/flows/runs/cancel-run.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { answerOf, fakeWorld, lead, person, responder } from "../fakes/world.ts";

const other = person("U0OTHER", "responder");
const key = { key: "AKIAIOSFODNN7EXAMPLE", last: "24h" };

/** Two incidents, an engine that answers when told, and who asks in which. */
async function twoIncidents() {
  const cairn = fakeWorld();
  const { ports } = cairn;
  cairn.setRoles("U0OTHER", "responder");
  const declare = (title: string) =>
    declareIncident(ports, { title, severity: "P3", channel: "C0INCIDENTS", actor: responder });
  const [first, second] = [await declare("One"), await declare("Two")];
  const open: { answer(): void; fail(error: Error): void }[] = [];
  cairn.answerWith(
    (request, signal, { progress }) =>
      new Promise<Answer>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        progress({ pagesRead: 7, scanned: 350, matched: 2 });
        const rows = [{ eventTime: "2026-11-14T02:00:00Z", eventName: "ListUsers" }];
        open.push({ answer: () => resolve(answerOf(request, rows)), fail: reject });
      }),
  );
  const ask = (incident: { id: string }, actor: Actor, question: TrailQuestion = key) =>
    askTrail(ports, { incidentId: incident.id, question, actor });
  const begin = async (runId: string) => {
    const asked = cairn.asked.length;
    const executing = executeRun(ports, runId);
    await vi.waitFor(() => expect(cairn.asked.length).toBe(asked + 1));
    return { executing };
  };
  const runNow = (id: string) => ports.store.run(id);
  return { cairn, ports, first, second, open, ask, begin, runNow };
}

describe("two people who ask the same at the same time", () => {
  test("share one question to AWS, and each sees the answer in their own incident", async () => {
    const { cairn, ports, first, second, open, ask, begin, runNow } = await twoIncidents();
    const one = await ask(first, responder);
    const { executing } = await begin(one.id);
    cairn.advance(20_000);
    const two = await ask(second, other);
    expect(two.sharedRun).toBe(one.id);
    // A ring that comes too early does nothing: it takes no worker's place while it waits.
    await executeRun(ports, two.id);
    expect(await runNow(two.id)).toMatchObject({ state: "queued", attempt: 0 });

    cairn.rung.length = 0;
    open[0]?.answer();
    await executing;
    expect(cairn.rung).toEqual([two.id]);
    await executeRun(ports, two.id);
    expect(cairn.asked).toHaveLength(1);
    const [a, b] = [await runNow(one.id), await runNow(two.id)];
    expect(b).toMatchObject({ state: "done", rowsHash: a?.rowsHash, rowCount: 1 });
    expect(b?.completeness?.reused).toEqual({ incident: "INC-1", by: "u0responder", ageSeconds: 0 });
    expect(b?.completeness?.window).toEqual(a?.window);
    expect(cairn.outbox()).toContainEqual({ show: "run", incidentId: second.id, runId: two.id });
  });

  test("the second is in the audit, with whose answer it takes", async () => {
    const { cairn, first, second, ask } = await twoIncidents();
    const one = await ask(first, responder);
    const two = await ask(second, other);
    expect(cairn.world().audit.filter(({ action }) => action === "run.join")).toMatchObject([
      {
        actor: { id: "U0OTHER" },
        incidentId: second.id,
        detail: `run ${two.id} takes the answer of run ${one.id}, asked by u0responder`,
      },
    ]);
  });

  test("both see how far it is", async () => {
    const { cairn, ports, first, second, ask, begin, runNow } = await twoIncidents();
    const one = await ask(first, responder);
    await begin(one.id);
    const two = await ask(second, other);
    cairn.world().outbox.length = 0;
    cairn.beat();
    await vi.waitFor(async () =>
      expect((await runNow(two.id))?.progress).toMatchObject({ pagesRead: 7, legs: [{ state: "running" }] }),
    );
    expect(cairn.outbox()).toContainEqual({ show: "run", incidentId: second.id, runId: two.id });
    await cancelRun(ports, { runId: one.id, actor: responder });
  });

  test("who may no longer ask gets nothing, though the answer is there", async () => {
    const { cairn, ports, first, second, open, ask, begin, runNow } = await twoIncidents();
    const { executing } = await begin((await ask(first, responder)).id);
    const two = await ask(second, other);
    cairn.setRoles("U0OTHER");
    open[0]?.answer();
    await executing;
    await executeRun(ports, two.id);
    expect(await runNow(two.id)).toMatchObject({ state: "failed", rowCount: null });
    expect(await ports.store.rows(two.id)).toBeUndefined();
  });

  test("when the first one cancels, the others go on by one question of their own", async () => {
    const { cairn, ports, first, second, open, ask, begin, runNow } = await twoIncidents();
    const one = await ask(first, responder);
    const { executing } = await begin(one.id);
    const two = await ask(second, other);
    const three = await ask(first, lead);
    cairn.rung.length = 0;
    await cancelRun(ports, { runId: one.id, actor: responder });
    cairn.beat();
    await executing;
    expect(new Set(cairn.rung)).toEqual(new Set([two.id, three.id]));
    const next = await begin(two.id);
    await executeRun(ports, three.id);
    expect(await runNow(three.id)).toMatchObject({ state: "queued", sharedRun: two.id });
    open[1]?.answer();
    await next.executing;
    await executeRun(ports, three.id);
    expect(await runNow(two.id)).toMatchObject({ state: "done", completeness: { engine: "event-history" } });
    expect((await runNow(two.id))?.completeness?.reused).toBeUndefined();
    expect(await runNow(three.id)).toMatchObject({ state: "done" });
    expect(cairn.asked).toHaveLength(2);
  });

  test("what fails for the first fails for the second, with the same reason", async () => {
    const { ports, first, second, open, ask, begin, runNow } = await twoIncidents();
    const { executing } = await begin((await ask(first, responder)).id);
    const two = await ask(second, other);
    open[0]?.fail(new CairnError("aws_access_denied", "AWS denied it."));
    await executing;
    await executeRun(ports, two.id);
    expect(await runNow(two.id)).toMatchObject({ state: "failed", error: "AWS denied it." });
  });

  test("a first one that is tried again keeps the second waiting", async () => {
    const { ports, first, second, open, ask, begin, runNow } = await twoIncidents();
    const { executing } = await begin((await ask(first, responder)).id);
    const two = await ask(second, other);
    open[0]?.fail(new UnavailableError("AWS is busy."));
    await expect(executing).rejects.toThrow("AWS is busy.");
    await executeRun(ports, two.id);
    expect(await runNow(two.id)).toMatchObject({ state: "queued" });
  });
});

describe("an answer that is there already", () => {
  async function answered() {
    const world = await twoIncidents();
    const one = await world.ask(world.first, responder);
    const { executing } = await world.begin(one.id);
    world.open[0]?.answer();
    await executing;
    return { ...world, one };
  }

  test("is given again within a minute, with its age and whose it was", async () => {
    const { cairn, ports, second, ask, runNow } = await answered();
    cairn.advance(40_000);
    const two = await ask(second, other);
    await executeRun(ports, two.id);
    expect(cairn.asked).toHaveLength(1);
    expect((await runNow(two.id))?.completeness?.reused).toEqual({
      incident: "INC-1",
      by: "u0responder",
      ageSeconds: 40,
    });
  });

  test.each([
    ["is older than a minute", 61_000, key],
    ["asks about another key", 10_000, { ...key, key: "AKIAI44QH8DHBEXAMPLE" }],
    ["asks about another time", 10_000, { ...key, last: "1h" }],
  ])("is not given when it %s", async (_, later, question) => {
    const { cairn, second, ask } = await answered();
    cairn.advance(later);
    expect((await ask(second, other, question)).sharedRun).toBeNull();
  });

  test("is not given when a part of it is missing", async () => {
    const { cairn, second, ask, one } = await answered();
    const legs: Leg[] = [{ engine: "event-history", account: "111122223333", region: "", state: "failed" }];
    const kept = cairn.world().runs.find(({ id }) => id === one.id)?.completeness;
    Object.assign(kept ?? {}, { legs });
    expect((await ask(second, other)).sharedRun).toBeNull();
  });

  test("is not given to another channel when the incident is private", async () => {
    const { cairn, ports, ask } = await answered();
    const elsewhere = await declareIncident(ports, {
      title: "Three",
      severity: "P3",
      channel: "C0OTHERS",
      actor: responder,
    });
    expect((await ask(elsewhere, other)).sharedRun).not.toBeNull();
    Object.assign(cairn.world().incidents[0] ?? {}, { private: true });
    const apart = await declareIncident(ports, {
      title: "Four",
      severity: "P3",
      channel: "C0MORE",
      actor: responder,
    });
    expect((await ask(apart, other)).sharedRun).toBeNull();
  });
});
