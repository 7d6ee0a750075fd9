import { describe, expect, test } from "vitest";
import { ConflictError, ForbiddenError } from "../../src/domain/errors.ts";
import type { Row } from "../../src/domain/query/query.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import type { QueryRequest } from "../../src/flows/ports.ts";
import { askAgain } from "../../src/flows/runs/ask-again.ts";
import { askTrail } from "../../src/flows/runs/ask-trail.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { answerOf, fakeWorld, lead, member, responder } from "../fakes/world.ts";

const minute = 60_000;
const own = { principal: "deploy", sourceIPAddress: "192.0.2.1", count: 3 };
const stranger = { principal: "deploy", sourceIPAddress: "203.0.113.7", count: 2 };

/** An answer as event history gives it: settled a quarter of an hour after its window's end. */
function settling(cairn: ReturnType<typeof fakeWorld>, rows: () => Row[]) {
  return async (request: QueryRequest) => {
    const answer = answerOf(request, rows());
    const settlesAt = new Date(request.window.to.getTime() + 15 * minute);
    const matched = rows().reduce((sum, { count }) => sum + Number(count), 0);
    const settled = cairn.ports.clock() >= settlesAt;
    return { ...answer, completeness: { ...answer.completeness, matched, settlesAt, settled } };
  };
}

/** An incident whose first step was answered before its window had settled. */
async function answered(first: Row[] = [own]) {
  const cairn = fakeWorld();
  let rows = first;
  cairn.answerWith(settling(cairn, () => rows));
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  await executeRun(cairn.ports, run.id);
  cairn.world().outbox.length = 0;
  cairn.rung.length = 0;
  return {
    cairn,
    incidentId,
    run,
    arrives: (...more: Row[]) => {
      rows = more;
    },
    /** Sweeps, and works on all that is rung for. */
    async sweepAndWork() {
      await sweep(cairn.ports);
      for (const id of cairn.rung.splice(0)) await executeRun(cairn.ports, id);
    },
    step: () => cairn.ports.store.step(incidentId, "who"),
    latest: () => cairn.world().runs.at(-1),
    said: (action: string) => cairn.world().timeline.filter((entry) => entry.action === action),
  };
}

describe("an answer that is not settled", () => {
  test("asks itself again when its time comes, as cairn, and its step shows the new answer", async () => {
    const { cairn, run, arrives, sweepAndWork, step, latest, incidentId } = await answered();
    arrives(own, stranger);
    cairn.advance(14 * minute);
    await sweepAndWork();
    expect(cairn.world().runs).toHaveLength(1);

    cairn.advance(minute);
    await sweepAndWork();
    expect(latest()).toMatchObject({
      state: "done",
      again: { first: run.id, previous: run.id, why: "settled" },
      requestedBy: { kind: "system" },
      query: run.query,
      window: run.window,
      difference: { records: 2, came: [stranger], counts: { came: 1, went: 0, changed: 0 } },
    });
    expect(cairn.asked.at(-1)?.askedBy.name).toBe("cairn");
    expect(await step()).toMatchObject({ state: "done", runId: latest()?.id });
    expect(cairn.outbox()).toContainEqual({ show: "step", incidentId, stepId: "who" });
  });

  test("tells the thread what came, and the severity follows what is now found", async () => {
    const { cairn, arrives, sweepAndWork, said, incidentId } = await answered();
    expect((await cairn.onlyIncident()).severity).toBe("P3");
    arrives(own, stranger);
    cairn.advance(15 * minute);
    await sweepAndWork();
    const finished = said("run.finish").at(-1);
    expect(finished?.body).toMatchObject({
      again: "settled",
      news: "2 more calls since 02:42 UTC, with a new address: 203.0.113.7, none by a new caller.",
    });
    const found = said("finding.raise").at(-1);
    expect(found?.body).toMatchObject({ level: "warning", say: "2 addresses used this key." });
    for (const entry of [finished, found])
      expect(cairn.outbox()).toContainEqual({ show: "entry", incidentId, seq: entry?.seq });
    expect((await cairn.onlyIncident()).severity).toBe("P2");
    // The runbook went on meanwhile (nobody answered): its way stays.
    expect((await cairn.onlyIncident()).nextStep).toBe("contain");
    expect((await cairn.ports.store.facts(incidentId)).principal?.value).toBe("deploy");
  });

  test("says nothing in the thread when nothing came, and repeats no finding", async () => {
    const { cairn, sweepAndWork, said, latest } = await answered();
    const before = said("finding.raise").length;
    cairn.advance(15 * minute);
    await sweepAndWork();
    expect(latest()?.difference?.words).toEqual([{ author: "nothing new." }]);
    expect(cairn.outbox().map(({ show }) => show)).not.toContain("entry");
    expect(said("finding.raise")).toHaveLength(before);
  });

  test("asks once, however many look, and not a third time once it is settled", async () => {
    const { cairn, sweepAndWork } = await answered();
    cairn.advance(15 * minute);
    await Promise.all([sweep(cairn.ports), sweep(cairn.ports), sweep(cairn.ports)]);
    expect(cairn.world().runs).toHaveLength(2);
    await sweepAndWork();
    cairn.advance(60 * minute);
    await sweepAndWork();
    expect(cairn.world().runs).toHaveLength(2);
  });

  test("is left alone in a resolved incident, and asks when that is opened again", async () => {
    const { cairn, incidentId, sweepAndWork, latest } = await answered();
    await resolveIncident(cairn.ports, { incidentId, resolution: "ok", actor: lead });
    cairn.advance(60 * minute);
    await sweepAndWork();
    expect(cairn.world().runs).toHaveLength(1);
    await reopenIncident(cairn.ports, { incidentId, reason: "late events", actor: lead });
    await sweepAndWork();
    expect(latest()).toMatchObject({ state: "done", again: { why: "settled" } });
  });

  test("that was about to ask when the incident was resolved asks when it is opened again", async () => {
    const { cairn, incidentId, sweepAndWork, latest } = await answered();
    cairn.advance(15 * minute);
    await sweep(cairn.ports);
    await resolveIncident(cairn.ports, { incidentId, resolution: "ok", actor: lead });
    expect(latest()).toMatchObject({ state: "cancelled" });
    await reopenIncident(cairn.ports, { incidentId, reason: "late events", actor: lead });
    await sweepAndWork();
    expect(latest()).toMatchObject({ state: "done", again: { why: "settled" } });
  });

  test("keeps what it has when it cannot be asked again", async () => {
    const { cairn, run, step, latest, sweepAndWork } = await answered();
    cairn.ports.enginesFor = () => [];
    cairn.advance(15 * minute);
    await sweepAndWork();
    expect(latest()).toMatchObject({ state: "failed", again: { why: "settled" } });
    expect(await step()).toMatchObject({ state: "done", runId: run.id });
    cairn.advance(60 * minute);
    await sweepAndWork();
    expect(cairn.world().runs).toHaveLength(2);
  });

  test("of a question without a runbook is shown in the message of its first answer", async () => {
    const { cairn, incidentId, arrives, sweepAndWork } = await answered();
    const question = { ip: "203.0.113.7", last: "1h" };
    const first = await askTrail(cairn.ports, { incidentId, question, actor: responder });
    await executeRun(cairn.ports, first.id);
    cairn.world().outbox.length = 0;
    arrives(own, stranger);
    cairn.advance(20 * minute);
    // One after the other: the step's answer was due first.
    await sweepAndWork();
    expect(await cairn.ports.store.runAfter(first.id)).toBeUndefined();
    await sweepAndWork();
    expect(cairn.outbox()).toContainEqual({ show: "run", incidentId, runId: first.id });
    expect(await cairn.ports.store.runAfter(first.id)).toMatchObject({ state: "done" });
  });
});

