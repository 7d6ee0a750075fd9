import { expect, test } from "vitest";
import { judgeDatapoints } from "./judge-datapoints.ts";

/** `X` breaches, `0` does not, `-` is missing; oldest first. */
const read = (text: string) =>
  text.split(" ").map((sign) => (sign === "-" ? undefined : sign === "X" ? 9 : 0));
const judged = (
  text: string,
  evaluationPeriods: number,
  datapointsToAlarm: number,
  treatMissingData: string,
) =>
  judgeDatapoints(read(text), {
    comparison: "GreaterThanThreshold",
    threshold: 5,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData,
  });

const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"];

// "stay" keeps the state the alarm is in.
test.each([
  ["0 - X - X", 3, 3, ["OK", "OK", "OK", "OK"]],
  ["0 - - - -", 3, 3, ["OK", "OK", "OK", "OK"]],
  ["- - - - -", 3, 3, ["INSUFFICIENT_DATA", "stay", "ALARM", "OK"]],
  ["0 X X - X", 3, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
  ["- - X - -", 3, 3, ["ALARM", "stay", "ALARM", "OK"]],
  ["- - - - X", 3, 3, ["stay", "stay", "ALARM", "OK"]],
  ["0 - X - X", 3, 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
  ["0 0 X 0 X", 3, 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
  ["0 - X - -", 3, 2, ["OK", "OK", "ALARM", "OK"]],
  ["- - - - 0", 3, 2, ["OK", "OK", "ALARM", "OK"]],
  ["- - - X -", 3, 2, ["ALARM", "stay", "ALARM", "OK"]],
  ["X 0 0", 1, 1, ["OK", "OK", "OK", "OK"]],
  ["0 0 X", 1, 1, ["ALARM", "ALARM", "ALARM", "ALARM"]],
])("%s over %i periods, %i to alarm", (datapoints, periods, toAlarm, expected) => {
  const states = TREATMENTS.map((treatment) => judged(datapoints, periods, toAlarm, treatment) ?? "stay");
  expect(states).toEqual(expected);
});

test.each([
  ["GreaterThanOrEqualToThreshold", 5, true],
  ["GreaterThanThreshold", 5, false],
  ["LessThanThreshold", 5, false],
  ["LessThanOrEqualToThreshold", 5, true],
])("%s with the threshold itself", (comparison, value, alarms) => {
  const one = { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: "missing" };
  expect(judgeDatapoints([value], { comparison, ...one })).toBe(alarms ? "ALARM" : "OK");
});
