import { describe, expect, test, vi } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import type { Answer, Preview, QueryEngineName } from "../../src/domain/query/query.ts";
import { parseRunbook } from "../../src/domain/runbook/parse-runbook.ts";
import type { Asking, QueryEngine } from "../../src/flows/ports.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { askWith } from "../../src/flows/runs/ask-with.ts";
import { cancelRun } from "../../src/flows/runs/cancel-run.ts";
import { engineChoices, trailChoices } from "../../src/flows/runs/engine-choices.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { showPlaces } from "../../src/flows/runs/show-places.ts";
import { fakeWorld, key, member, responder } from "../fakes/world.ts";

async function withStep() {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const step = () => cairn.ports.store.step(incidentId, "who");
  return { cairn, ports: cairn.ports, incidentId, step };
}

describe("while a run is under way", () => {
  async function underWay() {
    const world = await withStep();
    let asking: Asking | undefined;
    world.cairn.answerWith((_request, signal, given) => {
      asking = given;
      return new Promise<Answer>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    });
    const run = await requestRun(world.ports, { incidentId: world.incidentId, actor: responder });
    const executing = executeRun(world.ports, run.id);
    await vi.waitFor(() => expect(asking).toBeDefined());
    const shown = { show: "step", incidentId: world.incidentId, stepId: "who" } as const;
    /** Whether a beat put the step's message into the outbox. */
    const beat = async () => {
      world.cairn.world().outbox.length = 0;
      world.cairn.beat();
      // A beat takes some turns of the event loop, and nothing tells of its end.
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      return world.cairn.outbox().some((show) => JSON.stringify(show) === JSON.stringify(shown));
    };
    const reach = (pagesRead: number, matched: number, look?: () => Preview) =>
      asking?.progress({ pagesRead, scanned: pagesRead * 50, matched }, look);
    const progress = async () => (await world.ports.store.run(run.id))?.progress;
    const stop = async () => {
      await cancelRun(world.ports, { runId: run.id, actor: responder });
      world.cairn.beat();
      await executing;
    };
    return { ...world, beat, reach, progress, stop };
  }

  test("its first page and its first rows show at once, and after that an edit every third second", async () => {
    const { beat, reach, stop } = await underWay();
    reach(1, 0);
    expect(await beat()).toBe(true);
    reach(2, 0);
    expect(await beat()).toBe(false);
    reach(3, 4, () => ({ columns: ["eventName"], rows: [] }));
    expect(await beat()).toBe(true);
    const edits: boolean[] = [];
    for (let page = 4; page < 10; page += 1) {
      reach(page, 4);
      edits.push(await beat());
    }
    expect(edits).toEqual([false, false, true, false, false, true]);
    expect(await beat()).toBe(false);
    await stop();
  });

  test("its first ten rows are kept to be shown, put in order only then", async () => {
    const { beat, reach, progress, stop } = await underWay();
    const rows = Array.from({ length: 30 }, (_, at) => ({ eventName: `Call${at}` }));
    const look = vi.fn(() => ({ columns: ["eventName"], rows }));
    reach(1, 30, look);
    reach(2, 31, look);
    expect(look).not.toHaveBeenCalled();
    await beat();
    expect(look).toHaveBeenCalledTimes(1);
    expect(await progress()).toMatchObject({ matched: 31, preview: { rows: rows.slice(0, 10) } });
    await stop();
  });
});

describe("runs in a queue", () => {
  test("are told their place when it changes, and not before", async () => {
    const { cairn, ports, incidentId } = await withStep();
    const run = await requestRun(ports, { incidentId, actor: responder });
    expect(run.place).toEqual({ position: 1, waitSeconds: 0 });
    cairn.world().outbox.length = 0;
    await showPlaces(ports);
    expect(cairn.outbox()).toEqual([]);
    cairn
      .world()
      .budgetWaits.push(
        { account: "111122223333", region: "us-east-1", api: "LookupEvents", waitMs: 42_000 },
        { account: "111122223333", region: "us-east-1", api: "StartQuery", waitMs: 900_000 },
        { account: "444455556666", region: "us-east-1", api: "LookupEvents", waitMs: 900_000 },
      );
    await showPlaces(ports);
    expect((await ports.store.run(run.id))?.place).toEqual({ position: 1, waitSeconds: 42 });
    expect(cairn.outbox()).toEqual([{ show: "step", incidentId, stepId: "who" }]);
  });
});

