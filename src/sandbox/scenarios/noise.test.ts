import { expect, test } from "vitest";
import { ordinaryDay } from "./noise.ts";
import { recordFaults } from "./record-faults.ts";

const now = new Date("2026-11-20T12:00:00Z");
const records = ordinaryDay({ now, seed: 5, accountId: "111122223333", count: 20_000 });

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  eventSource: string;
  sourceIPAddress: string;
  userAgent: string;
  requestID?: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
  userIdentity: {
    type?: string;
    arn?: string;
    accessKeyId?: string;
    invokedBy?: string;
    sessionContext?: { attributes?: { mfaAuthenticated?: string } };
  };
}
const told = records as unknown as Told[];
const once = [...new Map(told.map((record) => [record.eventID, record])).values()];
const count = (test: (record: Told) => boolean) => once.filter(test).length;
const perHour = (test: (record: Told) => boolean) => {
  const hours = Array<number>(24).fill(0);
  for (const record of once.filter(test)) {
    const hour = new Date(record.eventTime).getUTCHours();
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
};

test("every record has what real ones of its kind have", () => {
  const faults = new Set(records.flatMap((record) => recordFaults(record)));
  expect([...faults]).toEqual([]);
});

test("a checker that finds nothing would be no checker", () => {
  const [record] = records.filter(
    ({ userIdentity }) => (userIdentity as Told["userIdentity"]).type === "AssumedRole",
  );
  const { requestID: _lost, ...without } = record as unknown as Told;
  expect(recordFaults(without)).toEqual(["requestID is missing"]);
  expect(recordFaults({ ...record, sourceIPAddress: "localhost" })).toContain(
    "sourceIPAddress is neither an address nor a service",
  );
  expect(recordFaults({ ...record, userIdentity: { type: "AssumedRole", userName: "x" } })).toEqual([
    "AssumedRole lacks principalId",
    "AssumedRole lacks arn",
    "AssumedRole lacks accountId",
    "AssumedRole lacks sessionContext",
    "AssumedRole has userName",
  ]);
  expect(recordFaults({ ...record, managementEvent: false, note: undefined })).toEqual([
    "note is not a member of records",
    "the category is wrong",
  ]);
});

test("machines work day and night, customers in the afternoon, people in office hours, backups at night", () => {
  const share = (hours: number[], from: number, to: number) =>
    hours.slice(from, to).reduce((sum, each) => sum + each, 0) / hours.reduce((sum, each) => sum + each, 0);
  const agents = perHour(({ eventName }) => eventName === "UpdateInstanceInformation");
  expect(Math.max(...agents) - Math.min(...agents)).toBeLessThan(10);
  const tasks = perHour(({ userIdentity }) => /shop-task/.test(userIdentity.arn ?? ""));
  expect(share(tasks, 10, 18)).toBeGreaterThan(1.5 * share(tasks, 0, 8));
  expect(Math.min(...tasks)).toBeGreaterThan(5);
  const people = perHour(({ userIdentity }) => /AWSReservedSSO/.test(userIdentity.arn ?? ""));
  expect(share(people, 7, 17)).toBeGreaterThan(0.9);
  expect(
    share(
      perHour(({ eventName }) => eventName === "CreateSnapshot"),
      1,
      5,
    ),
  ).toBe(1);
});

test("who calls is as mixed as in a real account", () => {
  const types = new Set(once.map(({ userIdentity }) => userIdentity.type ?? "none"));
  expect(types).toEqual(
    new Set(["AWSService", "AssumedRole", "IAMUser", "WebIdentityUser", "AWSAccount", "none"]),
  );
  const service = ({ userIdentity }: Told) => userIdentity.type === "AWSService" || !!userIdentity.invokedBy;
  expect(count(service)).toBeGreaterThan(6_000);
  expect(count(service)).toBeLessThan(14_000);
  expect(new Set(once.map(({ eventSource }) => eventSource)).size).toBeGreaterThan(20);
  expect(new Set(once.map(({ eventName }) => eventName)).size).toBeGreaterThan(70);
  expect(count(({ requestParameters }) => requestParameters === null)).toBeGreaterThan(300);
});

test("addresses are as odd as real ones", () => {
  const addresses = new Set(once.map(({ sourceIPAddress }) => sourceIPAddress));
  for (const odd of [
    "AWS Internal",
    "AWS Internal/3",
    "ec2.amazonaws.com",
    "2001:db8:40::17",
    "198.51.100.20",
  ])
    expect(addresses).toContain(odd);
  expect(count(({ sourceIPAddress }) => sourceIPAddress.startsWith("10.0."))).toBeGreaterThan(500);
});

test("a throttled call is tried again until it works", () => {
  const throttled = once.filter(({ errorCode }) => /Throttl|RequestLimit/.test(errorCode ?? ""));
  expect(throttled.length).toBeGreaterThan(60);
  const worked = throttled.filter((failed) =>
    once.some(
      (other) =>
        other.errorCode === undefined &&
        other.eventName === failed.eventName &&
        other.userIdentity.arn === failed.userIdentity.arn &&
        Math.abs(Date.parse(other.eventTime) - Date.parse(failed.eventTime)) < 15_000,
    ),
  );
  expect(worked.length).toBeGreaterThan(0.95 * throttled.length);
});

test("what AWS writes as text is text, sign-ins included", () => {
  const flags = new Set(
    once.map(({ userIdentity }) => userIdentity.sessionContext?.attributes?.mfaAuthenticated),
  );
  expect(flags).toEqual(new Set([undefined, "false", "true"]));
  const signIns = once.filter(({ eventName }) => eventName === "ConsoleLogin");
  expect(new Set(signIns.map(({ additionalEventData }) => additionalEventData?.MFAUsed))).toEqual(
    new Set(["No", "Yes"]),
  );
  const failed = signIns.filter(({ responseElements }) => responseElements?.ConsoleLogin === "Failure");
  expect(failed.length).toBeGreaterThan(0);
  expect(
    failed.every(({ errorCode, errorMessage }) => errorCode === undefined && errorMessage !== undefined),
  ).toBe(true);
});

test("a key is used by the session that got it, after it got it", () => {
  const granted = new Map<string, Told>();
  for (const record of once) {
    const { credentials } = (record.responseElements ?? {}) as { credentials?: { accessKeyId: string } };
    if (credentials) granted.set(credentials.accessKeyId, record);
  }
  const used = once.filter(({ userIdentity }) => granted.has(userIdentity.accessKeyId ?? ""));
  expect(used.length).toBeGreaterThan(3_000);
  for (const { userIdentity, eventTime } of used) {
    const grant = granted.get(userIdentity.accessKeyId ?? "");
    expect(grant?.responseElements).toMatchObject({ assumedRoleUser: { arn: userIdentity.arn } });
    expect(eventTime >= (grant?.eventTime ?? "")).toBe(true);
  }
});
