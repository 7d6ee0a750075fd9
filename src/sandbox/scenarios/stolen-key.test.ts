import { describe, expect, test } from "vitest";
import { scenarioFaults } from "./scenario-faults.ts";
import { stolenKey } from "./stolen-key.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = stolenKey({ now });
const { records, answer, alarm, alarms } = scenario;

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  eventSource: string;
  sourceIPAddress: string;
  userAgent: string;
  errorCode?: string;
  userIdentity: { accessKeyId?: string; invokedBy?: string; type?: string };
}

/** Counted from the finished trail, as an investigator would, not from the story's own plan. */
const once = [...new Map((records as unknown as Told[]).map((record) => [record.eventID, record])).values()];
const withKey = once.filter((record) => record.userIdentity.accessKeyId === answer.key);
const byPerson = withKey.filter((record) => record.userIdentity.invokedBy === undefined);
const intruder = byPerson.filter((record) => answer.newAddresses.includes(record.sourceIPAddress));

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
});

describe("the known answer holds in the trail", () => {
  test("the steps of its runbook find the very events", () => {
    const steps = answer.steps["access-key-compromise"] ?? {};
    const ids = (found: Told[]) => found.map((record) => record.eventID);
    const named = (name: string) => byPerson.filter((record) => record.eventName === name);
    const denied = byPerson.filter((record) =>
      /^AccessDenied|UnauthorizedOperation$/.test(record.errorCode ?? ""),
    );
    const doors = answer.doors.filter((door) => door.succeeded).map((door) => door.eventID);
    expect({
      who: new Set(steps.who?.eventIds),
      "new-addresses": steps["new-addresses"]?.eventIds,
      denied: steps.denied?.eventIds,
      doors: steps.doors?.eventIds,
      roles: steps.roles?.eventIds,
      data: steps.data?.eventIds,
      machines: steps.machines?.eventIds,
      evasion: steps.evasion?.eventIds,
    }).toEqual({
      who: new Set(ids(byPerson)),
      "new-addresses": ids(intruder),
      denied: ids(denied),
      doors,
      roles: ids(named("AssumeRole")),
      data: ids(named("GetSecretValue")),
      machines: ids(named("RunInstances")),
      evasion: ids(named("StopLogging")),
    });
  });

  test("calls by key and by address", () => {
    expect(byPerson).toHaveLength(answer.callsByKey);
    expect(withKey.length - byPerson.length).toBe(answer.serviceCallsByKey);
    expect(intruder).toHaveLength(answer.intruderCalls);
    for (const [address, count] of Object.entries(answer.callsFrom)) {
      expect(byPerson.filter((record) => record.sourceIPAddress === address)).toHaveLength(count);
    }
    expect(new Set(byPerson.map((record) => record.sourceIPAddress)).size).toBe(3);
  });

  test("nobody else in the trail calls from the intruder's addresses", () => {
    const there = once.filter((record) => answer.newAddresses.includes(record.sourceIPAddress));
    const keys = new Set(there.map((record) => record.userIdentity.accessKeyId));
    expect(keys).toEqual(new Set([answer.key, answer.chain.accessKeyId, ...answer.createdKeys]));
  });

  test("refusals spread over many services", () => {
    const denied = intruder.filter((record) =>
      /AccessDenied|UnauthorizedOperation/.test(record.errorCode ?? ""),
    );
    expect(denied).toHaveLength(answer.deniedIntruderCalls);
    expect([...new Set(denied.map((record) => record.eventSource))].sort()).toEqual(answer.refusingServices);
    expect(answer.refusingServices.length).toBeGreaterThan(5);
  });

  test("first and last call", () => {
    const times = intruder.map((record) => record.eventTime).sort();
    expect([times[0], times.at(-1)]).toEqual([answer.firstIntruderCallAt, answer.lastIntruderCallAt]);
    expect(now.getTime() - Date.parse(answer.lastIntruderCallAt)).toBeLessThanOrEqual(20 * 60_000);
  });

  test("doors, keys, secrets and machines", () => {
    expect(answer.doors.map((door) => door.eventName)).toEqual([
      "PutUserPolicy",
      "AttachUserPolicy",
      "CreateAccessKey",
      "CreateUser",
      "CreateLoginProfile",
      "AttachUserPolicy",
    ]);
    expect(answer.doors.map((door) => door.succeeded)).toEqual([false, true, true, true, true, true]);
    for (const door of answer.doors)
      expect(once.some((record) => record.eventID === door.eventID)).toBe(true);
    expect(answer.secretsRead).toEqual(["shop/database", "shop/payment-gateway", "partners/sftp"]);
    expect(intruder.filter((record) => record.eventName === "RunInstances")).toHaveLength(
      answer.startAttempts,
    );
  });

  test("session tokens are really in the records", () => {
    const text = JSON.stringify(records);
    expect(answer.sessionTokens.length).toBeGreaterThan(100);
    expect(answer.sessionTokens.slice(0, 50).every((token) => text.includes(token))).toBe(true);
  });
});