const engine = (name: QueryEngineName, seconds: number | string): QueryEngine => ({
  name,
  plan() {
    if (typeof seconds === "string") throw new InputError(seconds);
    return { engine: name, pushedDown: [], checkedHere: [], estimate: { seconds }, command: "" };
  },
  ask: (_request, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
});

describe("another engine", () => {
  async function withEngines() {
    const world = await withStep();
    const all = [
      engine("event-history", 360),
      engine("log-group", 400),
      engine("athena", "No column for it."),
    ];
    world.ports.enginesFor = () => all;
    return world;
  }

  test("is offered with what it would take, the others with the reason", async () => {
    const { ports, incidentId } = await withEngines();
    const { title, choices } = await engineChoices(ports, { incidentId, stepId: "who", actor: responder });
    expect(title).toBe("Who uses this key?");
    expect(choices).toMatchObject([
      { engine: "event-history", usual: true, plan: { estimate: { seconds: 360 } } },
      { engine: "log-group", usual: false, plan: { estimate: { seconds: 400 } } },
      { engine: "insights", refused: "This account has no insights: it is not set up in cairn.yml." },
      { engine: "athena", refused: "No column for it." },
      { engine: "archive", refused: "This account has no archive: it is not set up in cairn.yml." },
    ]);
    const question = { ip: "192.0.2.1", last: "24h" };
    const ofTrail = await trailChoices(ports, { incidentId, question, actor: responder });
    expect(ofTrail.choices).toEqual(choices);
    await expect(trailChoices(ports, { incidentId, question, actor: member })).rejects.toThrow(
      /Only a responder/,
    );
  });

  test("is asked when somebody chose it, and the timeline says that it was chosen", async () => {
    const { cairn, ports, incidentId } = await withEngines();
    const run = await askWith(ports, { incidentId, stepId: "who", engine: "log-group", actor: responder });
    expect(run.plan?.engine).toBe("log-group");
    const asked = cairn.world().timeline.find(({ action }) => action === "run.request");
    expect(asked?.body).toMatchObject({
      engine: "log-group",
      notes: "Asked with log-group, chosen by hand.",
    });
  });

  test("takes over from one that is being asked, which is stopped", async () => {
    const { cairn, ports, incidentId, step } = await withEngines();
    const slow = await requestRun(ports, { incidentId, actor: responder });
    const executing = executeRun(ports, slow.id);
    await vi.waitFor(async () => expect((await step())?.state).toBe("running"));
    await expect(
      askWith(ports, { incidentId, stepId: "who", engine: "event-history", actor: responder }),
    ).rejects.toThrow("event-history is being asked already");
    const run = await askWith(ports, { incidentId, stepId: "who", engine: "log-group", actor: responder });
    cairn.beat();
    await executing;
    expect(await ports.store.run(slow.id)).toMatchObject({
      state: "cancelled",
      cancelledBy: { id: "U0RESPONDER" },
    });
    expect(await step()).toMatchObject({ state: "queued", runId: run.id });
  });

  test("that cannot answer is refused before anything is kept", async () => {
    const { ports, incidentId } = await withEngines();
    const choice = { incidentId, stepId: "who", engine: "athena", actor: responder } as const;
    await expect(askWith(ports, choice)).rejects.toThrow("No column for it.");
    expect(await ports.store.runs(incidentId)).toEqual([]);
  });
});

test("a step of a runbook may ask all accounts", async () => {
  const cairn = fakeWorld({
    accounts: [
      { id: "111122223333", regions: ["eu-central-1"] },
      { id: "444455556666", regions: ["eu-west-1"] },
    ],
  });
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const everywhere = parseRunbook(allAccounts, "everywhere.md");
  cairn.ports.runbooks.byId = () => everywhere;
  const inputs = { key };
  await startRunbook(cairn.ports, { incidentId, runbookId: "everywhere", inputs, actor: responder });
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  expect(run.targets?.map(({ account, regions }) => [account, regions])).toEqual([
    ["111122223333", ["eu-central-1"]],
    ["444455556666", ["eu-west-1"]],
  ]);
  await executeRun(cairn.ports, run.id);
  expect(cairn.asked.map(({ account }) => account)).toEqual(["111122223333", "444455556666"]);
  const entry = cairn.world().timeline.find(({ action }) => action === "run.request");
  expect(entry?.body.accounts).toEqual(["111122223333", "444455556666"]);
});

const allAccounts = `---
id: everywhere
title: Everywhere
severity: P4
owner: "@security"
whenToUse: In tests.
whenNotToUse: Elsewhere.
reviewed: { date: 2026-11-01, by: security, every: 90d }
alarms: []
inputs:
  key: { type: access-key-id, ask: Which access key? }
---
In all accounts.

## Who?
Ask.

\`\`\`yaml query
id: who
from: cloudtrail
accounts: all
where: { userIdentity.accessKeyId: "{{key}}" }
by: [principal]
window: { is: 24h before incident.start until now, max: 7d }
\`\`\`

## The end
Done.

\`\`\`yaml finish
id: over
outcome: benign
\`\`\`
`;
