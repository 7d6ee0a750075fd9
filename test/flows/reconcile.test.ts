import { describe, expect, test } from "vitest";
import { type Outside, reconcile, type StateNow } from "../../src/flows/reconcile.ts";
import { fakeWorld } from "../fakes/world.ts";

const arn = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:errors";
const at = (time: string) => new Date(`2026-11-14T${time}Z`);

const errorsAlarm = JSON.stringify({
  ...{ version: "0", id: "e1", "detail-type": "CloudWatch Alarm State Change", source: "aws.cloudwatch" },
  ...{ account: "111122223333", time: "2026-11-14T02:41:07Z", region: "eu-central-1", resources: [arn] },
  detail: {
    alarmName: "errors",
    state: { value: "ALARM", reason: "Many errors.", timestamp: "2026-11-14T02:41:07.000+0000" },
    previousState: { value: "OK", reason: "", timestamp: "2026-11-14T01:00:00.000+0000" },
    configuration: { metrics: [] },
  },
});

async function scene(states: StateNow[] | Error = [], there = true) {
  const cairn = fakeWorld();
  await cairn.alarm(errorsAlarm);
  const { id } = await cairn.onlyIncident();
  await cairn.ports.store.transaction((tx) =>
    tx.saveShown(id, "root", { channel: "C0INCIDENTS", ts: "1.1" }),
  );
  for (const each of cairn.world().outbox) each.state = "sent";
  const outside: Outside = {
    alarmStates: async (arns) => {
      if (states instanceof Error) throw states;
      return states.filter((each) => arns.includes(each.arn));
    },
    isThere: async () => there,
  };
  return { cairn, id, faults: await reconcile(cairn.ports, outside) };
}

const transitions = (cairn: ReturnType<typeof fakeWorld>) =>
  cairn.world().timeline.filter(({ action }) => action === "alarm.transition");

describe("an open incident held against CloudWatch", () => {
  test("learns of an OK that never came, and says how it knows", async () => {
    const { cairn } = await scene([{ arn, state: "OK", at: at("02:55:00"), reason: "No more errors." }]);
    expect((await cairn.onlyIncident()).counts).toMatchObject({ firing: 0, transitions: 2 });
    expect(transitions(cairn).at(-1)).toMatchObject({
      body: { state: "OK", previous: "ALARM", reason: "No more errors.", seenBy: "reconciliation" },
    });
  });

  test("hears the same OK once, whichever way it comes first", async () => {
    const { cairn } = await scene([{ arn, state: "OK", at: at("02:55:00"), reason: "No more errors." }]);
    await cairn.alarm(
      errorsAlarm.replace('"e1"', '"e2"').replace('"ALARM"', '"OK"').replace("02:41:07.000", "02:55:00.000"),
    );
    expect(transitions(cairn)).toHaveLength(2);
  });

  test.each([
    ["the same", "ALARM", "02:50:00"],
    ["older", "OK", "02:30:00"],
  ] as const)("stays as it is when what CloudWatch says is %s", async (_, state, time) => {
    const { cairn } = await scene([{ arn, state, at: at(time), reason: "" }]);
    expect(transitions(cairn)).toHaveLength(1);
  });

  test("is looked at the next time when CloudWatch does not answer, and its message all the same", async () => {
    const { cairn, id, faults } = await scene(new Error("AccessDenied"), false);
    expect(faults).toMatchObject([{ message: "AccessDenied" }]);
    expect(await cairn.ports.store.shown(id, "root")).toBeUndefined();
  });
});

test("a first message that somebody removed is posted again; one that is there is left alone", async () => {
  const gone = await scene([], false);
  expect(gone.cairn.world().outbox.filter(({ state }) => state === "pending")).toMatchObject([
    { row: { show: { show: "incident", incidentId: gone.id } } },
  ]);
  const there = await scene([], true);
  expect(there.cairn.world().outbox.filter(({ state }) => state === "pending")).toEqual([]);
});