describe("the day around it looks like a real one", () => {
  test("about twenty thousand records of one day, some of them twice, none from the future", () => {
    expect(records.length).toBe(answer.totalRecords);
    expect(records.length).toBeGreaterThan(19_900);
    expect(records.length).toBeLessThan(21_000);
    expect(records.length - once.length).toBe(answer.duplicates);
    expect(answer.duplicates).toBeGreaterThan(30);
    const times = records.map((record) => Date.parse(record.eventTime));
    expect(Math.max(...times)).toBeLessThan(now.getTime());
    expect(Math.min(...times)).toBeGreaterThan(now.getTime() - 25 * 3_600_000);
  });

  test("services, odd addresses, throttles, refusals and people are there", () => {
    const count = (test: (record: Told) => boolean) => once.filter(test).length;
    expect(count((record) => record.userIdentity.type === "AWSService")).toBeGreaterThan(1000);
    expect(count((record) => record.sourceIPAddress === "ec2.amazonaws.com")).toBeGreaterThan(100);
    expect(count((record) => record.sourceIPAddress === "AWS Internal")).toBeGreaterThan(10);
    expect(count((record) => record.errorCode === "ThrottlingException")).toBeGreaterThan(50);
    expect(count((record) => record.errorCode === "AccessDenied")).toBeGreaterThan(50);
    expect(count((record) => record.eventName === "ConsoleLogin")).toBeGreaterThan(3);
    expect(count((record) => record.userIdentity.type === undefined)).toBeGreaterThan(3);
  });

  test("what AWS writes as text stays text", () => {
    const text = JSON.stringify(records.slice(0, 3000));
    expect(text).toContain('"mfaAuthenticated":"false"');
    expect(text).toContain('"sessionCredentialFromConsole":"true"');
  });
});

test("the key's own alarm rings first, then that of all denials", () => {
  expect(alarms).toEqual([alarm.contributor, alarm.metric]);
  expect(alarms.map(({ kind, state }) => [kind, state])).toEqual([
    ["contributor", "ALARM"],
    ["metric", "ALARM"],
  ]);
  expect(alarm.metric.at.getTime()).toBeGreaterThan(alarm.contributor.at.getTime());
});

test("the alarm names the key, after the deed", () => {
  expect(alarm.contributor.attributes).toEqual({ "userIdentity.accessKeyId": answer.key });
  expect(alarm.contributor.at.getTime()).toBeGreaterThan(Date.parse(answer.lastIntruderCallAt));
  expect(alarm.contributor.at.getTime()).toBeLessThan(now.getTime());
});

test("the hostile user agent is in use", () => {
  expect(intruder.some((record) => record.userAgent === answer.hostileUserAgent)).toBe(true);
  expect(answer.hostileUserAgent).toContain("<!channel>");
});
