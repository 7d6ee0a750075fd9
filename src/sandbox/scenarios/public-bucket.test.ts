import { expect, test } from "vitest";
import { publicBucket } from "./public-bucket.ts";
import { scenarioFaults } from "./scenario-faults.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = publicBucket({ now });
const { answer, records, alarms } = scenario;
const steps = answer.steps["public-bucket"] ?? {};

interface Told {
  eventID: string;
  eventTime: string;
  eventName: string;
  eventCategory: string;
  recipientAccountId: string;
  errorCode?: string;
  sourceIPAddress: string;
  requestParameters: { bucketName?: string; key?: string; bucketPolicy?: { Statement: Statement[] } } | null;
  additionalEventData?: { bytesTransferredOut?: number };
  userIdentity: { type?: string; arn?: string; accountId?: string };
}
interface Statement {
  Effect: string;
  Principal: unknown;
  Condition?: object;
}
/** Counted from the finished trail, as an investigator would, not from the story's own plan. */
const once = [...new Map((records as unknown as Told[]).map((record) => [record.eventID, record])).values()];
const ids = (found: Told[]) => found.map((record) => record.eventID);
const CHANGE = /^(Put|Delete)Bucket(Policy|Acl|Cors|Lifecycle|Replication|PublicAccessBlock)$/;
const ours = once.filter(({ requestParameters }) => requestParameters?.bucketName === answer.bucket);
const stranger = ({ userIdentity, recipientAccountId }: Told) =>
  userIdentity.type === "AWSAccount" && userIdentity.accountId !== recipientAccountId;

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
  expect(records.length).toBeGreaterThan(20_000);
});

test("one bucket was opened by one session; tries are apart from successes", () => {
  const changes = ours.filter(({ eventName }) => CHANGE.test(eventName));
  expect(ids(changes)).toEqual(steps.changes?.eventIds);
  expect(new Set(changes.map(({ userIdentity }) => userIdentity.arn))).toEqual(new Set([answer.actorArn]));
  const worked = changes.filter(({ errorCode }) => errorCode === undefined);
  expect(ids(worked)).toEqual([answer.blockRemoved.eventID, answer.opened.eventID]);
  expect(worked.map(({ eventName }) => eventName)).toEqual([
    "DeleteBucketPublicAccessBlock",
    "PutBucketPolicy",
  ]);
  expect(ids(changes.filter(({ errorCode }) => errorCode !== undefined))).toEqual(answer.refusedEventIds);
});

test("what is open is told by the policy, and only one policy opens something", () => {
  const all = once.filter(({ eventName }) => CHANGE.test(eventName));
  expect(ids(all)).toEqual(steps["all-changes"]?.eventIds);
  const opens = all.filter(
    ({ requestParameters, errorCode }) =>
      errorCode === undefined &&
      requestParameters?.bucketPolicy?.Statement.some(
        ({ Effect, Principal, Condition }) =>
          Effect === "Allow" && Principal === "*" && Condition === undefined,
      ),
  );
  expect(ids(opens)).toEqual([answer.opened.eventID]);
  const stars = all.filter(({ requestParameters }) =>
    requestParameters?.bucketPolicy?.Statement.some(({ Principal }) => Principal === "*"),
  );
  expect(stars).toHaveLength(4);
  expect(ids(all.filter((change) => !ours.includes(change)))).toEqual(answer.harmlessEventIds);
});

test("strangers got as many objects and bytes as the answer says, all after it was opened", () => {
  const reads = ours.filter(
    (record) => record.eventName === "GetObject" && stranger(record) && record.errorCode === undefined,
  );
  expect(ids(reads)).toEqual(steps.reads?.eventIds);
  const bytes: Record<string, number> = {};
  const count: Record<string, number> = {};
  for (const { sourceIPAddress: ip, additionalEventData } of reads) {
    bytes[ip] = (bytes[ip] ?? 0) + (additionalEventData?.bytesTransferredOut ?? 0);
    count[ip] = (count[ip] ?? 0) + 1;
  }
  expect(bytes).toEqual(answer.bytesByIp);
  expect(steps.reads?.sums?.values).toEqual(bytes);
  expect(count).toEqual(answer.readsByIp);
  expect(Object.values(bytes).reduce((sum, each) => sum + each, 0)).toBe(answer.bytesOut);
  expect(new Set(reads.map(({ requestParameters }) => requestParameters?.key)).size).toBe(answer.objectsRead);
  expect(reads.every(({ eventTime }) => eventTime > answer.opened.eventTime)).toBe(true);
  expect(reads.every(({ eventCategory }) => eventCategory === "Data")).toBe(true);
});

test("before, strangers asked in vain; afterwards some asked for what does not exist", () => {
  const vain = ours.filter((record) => stranger(record) && record.errorCode !== undefined);
  expect(ids(vain)).toEqual(steps["reads-in-vain"]?.eventIds);
  expect(vain.filter(({ eventTime }) => eventTime < answer.opened.eventTime)).toHaveLength(
    answer.refusedBefore,
  );
});

test("the shop itself reads and writes the bucket all day long", () => {
  const usual = ours.filter((record) => /^(Get|Put)Object$/.test(record.eventName) && !stranger(record));
  expect(usual.length).toBeGreaterThan(1_000);
  expect(usual.filter(({ eventTime }) => eventTime < answer.opened.eventTime).length).toBeGreaterThan(900);
});

test("the person's usual calls come from elsewhere", () => {
  const person = once.filter(({ userIdentity }) => userIdentity.arn === answer.actorArn);
  const there = person.filter(({ sourceIPAddress }) => sourceIPAddress === answer.newAddress);
  expect(ids(there)).toEqual(steps.who?.eventIds);
  expect(person.length).toBeGreaterThan(there.length + 20);
});

test("the alarm rings for the harmless change, is over, and rings for the real one", () => {
  expect(alarms.map(({ kind, alarmName, state }) => [kind, alarmName, state])).toEqual([
    ["metric", "s3-bucket-policy-changed", "ALARM"],
    ["metric", "s3-bucket-policy-changed", "OK"],
    ["metric", "s3-bucket-policy-changed", "ALARM"],
    ["contributor", "anonymous-s3-reads", "ALARM"],
    ["metric", "invoices-downloaded", "ALARM"],
  ]);
  expect((alarms[1]?.at.toISOString() ?? "") < answer.opened.eventTime).toBe(true);
});
