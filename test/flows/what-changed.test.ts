import { describe, expect, test } from "vitest";
import { ForbiddenError, InputError } from "../../src/domain/errors.ts";
import { whatChangedTitle } from "../../src/domain/run/what-changed.ts";
import { askWhatChanged } from "../../src/flows/runs/ask-what-changed.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { answerOf, fakeWorld, keyAlarm, member, responder } from "../fakes/world.ts";

const on = { whatChanged: { off: false, minutes: 60, pipelines: [] } };
const grouping = { by: ["alarm" as const], reopenWithinMs: 0, stormAt: 1_000 };
const titled = (cairn: ReturnType<typeof fakeWorld>) =>
  cairn.world().runs.filter(({ title }) => title === whatChangedTitle);

describe("an alarm that opens an incident", () => {
  test("is asked what changed before it, as Cairn, and told right below the first message", async () => {
    const cairn = fakeWorld(on);
    await cairn.alarm();
    const [run] = titled(cairn);
    expect(run).toMatchObject({
      stepId: null,
      state: "queued",
      requestedBy: { kind: "system" },
      window: { from: new Date("2026-11-14T01:41:07Z"), to: new Date("2026-11-14T02:41:07Z") },
    });
    expect(cairn.rung).toEqual([run?.id]);
    const shows = cairn.outbox().filter(({ show }) => show !== "event");
    expect(shows.map(({ show }) => show)).toEqual(["incident", "run", "step"]);

    await executeRun(cairn.ports, run?.id ?? "");
    expect(cairn.asked[0]).toMatchObject({ askedBy: { name: "cairn" } });
    expect(titled(cairn)[0]?.state).toBe("done");
  });

  test("gets a picture of the changes over time, where there are some", async () => {
    const cairn = fakeWorld(on);
    const counts = (at: (bucket: number) => number) => Array.from({ length: 31 }, (_, bucket) => at(bucket));
    const ok = counts((bucket) => (bucket > 28 ? 3 : 0));
    const place = { from: "2026-11-14T01:40:00.000Z", widthSeconds: 120 };
    const shape = { ...place, ok, errors: counts(() => 0), top: [] };
    cairn.answerWith(async (request) => {
      const answer = answerOf(request, [{ principal: "deploy", count: 6 }]);
      return { ...answer, shape, completeness: { ...answer.completeness, matched: 6 } };
    });
    await cairn.alarm();
    const [run] = titled(cairn);
    await executeRun(cairn.ports, run?.id ?? "");
    expect(cairn.outbox()).toContainEqual({ show: "picture", incidentId: "id-1", runId: run?.id });
  });

  test("is asked once: an alarm that goes off again in an open incident asks nothing", async () => {
    const cairn = fakeWorld(on);
    await cairn.alarm();
    await cairn.alarm(keyAlarm({ id: "2", state: "OK", at: "2026-11-14T02:45:00.000+0000" }));
    await cairn.alarm(keyAlarm({ id: "3", at: "2026-11-14T02:50:00.000+0000" }));
    expect(titled(cairn)).toHaveLength(1);
  });

  test("asks about as many minutes as the settings say, or not at all", async () => {
    const short = fakeWorld({ whatChanged: { off: false, minutes: 15, pipelines: [] } });
    await short.alarm();
    expect(titled(short)[0]?.window.from).toEqual(new Date("2026-11-14T02:26:07Z"));
    const off = fakeWorld();
    await off.alarm();
    expect(titled(off)).toEqual([]);
  });

  test("of an account that is not configured asks nobody else's trail", async () => {
    const cairn = fakeWorld({ ...on, accounts: [{ id: "444455556666", regions: ["eu-central-1"] }] });
    await cairn.alarm();
    expect(titled(cairn)).toEqual([]);
    await cairn.onlyIncident();
  });

  test("opens its incident all the same when no engine can answer", async () => {
    const cairn = fakeWorld(on);
    const enginesFor = () => {
      throw new InputError("The account has nothing to ask.");
    };
    const ports = { ...cairn.ports, enginesFor };
    Object.assign(cairn.ports, ports);
    await cairn.alarm();
    expect((await cairn.onlyIncident()).state).toBe("open");
    expect(titled(cairn)).toEqual([]);
  });

  test("where nothing was found says whether such calls are recorded at all", async () => {
    const cairn = fakeWorld(on);
    cairn.recordedIs({ state: "not-recorded", reasons: ["The trail main is switched off."], fix: [] });
    cairn.answerWith(async (request) => {
      const answer = answerOf(request, []);
      return { ...answer, completeness: { ...answer.completeness, matched: 0 } };
    });
    await cairn.alarm();
    await executeRun(cairn.ports, titled(cairn)[0]?.id ?? "");
    expect(titled(cairn)[0]?.completeness?.recorded?.state).toBe("not-recorded");
  });
});

test("a hole in the trail is told with the calls that were found around it", async () => {
  const cairn = fakeWorld(on);
  cairn.recordedIs({ state: "partly", reasons: ["The trail main was off."], fix: [] });
  await cairn.alarm();
  await executeRun(cairn.ports, titled(cairn)[0]?.id ?? "");
  const { matched, recorded } = titled(cairn)[0]?.completeness ?? {};
  expect([matched, recorded?.state]).toEqual([3, "partly"]);
});

describe("in a storm", () => {
  const storm = async (alarms: number) => {
    const cairn = fakeWorld({ ...on, grouping });
    for (let at = 0; at < alarms; at++) await cairn.alarm(keyAlarm({ id: `a${at}`, name: `alarm-${at}` }));
    return cairn;
  };

  test("only a few ask by themselves in a minute; the others say so, and post nothing for it", async () => {
    const cairn = await storm(12);
    expect(await cairn.ports.store.incidents({})).toHaveLength(12);
    expect(titled(cairn)).toHaveLength(4);
    const skipped = cairn.world().timeline.filter(({ action }) => action === "run.skip");
    expect(skipped).toHaveLength(8);
    expect(skipped[0]?.body).toMatchObject({ title: whatChangedTitle });
    cairn.advance(61_000);
    await cairn.alarm(keyAlarm({ id: "later", name: "later" }));
    expect(titled(cairn)).toHaveLength(5);
  });

  test("a responder asks for one that was left out; a member may not", async () => {
    const cairn = await storm(6);
    const [{ id: incidentId } = { id: "" }] = await cairn.ports.store.incidents({ limit: 1 });
    expect(titled(cairn).some((run) => run.incidentId === incidentId)).toBe(false);
    await expect(askWhatChanged(cairn.ports, { incidentId, actor: member })).rejects.toThrow(ForbiddenError);
    const run = await askWhatChanged(cairn.ports, { incidentId, actor: responder });
    expect(run).toMatchObject({ title: whatChangedTitle, requestedBy: { id: "U0RESPONDER" } });
    expect(cairn.rung).toContain(run.id);
  });
});
