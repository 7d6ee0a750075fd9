import { describe, expect, test } from "vitest";
import { outOf, placeOf, type Scope } from "./layout.ts";

const file = "111122223333_CloudTrail_eu-central-1_20260504T0810Z_AbCdEf0123456789.json.gz";
const folder = "prefix/AWSLogs/o-example1234/111122223333/CloudTrail/eu-central-1/2026/05/04";
const place = (path: string) => placeOf(path.split("/"));
const scope: Scope = {
  account: "111122223333",
  regions: ["eu-central-1"],
  window: { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T08:30:00Z") },
  deliveryLagMinutes: 60,
};

test("a path in CloudTrail's layout tells account, Region, day and delivery", () => {
  expect(place(`${folder}/${file}`)).toEqual({
    account: "111122223333",
    region: "eu-central-1",
    day: "2026/05/04",
    deliveredAt: new Date("2026-05-04T08:10:00Z"),
    digest: false,
  });
});

test("a file name alone tells nearly as much", () => {
  expect(place(`evidence/${file}`)).toMatchObject({
    account: "111122223333",
    region: "eu-central-1",
    deliveredAt: new Date("2026-05-04T08:10:00Z"),
  });
});

test.each([
  ["export.json"],
  ["2026/05/04/x.json"],
  ["CloudTrail/notes/x.json"],
  ["a/CloudTrail"],
  ["us-east-1/x.json"],
])("%s tells nothing that could exclude it", (path) => {
  expect(outOf(place(path), { ...scope, account: "444455556666", regions: ["us-west-2"] })).toBeUndefined();
});

test.each([
  ["AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/05/04/x.json.gz"],
  ["111122223333_CloudTrail-Digest_eu-central-1_main_eu-central-1_20260504T081000Z.json.gz"],
])("%s is a digest", (path) => {
  expect(place(path).digest).toBe(true);
});

describe("what cannot belong to the question is passed over, folders before they are opened", () => {
  const at = (day: string) => `AWSLogs/111122223333/CloudTrail/eu-central-1/${day}`;
  test.each<[string, ReturnType<typeof outOf>]>([
    ["AWSLogs/111122223333", undefined],
    ["AWSLogs/444455556666/CloudTrail", "account"],
    ["AWSLogs/111122223333/CloudTrail/us-east-1", "region"],
    [at("2025"), "time"],
    [at("2026"), undefined],
    [at("2026/04"), "time"],
    [at("2026/05"), undefined],
    [at("2026/05/03"), "time"],
    [at("2026/05/04"), undefined],
    [at("2026/05/05"), "time"],
    [`${at("2026/05/04")}/${file}`, undefined],
    [`${at("2026/05/04")}/${file.replace("T0810Z", "T0750Z")}`, "time"],
    [`${at("2026/05/04")}/${file.replace("T0810Z", "T0755Z")}`, undefined],
    [`${at("2026/05/04")}/${file.replace("T0810Z", "T0930Z")}`, undefined],
    [`${at("2026/05/04")}/${file.replace("T0810Z", "T0935Z")}`, "time"],
  ])("%s: %s", (path, reason) => {
    expect(outOf(place(path), scope)).toBe(reason);
  });

  test("late in the evening the next day's folder may hold a record", () => {
    const evening = { from: new Date("2026-05-04T23:00:00Z"), to: new Date("2026-05-04T23:30:00Z") };
    expect(outOf(place(at("2026/05/05")), { ...scope, window: evening })).toBeUndefined();
    expect(outOf(place(at("2026/05/06")), { ...scope, window: evening })).toBe("time");
  });

  test("any account and all Regions and all times are possible questions", () => {
    const all = {
      ...scope,
      account: "",
      regions: [],
      window: { from: new Date(0), to: new Date("9999-12-31T23:59:59Z") },
    };
    expect(outOf(place(`${folder}/${file}`), all)).toBeUndefined();
  });
});
