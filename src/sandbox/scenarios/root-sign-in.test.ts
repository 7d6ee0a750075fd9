import { expect, test } from "vitest";
import { rootSignIn } from "./root-sign-in.ts";
import { scenarioFaults } from "./scenario-faults.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = rootSignIn({ now });
const { answer, records, alarms } = scenario;
const steps = answer.steps["root-used"] ?? {};

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  eventSource: string;
  eventType: string;
  sourceIPAddress: string;
  readOnly: boolean;
  errorCode?: string;
  errorMessage?: string;
  responseElements: Record<string, unknown> | null;
  requestParameters: Record<string, unknown> | null;
  additionalEventData?: { MFAUsed?: string };
  userIdentity: { type?: string; arn?: string; accessKeyId?: string; invokedBy?: string };
}

/** Counted from the finished trail, as an investigator would, not from the story's own plan. */
const once = [...new Map((records as unknown as Told[]).map((record) => [record.eventID, record])).values()];
const ids = (found: Told[]) => found.map((record) => record.eventID);
const byRoot = once.filter(
  ({ userIdentity, eventType }) =>
    userIdentity.type === "Root" && userIdentity.invokedBy === undefined && eventType !== "AwsServiceEvent",
);

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
  expect(records.length).toBeGreaterThan(20_000);
});

test("what root did is as the answer says, services in its name left out", () => {
  expect(ids(byRoot)).toEqual(steps["what-did-root-do"]?.eventIds);
  expect(byRoot).toHaveLength(answer.rootCalls);
  const asRoot = once.filter(({ userIdentity }) => userIdentity.type === "Root");
  expect(asRoot.length - byRoot.length).toBe(answer.serviceCallsAsRoot);
  expect(answer.serviceCallsAsRoot).toBe(3);
  const from = (address: string) => byRoot.filter((record) => record.sourceIPAddress === address).length;
  expect(steps["what-did-root-do"]?.counts?.ip).toEqual(
    Object.fromEntries(answer.newAddresses.map((address) => [address, from(address)])),
  );
});

test("root failed once and then signed in without a second factor, in us-east-1", () => {
  const signIns = byRoot.filter(({ eventName }) => eventName === "ConsoleLogin");
  expect(ids(signIns)).toEqual(steps["sign-in"]?.eventIds);
  expect(signIns.map(({ responseElements }) => responseElements?.ConsoleLogin)).toEqual([
    "Failure",
    "Success",
  ]);
  expect(signIns[0]).toMatchObject({ errorMessage: "Failed authentication" });
  expect(signIns[0]).not.toHaveProperty("errorCode");
  expect(signIns[1]).toMatchObject({
    eventID: answer.signInEventId,
    eventTime: answer.signedInAt,
    awsRegion: "us-east-1",
    sourceIPAddress: answer.signInAddress,
    additionalEventData: { MFAUsed: "No" },
  });
});

test("the password was recovered on the day before", () => {
  const recovery = once.filter(({ eventName }) => eventName.startsWith("PasswordRecovery"));
  expect(ids(recovery)).toEqual(steps["day-before"]?.eventIds);
  const before = Date.parse(answer.signedInAt) - Date.parse(recovery.at(-1)?.eventTime ?? "");
  expect(before).toBeGreaterThan(12 * 3_600_000);
  expect(before).toBeLessThan(24 * 3_600_000);
});

test("the doors are root's own changes after the sign-in; what it was refused is apart", () => {
  const changes = byRoot.filter(({ readOnly, errorCode }) => !readOnly && errorCode === undefined);
  expect(ids(changes)).toEqual(steps["root-writes"]?.eventIds);
  const doors = changes.filter(({ eventSource }) => eventSource !== "signin.amazonaws.com");
  expect(ids(doors)).toEqual(answer.doors.map((door) => door.eventID));
  expect(doors.map(({ eventName }) => eventName)).toEqual([
    "CreateAccessKey",
    "DeactivateMFADevice",
    "UpdateLoginProfile",
    "PutAlternateContact",
    "CreateRole",
    "AttachRolePolicy",
    "PutAccountPublicAccessBlock",
  ]);
  expect(ids(byRoot.filter(({ errorCode }) => errorCode !== undefined))).toEqual(answer.refusedEventIds);
  expect(doors[0]?.responseElements).toMatchObject({ accessKey: { accessKeyId: answer.rootKey } });
});

test("the new key and the emergency user are used from new addresses", () => {
  const withKey = byRoot.filter(({ userIdentity }) => userIdentity.accessKeyId === answer.rootKey);
  expect(ids(withKey)).toEqual(steps["root-key"]?.eventIds);
  const there = once.filter(({ sourceIPAddress }) => sourceIPAddress === answer.signInAddress);
  expect(ids(there)).toEqual(steps["same-address"]?.eventIds);
  expect(new Set(there.map(({ userIdentity }) => userIdentity.arn))).toEqual(
    new Set([`arn:aws:iam::111122223333:root`, answer.alsoFromThere]),
  );
});

test("root's use rings first, then the changed credentials, then both together", () => {
  expect(alarms.map(({ kind, alarmName, state }) => [kind, alarmName, state])).toEqual([
    ["metric", "root-account-used", "ALARM"],
    ["metric", "root-credentials-changed", "ALARM"],
    ["composite", "account-takeover", "ALARM"],
  ]);
  expect(alarms[0]?.at.getTime()).toBeGreaterThan(Date.parse(answer.signedInAt));
});