describe("asked again by hand", () => {
  test("the window reaches to now where it did, and both answers stay", async () => {
    const { cairn, run, arrives, incidentId, latest } = await answered();
    cairn.advance(5 * minute);
    arrives(own, stranger);
    const again = await askAgain(cairn.ports, { runId: run.id, actor: responder });
    expect(again.window).toEqual({ ...run.window, to: new Date("2026-11-14T02:47:00Z") });
    await executeRun(cairn.ports, again.id);
    expect(latest()).toMatchObject({ again: { why: "asked" }, difference: { records: 2 } });
    expect((await cairn.ports.store.run(run.id))?.asksAgainAt).toBeNull();
    expect(await cairn.ports.store.rows(run.id)).toMatchObject({ rows: [own] });
    const transcript = await exportTranscript(cairn.ports, { incidentId, actor: lead });
    expect(transcript.match(/^### `Who uses this key/gm)).toHaveLength(2);
    expect(transcript).toContain("2 more calls since 02:42 UTC");
  });

  test("a window that ended before keeps its end", async () => {
    const { cairn, run } = await answered();
    const closed = cairn.world().runs.find(({ id }) => id === run.id);
    if (closed) closed.window = { from: run.window.from, to: run.window.to };
    cairn.advance(5 * minute);
    const again = await askAgain(cairn.ports, { runId: run.id, actor: responder });
    expect(again.window.to).toEqual(run.window.to);
  });

  test("twice at once is refused, and so is an answer that has a newer one", async () => {
    const { cairn, run } = await answered();
    const press = () => askAgain(cairn.ports, { runId: run.id, actor: responder });
    const results = await Promise.allSettled([press(), press()]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    for (const id of cairn.rung.splice(0)) await executeRun(cairn.ports, id);
    await expect(press()).rejects.toThrow(/newer answer/);
  });

  test("is for those who may ask at all, and for open incidents", async () => {
    const { cairn, run, incidentId } = await answered();
    await expect(askAgain(cairn.ports, { runId: run.id, actor: member })).rejects.toThrow(ForbiddenError);
    await resolveIncident(cairn.ports, { incidentId, resolution: "ok", actor: lead });
    await expect(askAgain(cairn.ports, { runId: run.id, actor: responder })).rejects.toThrow(ConflictError);
  });

  test("takes the place of what was to be asked when the window settles", async () => {
    const { cairn, run, sweepAndWork } = await answered();
    cairn.advance(10 * minute);
    const again = await askAgain(cairn.ports, { runId: run.id, actor: responder });
    await executeRun(cairn.ports, again.id);
    cairn.advance(5 * minute);
    await sweepAndWork();
    expect(cairn.world().runs).toHaveLength(2);
    cairn.advance(10 * minute);
    await sweepAndWork();
    expect(cairn.world().runs.at(-1)).toMatchObject({ again: { previous: again.id, first: run.id } });
  });
});
