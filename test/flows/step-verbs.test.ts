import { describe, expect, test } from "vitest";
import type { Actor, Role } from "../../src/domain/responder.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { actionIds, encodeRef, viewIds } from "../../src/slack/ids.ts";
import { bindFlows } from "../../src/slack/listeners/flows.ts";
import { scene } from "../fakes/slack-scene.ts";
import { fakeWorld, lead } from "../fakes/world.ts";

// The real listeners and flows: what the buttons of a step do can be typed, and said in the incident's thread.

const threadTs = "1700000000.000100";
type Responder = Extract<Actor, { kind: "responder" }>;
const somebody = (roles: Role[], id = "U0SOMEBODY"): Responder => ({
  ...{ kind: "responder", id, name: id.toLowerCase(), roles },
});

/** An open incident whose runbook was started by its alarm. */
async function room(roles: Role[] = ["member", "responder"]) {
  const world = fakeWorld();
  const { store } = world.ports;
  await world.alarm();
  const incident = await world.onlyIncident();
  const by = (actor: Responder) => {
    const ports = { ...world.ports, people: { ...world.ports.people, actor: async () => actor } };
    return scene({ as: actor.id, desk: { ...ports, flows: bindFlows(ports), reads: store } });
  };
  await store.transaction((tx) =>
    tx.saveShown(incident.id, "root", { channel: incident.channel, ts: threadTs }),
  );
  const actor = somebody(roles);
  world.setRoles(actor.id, ...roles);
  const mine = by(actor);
  const step = (id: string) => store.step(incident.id, id);
  const answerRun = async () => {
    const run = world.world().runs.at(-1);
    if (run) await executeRun(world.ports, run.id);
  };
  const actions = async () => (await store.timeline(incident.id)).map(({ action }) => action);
  return { ...world, ...mine, by, actor, incident, step, answerRun, actions };
}

const forms = (api: [string, { view?: { callback_id: string } }][]) =>
  api.flatMap(([, { view }]) => view?.callback_id ?? []);

describe("a step is run", () => {
  test.each([
    "run",
    "run 1",
    "run #1",
    "run step 1",
    "next",
    "run who",
    "run Who uses",
    "run INC-1 1",
    "INC-1 run 1",
  ])("by “%s”, typed and said in the thread", async (text) => {
    for (const way of ["typed", "said"]) {
      const { command, mention, step, told } = await room();
      await (way === "typed" ? command("/incident", text) : mention(text, threadTs));
      expect(await step("who")).toMatchObject({ state: "queued" });
      expect(told().at(-1)).toMatch(/“Who uses this key\?” is queued/);
    }
  });

  test("by two at once: there is one run, and the other is told who started it", async () => {
    const { by, told, command, world } = await room();
    const other = by(somebody(["member", "responder"], "U0OTHER"));
    await Promise.all([command("/incident", "run 1"), other.mention("run 1", threadTs)]);
    expect(world().runs).toHaveLength(1);
    expect([...told(), ...other.told()].filter((each) => /already started by u0/.test(each))).toHaveLength(1);
  });

  test("in the incident of a thread, though the words name a number that is another incident's", async () => {
    const { command, world, incident } = await room();
    await command("/incident", `run ${incident.number}`);
    expect(world().runs).toMatchObject([{ incidentId: incident.id, stepId: "who" }]);
  });

  test("a typo is asked back, and goes on with the step that was named", async () => {
    const { command, told, press, step } = await room();
    await command("/incident", "runn 1");
    expect(told().at(-1)).toMatch(/Did you mean run/);
    await press(actionIds.sayAgain, encodeRef({ rest: "incident run 1" }));
    expect(await step("who")).toMatchObject({ state: "queued" });
  });

  test.each([
    ["run 9", /There is no step 9 yet\. Which step of INC-1 do you mean\?/],
    ["run nonsense", /“nonsense” names no step\. Which step/],
    ["run was", /“Was it you\?” is not due yet/],
    ["run contain", /“Contain it” is not due yet/],
    ["run it", /“it” names no step/],
    ["run who nonsense", /“who nonsense” names no step/],
  ])("not by “%s”, which is answered with what there is", async (text, why) => {
    const { command, told, world } = await room();
    await command("/incident", text);
    expect(told().at(-1)).toMatch(why);
    expect(world().runs).toEqual([]);
  });
});

