import { expect, test } from "vitest";
import type { Row } from "../../src/domain/query/query.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import type { PersonClient, SeenMessage } from "../../src/sandbox/slack/index.ts";
import { answerOf } from "../fakes/world.ts";
import { asidesIn, channel, find, press, type Scene, setScene, until } from "./slack-scene.ts";

const key = "AKIAI44QH8DHBEXAMPLE";

/** A day of calls, most of them refused towards its end. */
const shape = (() => {
  const hours = (at: (hour: number) => number) => Array.from({ length: 25 }, (_, hour) => at(hour));
  const ok = hours((hour) => hour % 3);
  return {
    from: "2026-11-13T02:00:00.000Z",
    widthSeconds: 3_600,
    ok,
    errors: hours((hour) => (hour > 21 ? hour : 0)),
    top: [],
  };
})();
const calls = [...shape.ok, ...shape.errors].reduce((sum, count) => sum + count, 0);
const rows = ["192.0.2.1", "192.0.2.2"].map(
  (sourceIPAddress): Row => ({ principal: "deploy", sourceIPAddress, count: 3 }),
);

async function atStep(): Promise<Scene & { message(): Promise<SeenMessage>; answer(): Promise<void> }> {
  const scene = await setScene();
  const { world, deliver, thread } = scene;
  world.answerWith(async (request) => {
    const answer = answerOf(request, rows);
    return { ...answer, shape, completeness: { ...answer.completeness, matched: calls } };
  });
  await world.alarm();
  await deliver();
  return {
    ...scene,
    async message() {
      const found = (await thread()).find(({ text }) => String(text).includes("1. Who uses this key?"));
      if (!found) throw new Error("The step has no message.");
      return found;
    },
    async answer() {
      const queued = (await world.ports.store.runs("id-1")).find(({ state }) => state === "queued");
      await executeRun(world.ports, queued?.id ?? "");
      await deliver();
    },
  };
}

const json = ({ blocks, text }: SeenMessage): string => JSON.stringify({ blocks, text });

async function submit(person: PersonClient, values: Record<string, string>) {
  await person.until(() => person.modal());
  return person.submit({ values });
}

test("a step is claimed, asked with other inputs, answered with a picture, put on the timeline and asked anew, all in one message", async () => {
  const { workspace, world, responder, oncall, deliver, message, answer, thread } = await atStep();
  const first = await message();
  expect(json(first)).toContain("from the alarm");

  expect((await press(oncall, first, "Claim")).ok).toBe(true);
  await until(async () => Boolean((await world.ports.store.step("id-1", "who"))?.claimed), "the claim");
  await deliver();
  expect(json(await message())).toContain("Claimed");

  await press(responder, await message(), "Change inputs…");
  await responder.until(() => responder.modal());
  expect(await responder.submit({ values: { "input:key": "nonsense" } })).toMatchObject({
    errors: { "input:key": expect.stringContaining("is not an access key id") },
  });
  expect(await responder.submit({ values: { "input:key": key } })).toMatchObject({ ok: true });
  await deliver();
  expect(json(await message())).toContain("changed by responder");

  // Claiming does not make a button out of date.
  await press(responder, await message(), "Run");
  await until(async () => (await world.ports.store.runs("id-1")).length > 0, "the run");
  await answer();
  const [run] = await world.ports.store.runs("id-1");
  const answered = await message();
  expect(answered.ts).toBe(first.ts);
  const kinds = (answered.blocks as { type: string }[]).map(({ type }) => type);
  expect(kinds.indexOf("image")).toBeGreaterThan(0);
  expect(kinds.indexOf("image")).toBeLessThan(kinds.indexOf("table"));
  expect(json(answered)).toContain(`Chart: ${calls} calls over time`);
  expect(world.world().shown[`id-1/picture:${run?.id}`]?.ts).toMatch(/^F/);

  await press(responder, answered, "Add to timeline");
  await until(async () => Boolean((await world.ports.store.run(run?.id ?? ""))?.picked), "the pick");
  await deliver();
  expect(json(await message())).toContain("On the timeline");
  expect(() => find(answered, "Run")).toThrow();

  await press(responder, await message(), "Change inputs…");
  expect(await submit(responder, { "input:steps.who.window": "last 2h" })).toMatchObject({ ok: true });
  const asked = async () =>
    (await world.ports.store.runs("id-1")).filter(({ stepId, query }) => stepId === "who" && !query.trace);
  await until(async () => (await asked()).length === 2, "the second run");
  expect((await asked()).at(-1)?.window.from).toEqual(new Date("2026-11-14T00:42:00Z"));
  expect(await thread()).toHaveLength(3);
  const { refused, duplicates } = workspace.report();
  expect({ refused, duplicates }).toEqual({ refused: [], duplicates: [] });
});

