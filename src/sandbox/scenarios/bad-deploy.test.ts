import { expect, test } from "vitest";
import { badDeploy } from "./bad-deploy.ts";
import { scenarioFaults } from "./scenario-faults.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = badDeploy({ now });
const { answer, records, alarms, accessLogs = [] } = scenario;

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  eventSource: string;
  errorCode?: string;
  readOnly: boolean;
  sourceIPAddress: string;
  userAgent: string;
  requestParameters: Record<string, unknown> | null;
  userIdentity: {
    arn?: string;
    type?: string;
    invokedBy?: string;
    sessionContext?: { sessionIssuer?: { arn?: string } };
  };
}
/** Counted from the finished trail, as an investigator would, not from the story's own plan. */
const once = [...new Map((records as unknown as Told[]).map((record) => [record.eventID, record])).values()];
const ids = (found: Told[]) => found.map((record) => record.eventID);
const roleOf = ({ userIdentity }: Told) => userIdentity.sessionContext?.sessionIssuer?.arn ?? "";
const isRefused = ({ errorCode = "" }: Told) => /^AccessDenied|UnauthorizedOperation$/.test(errorCode);
const from = (times: { minutes: number; before: Date | string }) =>
  new Date(new Date(times.before).getTime() - times.minutes * 60_000).toISOString();
const firstAlarm = alarms[0]?.at ?? now;

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
  expect(records.length).toBeGreaterThan(20_000);
});

test("in the hour before the alarm one run of the pipeline changed the function, and nobody else", () => {
  const changes = once.filter(
    ({ readOnly, requestParameters, eventTime }) =>
      !readOnly &&
      requestParameters?.functionName === answer.change.functionName &&
      eventTime >= from({ minutes: 60, before: firstAlarm }) &&
      eventTime <= firstAlarm.toISOString(),
  );
  expect(ids(changes)).toEqual(answer.steps["who-changed-this"]?.hour?.eventIds);
  expect(changes[0]).toMatchObject({
    eventID: answer.change.eventID,
    eventName: "UpdateFunctionCode20150331v2",
    eventTime: answer.change.eventTime,
    sourceIPAddress: answer.change.address,
    requestParameters: { s3Key: answer.change.s3Key },
  });
  expect(new Set(changes.map(roleOf))).toEqual(new Set([answer.change.byRole]));
});

test("the run changed stack, function and service; other runs of the role stand around it", () => {
  const session = once.filter(({ userIdentity }) =>
    userIdentity.arn?.endsWith(`/${answer.change.bySession}`),
  );
  const changes = session.filter(({ readOnly }) => !readOnly);
  expect(ids(changes)).toEqual(answer.releaseEventIds);
  const newest = once.find(
    ({ eventID }) => eventID === answer.steps["who-changed-this"]?.hour?.eventIds?.at(-1),
  );
  const time = Date.parse(newest?.eventTime ?? "");
  const around = once.filter(
    (record) =>
      !record.readOnly &&
      roleOf(record) === answer.change.byRole &&
      Math.abs(Date.parse(record.eventTime) - time) <= 15 * 60_000,
  );
  expect(ids(around)).toEqual(answer.steps["who-changed-this"]?.around?.eventIds);
});

test("the same pipeline calls from the same network with the same program all day", () => {
  const network = (address: string) => address.split(".").slice(0, 3).join(".");
  const runs = once.filter((record) => roleOf(record) === answer.change.byRole);
  expect(new Set(runs.map(({ sourceIPAddress }) => network(sourceIPAddress))).size).toBe(1);
  expect(new Set(runs.map(({ userAgent }) => userAgent)).size).toBe(1);
  expect(new Set(runs.map(({ userIdentity }) => userIdentity.arn)).size).toBeGreaterThan(15);
});

