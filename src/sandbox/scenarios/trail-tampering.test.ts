import { expect, test } from "vitest";
import { scenarioFaults } from "./scenario-faults.ts";
import { deliveredRecords } from "./trail-gap.ts";
import { trailTampering } from "./trail-tampering.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = trailTampering({ now });
const { answer, records, alarms } = scenario;
const steps = answer.steps["trail-tampering"] ?? {};

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  awsRegion: string;
  readOnly: boolean;
  errorCode?: string;
  sourceIPAddress: string;
  requestParameters: Record<string, unknown> | null;
  userIdentity: { arn?: string; accessKeyId?: string; sessionContext?: { sessionIssuer?: { arn?: string } } };
}
/** Counted from the finished trail, as an investigator would, not from the story's own plan. */
const distinct = (all: readonly unknown[]) => [
  ...new Map((all as Told[]).map((record) => [record.eventID, record])).values(),
];
const once = distinct(records);
const delivered = distinct(deliveredRecords(scenario));
const ids = (found: Told[]) => found.map((record) => record.eventID);
const EVASION =
  /^(StopLogging|DeleteTrail|UpdateTrail|PutEventSelectors|PutInsightSelectors|DeleteFlowLogs|DeleteDetector|UpdateDetector|StopConfigurationRecorder|DeleteConfigurationRecorder|DeleteLogGroup|DeleteAlarms|DisableAlarmActions|LeaveOrganization|PutBucketLifecycle.*)$/;

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
  expect(records.length).toBeGreaterThan(20_000);
});

test("who blinded the account: tries, successes and the on-call person's repair", () => {
  const blinders = once.filter(({ eventName }) => EVASION.test(eventName));
  expect(ids(blinders)).toEqual(steps.who?.eventIds);
  const byActor = blinders.filter(({ userIdentity }) => userIdentity.arn === answer.actorArn);
  const worked = byActor.filter(({ errorCode }) => errorCode === undefined);
  expect(ids(worked)).toEqual(answer.evasionEventIds);
  expect(worked.map(({ eventName }) => eventName)).toEqual([
    "PutEventSelectors",
    "PutBucketLifecycle",
    "StopLogging",
    "DeleteFlowLogs",
  ]);
  expect(ids(byActor.filter(({ errorCode }) => errorCode !== undefined))).toEqual(answer.refusedEventIds);
  expect(blinders.length - byActor.length).toBe(2);
});

test("everything of the session comes from one new address", () => {
  const session = once.filter(({ userIdentity }) => userIdentity.arn === answer.actorArn);
  expect(ids(session)).toEqual(steps.around?.eventIds);
  expect(new Set(session.map(({ sourceIPAddress }) => sourceIPAddress))).toEqual(
    new Set([answer.newAddress]),
  );
  const [role] = answer.actorArn.split("/").slice(1);
  const sameRole = once.filter(({ userIdentity }) => userIdentity.arn?.includes(`/${role}/`));
  expect(sameRole.length).toBeGreaterThan(session.length + 20);
});

test("between stop and start no Region has a delivered record, and Event history has many", () => {
  const dark = ({ eventTime }: Told) =>
    eventTime > answer.stopped.eventTime && eventTime < answer.started.eventTime;
  expect(delivered.filter(dark)).toEqual([]);
  expect(once.filter(dark).length).toBeGreaterThan(300);
  for (const [region, gap] of Object.entries(answer.gapByRegion)) {
    const here = delivered.filter(({ awsRegion }) => awsRegion === region).map(({ eventTime }) => eventTime);
    expect(
      here
        .filter((time) => time <= answer.stopped.eventTime)
        .sort()
        .at(-1) ?? "",
    ).toBe(gap.lastBefore);
    expect(here.filter((time) => time >= answer.started.eventTime).sort()[0] ?? "").toBe(gap.firstAfter);
    const happened = once.filter(({ awsRegion }) => awsRegion === region).length;
    expect(happened - here.length).toBe(gap.missing);
  }
  expect(Object.keys(answer.gapByRegion)).toEqual(["eu-central-1", "eu-west-1", "us-east-1"]);
});

test("the stop and the start themselves were delivered", () => {
  const kept = new Set(ids(delivered));
  expect(kept).toContain(answer.stopped.eventID);
  expect(kept).toContain(answer.started.eventID);
});

test("under narrowed selectors writes still came through, reads did not", () => {
  const narrowed = once.find(({ eventID }) => eventID === answer.evasionEventIds[0])?.eventTime ?? "";
  const between = ({ eventTime }: Told) => eventTime > narrowed && eventTime < answer.stopped.eventTime;
  expect(delivered.filter(between).length).toBeGreaterThan(10);
  expect(delivered.filter(between).every(({ readOnly }) => !readOnly)).toBe(true);
  expect(once.filter(between).some(({ readOnly }) => readOnly)).toBe(true);
});

test("what was done in the dark is known by Event history only", () => {
  const kept = new Set(ids(delivered));
  const lost = once.filter(
    ({ userIdentity, eventID }) => userIdentity.arn === answer.actorArn && !kept.has(eventID),
  );
  expect(ids(lost)).toEqual(answer.onlyInEventHistory);
  const read = lost.filter(({ eventName }) => eventName === "GetSecretValue");
  expect(read.map(({ requestParameters }) => requestParameters?.secretId)).toEqual(answer.secretsRead);
});

test("the bucket keeps its files for a day, until it is set right", () => {
  const days = once
    .filter(({ eventName }) => eventName === "PutBucketLifecycle")
    .map(({ requestParameters }) => requestParameters?.LifecycleConfiguration);
  expect(days).toMatchObject([
    { Rule: { Expiration: { Days: 1 } } },
    { Rule: { Expiration: { Days: 365 } } },
  ]);
});

test("the change alarm turns OK while the trail is dark: only its silence rings", () => {
  expect(alarms.map(({ alarmName, state }) => [alarmName, state])).toEqual([
    ["cloudtrail-changed", "ALARM"],
    ["cloudtrail-changed", "OK"],
    ["trail-silent", "ALARM"],
    ["cloudtrail-changed", "ALARM"],
    ["trail-silent", "OK"],
  ]);
  const ok = alarms[1]?.at.toISOString() ?? "";
  expect(ok > answer.stopped.eventTime && ok < answer.started.eventTime).toBe(true);
});
