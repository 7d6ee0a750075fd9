import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../src/domain/responder.ts";
import { listIncidents } from "../../src/flows/incidents/list-incidents.ts";
import { readIncident } from "../../src/flows/incidents/read-incident.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { bindFlows } from "../../src/slack/listeners/flows.ts";
import { fakeWorld, person, responder } from "../fakes/world.ts";

const channel = "C0INCIDENTS";
const insider: Actor = { ...responder, privateChannels: [channel] } as Actor;
/** Every role there is, and not in the channel. */
const outsider = person("U0OUTSIDE", "responder", "lead", "admin");

let world: ReturnType<typeof fakeWorld>;
let incidentId: string;
let runId: string;

beforeEach(async () => {
  world = fakeWorld();
  await world.alarm();
  const incident = await world.onlyIncident();
  incidentId = incident.id;
  const flows = bindFlows(world.ports);
  const asked = await flows.requestRun({ incidentId, actor: responder });
  runId = asked.id;
  await world.ports.store.transaction((tx) => tx.keepChannel(channel, true, new Date()));
});

/** All that any flow may want to be told; each takes what it needs. */
const wish = (of: { incidentId: string; runId: string }, actor: Actor) => ({
  ...of,
  ...{ actor, stepId: "who", version: 1, value: "done", answer: "done", note: "a note", text: "some words" },
  ...{
    reason: "because",
    duration: "30m",
    severity: "P1",
    resolution: "over",
    person: { id: "U1", name: "one" },
  },
  ...{
    runbookId: "key-used",
    seen: "x",
    decision: "approved",
    of: "AKIAIOSFODNN7EXAMPLE",
    followUp: 1,
    seq: 1,
  },
  ...{
    into: of.incidentId,
    intoId: of.incidentId,
    inputs: {},
    alarmKey: "x",
    minutes: 30,
    engine: "event-history",
  },
  ...{ position: 0, channel, from: new Date(0), to: new Date(1), format: "md", owner: undefined, due: "3d" },
  ...{
    question: { where: {} },
    answers: {},
    message: { channel, ts: "1.2" },
    other: of.incidentId,
    correct: 1,
  },
});

const outcome = async (flow: (wish: never) => unknown, given: object): Promise<string> => {
  try {
    await flow(given as never);
    return "done";
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
};

/** Of no incident, or of the record's own: nothing of one incident is told or changed for a person. */
const ofNone = [
  "declareIncident",
  "holdText",
  "auditRefusal",
  "keepChannels",
  "refresh",
  "trailChoices",
  "homesInUse",
];
/** Told of by Slack in the incident's own channel, where only its members are. */
const inChannel = ["keepMessage", "homeOpened", "homeShown"];
/** What these tell is looked at below. */
const lists = ["homeOf", "whatWaits"];
const flowNames = Object.keys(bindFlows(fakeWorld().ports)).filter(
  (name) => ![...ofNone, ...inChannel, ...lists].includes(name),
);

describe.each(flowNames)("%s", (name) => {
  test("answers somebody outside the channel as if there were no such incident, and changes nothing", async () => {
    const flows = bindFlows(world.ports) as unknown as Record<string, (wish: never) => unknown>;
    const flow = flows[name] ?? (() => {});
    const never = await outcome(flow, wish({ incidentId: "nobody", runId: "nothing" }, outsider));
    const before = JSON.stringify(world.world());
    const refused = await outcome(flow, wish({ incidentId, runId }, outsider));
    const same = [never, "NotFoundError: This incident is not in the record (any more)."];
    expect(same).toContain(refused);
    expect(refused).not.toBe("done");
    expect(JSON.stringify(world.world()) === before).toBe(true);
  });
});

test("who is in the channel reads, changes and exports it", async () => {
  const flows = bindFlows(world.ports);
  await flows.acknowledgeIncident({ incidentId, actor: insider });
  expect((await readIncident(world.ports, { number: 1, actor: insider })).state).toBe("acknowledged");
  expect(await exportTranscript(world.ports, { incidentId, actor: insider })).toContain("INC-1");
});

test("nobody outside the channel exports it", async () => {
  await expect(exportTranscript(world.ports, { incidentId, actor: outsider })).rejects.toThrow(
    "not in the record",
  );
});

test("a list asks for what its reader may see", async () => {
  const asked: unknown[] = [];
  const none = async (given: unknown) => {
    asked.push(given);
    return [];
  };
  const pages = { listIncidents: none, countIncidents: async () => 0, people: none, channels: none } as never;
  await listIncidents({ pages }, { filter: {}, actor: outsider });
  expect(asked).toContainEqual(expect.objectContaining({ viewer: { privateChannels: [] } }));
  await listIncidents({ pages }, { filter: {}, actor: { ...insider, roles: ["member", "lead"] } as Actor });
  expect(asked).toContainEqual(expect.objectContaining({ viewer: { privateChannels: [channel] } }));
});

test("what an incident's run asks is not executed for somebody who left the channel meanwhile", async () => {
  const { executeRun } = await import("../../src/flows/runs/execute-run.ts");
  await executeRun(world.ports, runId);
  const run = await world.ports.store.run(runId);
  expect(run?.state).toBe("failed");
  expect(world.asked).toEqual([]);
});

test("nobody's home or list of what waits tells of it to somebody outside the channel", async () => {
  const flows = bindFlows(world.ports);
  await flows.takeCommand({ incidentId, actor: insider });
  const told = JSON.stringify([
    await flows.homeOf({ actor: outsider }),
    await flows.whatWaits({ actor: outsider }),
    await flows.whatWaits({ actor: outsider, incidentId }),
  ]);
  expect(told).not.toContain(incidentId);
  expect(JSON.stringify(await flows.homeOf({ actor: insider }))).toContain(incidentId);
});