test("two roles are refused hundreds of times, only after the release, from addresses they always had", () => {
  for (const [role, count] of Object.entries(answer.refusedByRole)) {
    const calls = once.filter(
      (record) => roleOf(record) === role && record.userIdentity.invokedBy === undefined,
    );
    const refused = calls.filter(isRefused);
    expect(refused).toHaveLength(count);
    expect(refused.every(({ eventTime }) => eventTime > answer.change.eventTime)).toBe(true);
    const before = calls.filter(({ eventTime }) => eventTime < answer.change.eventTime);
    expect(before.filter(isRefused)).toEqual([]);
    const usual = new Set(before.map(({ sourceIPAddress }) => sourceIPAddress));
    expect(refused.every(({ sourceIPAddress }) => usual.has(sourceIPAddress))).toBe(true);
  }
  expect(Math.min(...Object.values(answer.refusedByRole))).toBeGreaterThan(30);
});

test("as many services refuse as would refuse somebody who looks around", () => {
  const [role = ""] = Object.keys(answer.refusedByRole);
  const refused = once.filter((record) => roleOf(record) === role && isRefused(record));
  expect(ids(refused)).toEqual(answer.steps["unauthorized-api-calls"]?.refused?.eventIds);
  expect([...new Set(refused.map(({ eventSource }) => eventSource))].sort()).toEqual(answer.refusingServices);
  expect(answer.refusingServices.length).toBeGreaterThanOrEqual(3);
  expect(refused[0]?.eventTime).toBe(answer.firstRefusalAt);
  const others = once.filter(
    (record) => isRefused(record) && !Object.hasOwn(answer.refusedByRole, roleOf(record)),
  );
  const most = Math.max(
    ...[...new Set(others.map(roleOf))].map(
      (each) => others.filter((record) => roleOf(record) === each).length,
    ),
  );
  expect(most).toBeLessThan(refused.length);
});

test("people changed other things in that hour", () => {
  const others = once.filter(
    (record) =>
      !record.readOnly &&
      answer.otherChangeEventIds.includes(record.eventID) &&
      record.eventTime >= from({ minutes: 60, before: firstAlarm }),
  );
  expect(others).toHaveLength(3);
  expect(others.some(({ requestParameters }) => requestParameters?.functionName !== undefined)).toBe(false);
});

test("customers everywhere get errors on one route, only since the release", () => {
  const lines = accessLogs
    .flatMap((log) => log.lines)
    .map(({ text }) => JSON.parse(text) as Record<string, string>);
  const errors = lines.filter(
    ({ resourcePath, status, requestTimeEpoch }) =>
      resourcePath === answer.failingRoute &&
      Number(status) >= 500 &&
      Number(requestTimeEpoch) > Date.parse(answer.change.eventTime),
  );
  expect(errors).toHaveLength(answer.serverErrors);
  expect(new Set(errors.map(({ ip }) => ip)).size).toBe(answer.sufferingAddresses);
  const before = lines.filter(
    ({ resourcePath, requestTimeEpoch }) =>
      resourcePath === answer.failingRoute && Number(requestTimeEpoch) < Date.parse(answer.change.eventTime),
  );
  expect(before.length).toBeGreaterThan(1_000);
  expect(before.filter(({ status }) => Number(status) >= 500).length).toBeLessThan(0.02 * before.length);
  const counts = new Map<string, number>();
  for (const { ip = "" } of errors) counts.set(ip, (counts.get(ip) ?? 0) + 1);
  expect(Math.max(...counts.values())).toBeLessThan(0.1 * errors.length);
});

test("errors ring first, then both, then the denials and whose they are", () => {
  expect(alarms.map(({ kind, alarmName, state }) => [kind, alarmName, state])).toEqual([
    ["metric", "checkout-errors", "ALARM"],
    ["metric", "shop-api-5xx", "ALARM"],
    ["composite", "checkout-down", "ALARM"],
    ["metric", "unauthorised-api-calls", "ALARM"],
    ["contributor", "denied-by-principal", "ALARM"],
  ]);
  expect(answer.verdict).toBe("benign");
});