describe("a step is left out", () => {
  test.each([
    "skip 1 because nobody uses it",
    "skip because nobody uses it",
    "skip who: nobody uses it",
    "omit who nobody uses it",
  ])("by “%s”, with the reason on the timeline", async (text) => {
    const { command, step, incident, ports } = await room();
    await command("/incident", text);
    expect(await step("who")).toMatchObject({ state: "skipped", skipped: { reason: "nobody uses it" } });
    expect((await ports.store.timeline(incident.id)).at(-1)?.body ?? {}).toBeDefined();
    expect(await step("was-it-you")).toMatchObject({ state: "waiting" });
  });

  test("only after its form says why", async () => {
    const { command, api, step } = await room();
    await command("/incident", "skip 1");
    expect(forms(api)).toEqual([viewIds.skip]);
    expect(await step("who")).toMatchObject({ state: "ready" });
  });
});

test("a step is claimed and released, and who has it is told to the next", async () => {
  const { by, command, told, step } = await room();
  const other = by(somebody(["member"], "U0OTHER"));
  await command("/incident", "claim 1");
  expect(await step("who")).toMatchObject({ claimed: { by: { id: "U0SOMEBODY" } } });
  await other.mention("claim 1", threadTs);
  expect(other.told().at(-1)).toMatch(/u0somebody has this step already/);
  await other.mention("release 1", threadTs);
  expect(other.told().at(-1)).toMatch(/Only u0somebody, the commander or a lead/);
  await command("/incident", "release");
  expect((await step("who"))?.claimed ?? null).toBeNull();
  expect(told().at(-1)).toMatch(/is free again/);
  await command("/incident", "release");
  expect(told().at(-1)).toBe("Nobody has a step.");
});

test("a run is cancelled, by its step or without; then there is nothing to cancel", async () => {
  for (const text of ["cancel", "stop 1", "cancel who"]) {
    const { command, told, step, world } = await room();
    await command("/incident", "cancel");
    expect(told().at(-1)).toBe("Nothing is asked of AWS just now, so there is nothing to cancel.");
    await command("/incident", "run");
    await command("/incident", text);
    expect(world().runs).toMatchObject([{ state: "cancelled" }]);
    expect(await step("who")).toMatchObject({ state: "cancelled" });
    await command("/incident", "cancel 1");
    expect(told().at(-1)).toMatch(/already ended: cancelled/);
  }
});

describe("a question is answered", () => {
  async function asked(roles?: Role[]) {
    const made = await room(roles);
    const { by } = made;
    await by({ ...lead, kind: "responder", id: "U0LEAD", name: "lead", roles: ["member", "lead"] }).command(
      "/incident",
      "skip 1 because we know",
    );
    return made;
  }

  test.each([
    ["answer 2 mine", "mine"],
    ["answer 2 that was me, from the train", "mine"],
    ["answer not me", "not-mine"],
    ["reply was-it NOT-MINE", "not-mine"],
  ])("by “%s”", async (text, value) => {
    const { mention, step, told } = await asked();
    await mention(text, threadTs);
    expect(await step("was-it-you")).toMatchObject({ state: "done", answer: { value } });
    expect(told().at(-1)).toMatch(/“Was it you\?”/);
  });

  test("with buttons when the answer is missing or is none, and explained when it is answered already", async () => {
    const { command, told, press, step } = await asked();
    await command("/incident", "answer 2");
    expect(told().at(-1)).toBe("What is the answer to 2. Was it you?");
    await command("/incident", "answer 2 perhaps");
    expect(told().at(-1)).toBe("“perhaps” is no answer to 2. Was it you? Choose one:");
    const { version = 0, incidentId = "" } = (await step("was-it-you")) ?? {};
    const value = encodeRef({ incidentId, stepId: "was-it-you", version, value: "mine" });
    await press(`${actionIds.answer}:0`, value);
    expect(await step("was-it-you")).toMatchObject({ answer: { value: "mine" } });
    await command("/incident", "answer 2 mine");
    expect(told().at(-1)).toBe("“Was it you?” is already answered by u0somebody.");
  });

  test("what was done is told with its note; what AWS answers nobody can", async () => {
    const { command, step, told, ports, incident } = await asked();
    await command("/incident", "answer 1 mine");
    expect(told().at(-1)).toMatch(/is answered by AWS\. Run it/);
    await command("/incident", "answer not-mine");
    await command("/incident", "answer 3 I set it inactive");
    expect(await step("contain")).toMatchObject({ state: "done", answer: { value: "done" } });
    const said = (await ports.store.timeline(incident.id)).filter(({ action }) => action === "step.answer");
    expect(said.at(-1)?.body).toMatchObject({ note: "I set it inactive" });
    await command("/incident", "answer done");
    expect(await step("contained")).toMatchObject({ state: "done" });
  });
});

