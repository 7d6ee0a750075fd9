import { beforeEach, describe, expect, test } from "vitest";
import { CairnError } from "../../src/domain/errors.ts";
import type { Row } from "../../src/domain/query/query.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { stopRounds } from "../../src/flows/runbook/stop-rounds.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { answerOf, fakeWorld, key, lead, member, responder } from "../fakes/world.ts";
import { finish, runbookWith, step as written } from "../fixtures/runbooks/runbook-with.ts";

const minute = 60_000;
const runbook = runbookWith(
  written("Is the key quiet?", {
    repeat: `
id: quiet
where: { userIdentity.accessKeyId: "{{key}}" }
by: [sourceIPAddress]
window: last 30m
every: 10m
until: rows == 0
inARow: 3
atMost: 1h`,
    conclude: `
- { when: rows > 0, level: critical, say: "{{top.sourceIPAddress}} still calls.", raise: P1 }
- { when: answer == quiet, level: note, say: It is quiet. }
- { when: answer == stopped, level: unknown, say: Nobody waited. }`,
    next: "- { when: answer == not-quiet, go: end }",
  }) + finish,
);
const call = { sourceIPAddress: "203.0.113.7", count: 2 };

let cairn: ReturnType<typeof fakeWorld>;
let incidentId: string;
let rows: Row[];

const step = () => cairn.ports.store.step(incidentId, "quiet");
const work = async () => {
  for (const id of cairn.rung.splice(0)) await executeRun(cairn.ports, id);
};
const start = async () => {
  await requestRun(cairn.ports, { incidentId, actor: responder });
  await work();
};
/** Ten minutes pass, then the sweeper comes by and its runs are worked on. */
const round = async (...found: Row[]) => {
  rows = found;
  cairn.advance(10 * minute);
  await sweep(cairn.ports);
  await work();
};
const said = (action: string) => cairn.world().timeline.filter((entry) => entry.action === action);

beforeEach(async () => {
  cairn = fakeWorld();
  cairn.ports.runbooks = { all: () => [runbook], byId: (id) => (id === runbook.id ? runbook : undefined) };
  rows = [];
  cairn.answerWith(async (request) => {
    const answer = answerOf(request, rows);
    return { ...answer, completeness: { ...answer.completeness, matched: rows.length * 2 } };
  });
  await cairn.alarm();
  ({ id: incidentId } = await cairn.onlyIncident());
  await startRunbook(cairn.ports, { incidentId, runbookId: "trial", inputs: { key }, actor: responder });
});

