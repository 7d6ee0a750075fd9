import { describe, expect, test } from "vitest";
import { createEvaluation } from "./evaluate.ts";
import { createJoint } from "./joint.ts";
import type { Query, Window } from "./query.ts";
import { bucketSeconds, createShape, joinShapes } from "./time-shape.ts";

const window: Window = { from: new Date("2026-11-14T00:10:00Z"), to: new Date("2026-11-14T04:00:00Z") };
const query: Query = { from: "cloudtrail", where: { all: [] }, measure: [], limit: 100, services: "hide" };
const call = (time: string, name = "deploy", more: object = {}) => ({
  eventTime: `2026-11-14T${time}Z`,
  eventID: `${time}-${name}`,
  userIdentity: { arn: `arn:aws:iam::111122223333:user/${name}` },
  ...more,
});

describe("while records are read", () => {
  test("those that match are counted over time, by outcome and by who", () => {
    const evaluation = createEvaluation(query, window);
    evaluation.add(call("00:12:00"));
    evaluation.add(call("00:12:00"));
    evaluation.add(call("00:14:59", "build", { errorCode: "AccessDenied" }));
    evaluation.add(call("03:59:00"));
    evaluation.add(call("04:00:01"));
    const shape = evaluation.result().shape;
    expect(shape).toMatchObject({ from: "2026-11-14T00:10:00.000Z", widthSeconds: 300 });
    expect([shape?.ok[0], shape?.errors[0], shape?.ok.at(-2), shape?.ok.at(-1)]).toEqual([1, 1, 1, 0]);
    expect(shape?.ok).toHaveLength(47);
    expect(shape?.top.map(({ name }) => name)).toEqual([
      "arn:aws:iam::111122223333:user/deploy",
      "arn:aws:iam::111122223333:user/build",
    ]);
  });

  test("several accounts that answer together are counted together", () => {
    const joint = createJoint(query, window);
    createEvaluation(query, window, joint).add(call("00:12:00"));
    createEvaluation(query, window, joint).add(call("00:13:00", "build"));
    expect(createEvaluation(query, window, joint).result().shape?.ok[0]).toBe(2);
  });

  test("nothing is no shape", () => {
    expect(createEvaluation(query, window).result().shape).toBeUndefined();
  });

  test("a proxy's requests fail by their status", () => {
    const shape = createShape({ from: "access-log" }, window);
    shape.add({ status: 403, clientIp: "192.0.2.1" }, Date.parse("2026-11-14T00:12:00Z"));
    shape.add({ status: 200, clientIp: "192.0.2.1" }, Date.parse("2026-11-14T00:12:00Z"));
    expect(shape.shape()).toMatchObject({ top: [{ name: "192.0.2.1" }] });
    expect([shape.shape()?.ok[0], shape.shape()?.errors[0]]).toEqual([1, 1]);
  });

  test("a thousand principals cost no more than a few hundred", () => {
    const shape = createShape(query, window);
    for (let nth = 0; nth < 1_000; nth += 1)
      shape.add(call("00:12:00", `u${nth}`), Date.parse("2026-11-14T00:12:00Z"));
    expect(shape.shape()?.ok[0]).toBe(1_000);
    expect(shape.shape()?.top).toHaveLength(4);
  });
});

test.each([
  [1, 120],
  [24, 1_800],
  [24 * 90, 172_800],
])("%s hours are at most 60 bars, of %s seconds", (hours, seconds) => {
  const from = new Date(0);
  expect(bucketSeconds({ from, to: new Date(hours * 3_600_000) })).toBe(seconds);
});

test("shapes of the same window are added up; of others there is no sum", () => {
  const one = { from: "2026-11-14T00:00:00.000Z", widthSeconds: 60, ok: [1, 0], errors: [0, 2], top: [] };
  expect(joinShapes([one, one, undefined])).toMatchObject({ ok: [2, 0], errors: [0, 4] });
  expect(joinShapes([one, { ...one, widthSeconds: 120 }])).toBeUndefined();
  expect(joinShapes([undefined])).toBeUndefined();
});