test("of two who press Run at once one asks, and the other is told who", async () => {
  const { world, responder, workspace, message } = await atStep();
  const lead = workspace.as("U0LEAD");
  const seen = await message();
  await Promise.all([press(responder, seen, "Run"), press(lead, seen, "Run")]);
  const told = await until2(async () => [
    ...(await asidesIn(responder, seen.ts)),
    ...(await asidesIn(lead, seen.ts)),
    ...(await asidesIn(responder, (seen.thread_ts as string | undefined) ?? seen.ts)),
    ...(await asidesIn(lead, (seen.thread_ts as string | undefined) ?? seen.ts)),
  ]);
  const runs = await world.ports.store.runs("id-1");
  expect(runs).toHaveLength(1);
  const [run] = runs;
  const by = run?.requestedBy.kind === "responder" ? run.requestedBy.name : "nobody";
  expect(told.join(" ")).toContain(`already started by ${by}`);
});

test("a step is left out with a reason, and the next one has its own message", async () => {
  const { responder, deliver, message, thread, workspace } = await atStep();
  await press(responder, await message(), "Skip…");
  await responder.until(() => responder.modal());
  expect(await responder.submit({ values: { reason: "The owner called." } })).toMatchObject({ ok: true });
  await deliver();
  expect(json(await message())).toMatch(/Skipped.*The owner called\./);
  expect((await thread()).map(({ text }) => String(text)).join(" ")).toContain("2. Was it you?");
  expect(workspace.report().refused).toEqual([]);
});

test("a question asked for oneself comes by direct message, and goes into the thread when it is shared", async () => {
  const { world, responder, deliver, thread, answer, workspace } = await atStep();
  await responder.command({ channel, text: `/trail key=${key} for=me` });
  expect(await submit(responder, {})).toMatchObject({ ok: true });
  await until(async () => (await world.ports.store.runs("id-1")).length === 1, "the run");
  await answer();
  const before = (await thread()).length;
  expect((await thread()).map(json).join()).not.toContain("last 24h");
  const direct = (await responder.screen()).channels.find(({ kind }) => kind === "im")?.id ?? "";
  const [mine] = await responder.messages(direct);
  if (!mine) throw new Error("no direct message came");
  expect(json(mine)).toContain("Only you see this message");
  await responder.press({ channel: direct, ts: mine.ts, ...find(mine, "Share to the thread") });
  await until(async () => !(await world.ports.store.runs("id-1"))[0]?.quietFor, "the sharing");
  await deliver();
  expect(await thread()).toHaveLength(before + 1);
  expect((await thread()).map(json).join()).toContain("last 24h");
  expect(json((await responder.messages(direct))[0] ?? mine)).toContain("It goes on there");
  expect(workspace.report().refused).toEqual([]);
});

test("an answer for oneself that cannot be brought comes into the thread with the reason", async () => {
  const { world, responder, thread, answer, workspace } = await atStep();
  workspace.fault({ method: "conversations.open", code: "cannot_dm_bot" });
  await responder.command({ channel, text: `/trail key=${key} for=me` });
  await submit(responder, {});
  await until(async () => (await world.ports.store.runs("id-1")).length === 1, "the run");
  await answer();
  expect((await thread()).map(json).join()).toContain("last 24h");
  expect(world.world().timeline.find(({ action }) => action === "run.share")?.body.why).toContain(
    "cannot_dm_bot",
  );
});

test("a picture that Slack refuses costs the picture alone", async () => {
  const { world, responder, message, answer, workspace } = await atStep();
  await press(responder, await message(), "Run");
  await until(async () => (await world.ports.store.runs("id-1")).length > 0, "the run");
  workspace.fault({ method: "files.completeUploadExternal", code: "missing_scope" });
  await answer();
  const shown = json(await message());
  expect(shown).toContain("2 addresses used this key.");
  expect(shown).toContain('"type":"table"');
  expect(shown).not.toContain('"type":"image"');
});

async function until2(read: () => Promise<string[]>): Promise<string[]> {
  let found: string[] = [];
  await until(async () => {
    found = await read();
    return found.length > 0;
  }, "words");
  return found;
}