describe("a repeat step", () => {
  test("asks round after round until it was quiet three times in a row, then the next step is due", async () => {
    await start();
    expect(await step()).toMatchObject({ state: "waiting", expiresAt: new Date("2026-11-14T02:52:00Z") });
    await round();
    expect((await cairn.onlyIncident()).nextStep).toBe("quiet");
    await round();
    expect(await step()).toMatchObject({ state: "done", expiresAt: null, answer: { value: "quiet" } });
    expect((await cairn.onlyIncident()).nextStep).toBe("over");
    expect(cairn.world().runs.map((run) => run.round)).toEqual([
      { number: 1, held: true },
      { number: 2, held: true },
      { number: 3, held: true },
    ]);
    await round();
    expect(cairn.world().runs).toHaveLength(3);
  });

  test("asks each round about a window that moves on, as cairn", async () => {
    await start();
    await round();
    const [first, second] = cairn.world().runs;
    expect(second?.window).toEqual({
      from: new Date("2026-11-14T02:22:00Z"),
      to: new Date("2026-11-14T02:52:00Z"),
      open: true,
    });
    expect(second).toMatchObject({
      requestedBy: { kind: "system" },
      again: { first: first?.id, previous: first?.id, why: "round" },
    });
  });

  test("tells at once when it is not quiet, and once", async () => {
    await start();
    await round(call);
    expect((await cairn.onlyIncident()).severity).toBe("P1");
    const [found] = said("finding.raise").slice(-1);
    expect(found?.body).toMatchObject({ level: "critical", say: "203.0.113.7 still calls." });
    expect(cairn.outbox()).toContainEqual({ show: "entry", incidentId, seq: found?.seq });
    const before = said("finding.raise").length;
    await round(call);
    expect(said("finding.raise")).toHaveLength(before);
    expect(await step()).toMatchObject({ state: "waiting" });
  });

  test("is over when its time is, and says that it was not quiet", async () => {
    rows = [call];
    await start();
    for (let times = 0; times < 6; times += 1) await round(call);
    expect(await step()).toMatchObject({ state: "done", answer: { value: "not-quiet" } });
    expect(cairn.world().runs).toHaveLength(7);
    expect((await cairn.onlyIncident()).nextStep).toBeNull();
  });

  test("outlives a round that cannot be asked, which does not count as quiet", async () => {
    await start();
    await round();
    cairn.answerWith(async () => {
      throw new CairnError("down", "AWS is down.");
    });
    await round();
    cairn.answerWith(async (request) => answerOf(request, []));
    expect(cairn.world().runs.at(-1)).toMatchObject({ state: "failed" });
    expect(await step()).toMatchObject({ state: "waiting" });
    await round();
    await round();
    expect(await step()).toMatchObject({ state: "waiting" });
    await round();
    expect(await step()).toMatchObject({ state: "done", answer: { value: "quiet" } });
  });

  test("is stopped by hand, and what was found until then counts", async () => {
    await start();
    await round();
    await stopRounds(cairn.ports, { incidentId, stepId: "quiet", actor: responder });
    expect(await step()).toMatchObject({
      state: "done",
      answer: { value: "stopped", by: { id: responder.kind === "responder" ? responder.id : "" } },
    });
    expect(said("finding.raise").at(-1)?.body).toMatchObject({ say: "Nobody waited." });
    const asked = cairn.world().runs.length;
    await round();
    expect(cairn.world().runs).toHaveLength(asked);
    await expect(stopRounds(cairn.ports, { incidentId, stepId: "quiet", actor: responder })).rejects.toThrow(
      /nothing to stop/,
    );
  });

  test("stopped while a round is asked ends that round, too", async () => {
    await start();
    cairn.advance(10 * minute);
    await sweep(cairn.ports);
    await stopRounds(cairn.ports, { incidentId, stepId: "quiet", actor: responder });
    expect(cairn.world().runs.at(-1)).toMatchObject({ state: "cancelled" });
    await work();
    expect(await step()).toMatchObject({ state: "done", answer: { value: "stopped" } });
  });

  test("may be stopped by those who may run it, not by everybody", async () => {
    await start();
    await expect(stopRounds(cairn.ports, { incidentId, stepId: "quiet", actor: member })).rejects.toThrow(
      /Only a responder/,
    );
  });

  test("cannot be started twice", async () => {
    await start();
    await expect(requestRun(cairn.ports, { incidentId, stepId: "quiet", actor: responder })).rejects.toThrow(
      /asks again by itself/,
    );
  });

  test("rests while the incident is resolved, and goes on when that is opened again", async () => {
    await start();
    await resolveIncident(cairn.ports, { incidentId, resolution: "ok", actor: lead });
    await round();
    expect(cairn.world().runs).toHaveLength(1);
    await reopenIncident(cairn.ports, { incidentId, reason: "look again", actor: lead });
    await round();
    expect(cairn.world().runs).toHaveLength(2);
  });

  test("asks every round once, however many processes look", async () => {
    await start();
    cairn.advance(10 * minute);
    await Promise.all([sweep(cairn.ports), sweep(cairn.ports), sweep(cairn.ports)]);
    expect(cairn.world().runs).toHaveLength(2);
  });

  test("that was quiet before its last window settled tells when a late call shows that it was not", async () => {
    cairn.answerWith(async (request) => {
      const answer = answerOf(request, rows);
      const settlesAt = new Date(request.window.to.getTime() + 15 * minute);
      const settled = cairn.ports.clock() >= settlesAt;
      return {
        ...answer,
        completeness: { ...answer.completeness, matched: rows.length * 2, settlesAt, settled },
      };
    });
    await start();
    await round();
    await round();
    expect(await step()).toMatchObject({ answer: { value: "quiet" } });
    await round(call);
    await round(call);
    expect(cairn.world().runs.at(-1)).toMatchObject({ again: { why: "settled" }, state: "done" });
    expect(said("finding.raise").at(-1)?.body).toMatchObject({ say: "203.0.113.7 still calls." });
    expect((await cairn.onlyIncident()).severity).toBe("P1");
  });

  test("reads in the transcript as a table of its rounds", async () => {
    await start();
    await round(call);
    await round();
    await round();
    await round();
    const transcript = await exportTranscript(cairn.ports, { incidentId, actor: lead });
    expect(transcript).toContain("### `Is the key quiet?` (5 rounds)");
    expect(transcript).toMatch(/\| 2 \| 2026-11-14 02:52:00Z \| done \| 1 \| 2 \| no \| `[0-9a-f]{64}` \|/);
    expect(transcript).toContain("### `Is the key quiet?`, round 2");
    expect(transcript).not.toContain("### `Is the key quiet?`, round 3");
    expect(transcript).toContain(
      "(round 3): 0 rows from 0 records. The same in 2 more rounds until 2026-11-14 03:22:00Z.",
    );
  });
});