test("an answer is asked for again, and only where there is one", async () => {
  const { command, told, answerRun, world } = await room();
  await command("/incident", "again 1");
  expect(told().at(-1)).toMatch(/has no answer yet to ask again about/);
  await command("/incident", "again");
  expect(told().at(-1)).toBe("No step has an answer yet to ask again about.");
  await command("/incident", "run");
  await answerRun();
  await command("/incident", "again 1");
  expect(world().runs).toHaveLength(2);
  expect(told().at(-1)).toMatch(/“Who uses this key\?” is asked again/);
  await command("/incident", "run 1");
  expect(told().at(-1)).toMatch(/already/);
});

// Cell by cell: whoever is refused a step's button is refused the words, and with the same sentence.
const people: [string, Role[]][] = [
  ["a guest", []],
  ["a member", ["member"]],
  ["a responder", ["member", "responder"]],
  ["a lead", ["member", "lead"]],
  ["an admin", ["member", "admin"]],
];
const cells: [words: string, button: string, form: string | undefined, before: string[]][] = [
  ["run 1", actionIds.run, undefined, []],
  ["skip 1", actionIds.skip, undefined, []],
  ["skip 1 because we know", viewIds.skip, "reason", []],
  ["claim 1", actionIds.claim, undefined, []],
  ["release 1", actionIds.release, undefined, ["claim 1"]],
  ["cancel 1", actionIds.cancel, undefined, ["run 1"]],
  ["answer 2 mine", actionIds.answer, undefined, ["skip 1 because we know"]],
];

describe.each(cells)("%s", (words, button, form, before) => {
  test.each(people)("is refused to %s exactly as its button is", async (_, roles) => {
    const refusal = async (act: (there: Awaited<ReturnType<typeof room>>) => Promise<void>) => {
      const there = await room(roles);
      const helper = there.by(somebody(["member", "lead"], "U0HELPER"));
      for (const text of before) await helper.command("/incident", text);
      await act(there);
      return there.world().audit.find(({ outcome }) => outcome === "refused")?.detail;
    };
    const typed = await refusal(({ command }) => command("/incident", words));
    const said = await refusal(({ mention }) => mention(words, threadTs));
    const pressed = await refusal(async ({ press, submit, incident, step, world }) => {
      const stepId = words.includes(" 2") ? "was-it-you" : "who";
      const { version = 0 } = (await step(stepId)) ?? {};
      const runId = world().runs.at(-1)?.id;
      const ref = { incidentId: incident.id, stepId, version, ...(runId && { runId }), value: "mine" };
      await (form ? submit(button, ref, { [form]: { value: "we know" } }) : press(button, encodeRef(ref)));
    });
    expect(said).toBe(typed);
    // A guest may not even read which steps there are.
    if (roles.length === 0) expect([typed, pressed]).toEqual([expect.any(String), expect.any(String)]);
    else expect(typed).toBe(pressed);
  });
});
