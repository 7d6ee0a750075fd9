import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  paginateLookupEvents,
} from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW, story, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;
const settings = (region = "eu-central-1", to: Account = account) => clientSettings(to, region);

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

describe("LookupEvents", () => {
  const to = new Date(NOW.getTime());
  const from = new Date(NOW.getTime() - 25 * 3_600_000);

  async function all(region: string, input: LookupEventsCommandInput) {
    const events = [];
    const client = new CloudTrailClient(settings(region));
    for await (const page of paginateLookupEvents({ client }, { StartTime: from, EndTime: to, ...input })) {
      events.push(...(page.Events ?? []));
    }
    return events;
  }
  const byKey = {
    LookupAttributes: [{ AttributeKey: "AccessKeyId" as const, AttributeValue: story.answer.key }],
  };

  test("finds every call of the stolen key, in both Regions, and nothing else", async () => {
    const events = [...(await all("eu-central-1", byKey)), ...(await all("us-east-1", byKey))];
    const ids = new Set(events.map((event) => event.EventId));
    expect(ids.size).toBe(story.answer.callsByKey + story.answer.serviceCallsByKey);
    expect(events.every((event) => event.Username === story.answer.userName)).toBe(true);
  });

  test("shows the newest first, fifty a page, and the record as JSON in a text", async () => {
    const client = new CloudTrailClient(settings());
    const { Events = [], NextToken } = await client.send(
      new LookupEventsCommand({ StartTime: from, EndTime: to }),
    );
    const times = Events.map((event) => event.EventTime?.getTime() ?? 0);
    expect(Events).toHaveLength(50);
    expect(NextToken).toBeDefined();
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? "").eventID).toBe(Events[0]?.EventId);
    expect(Events[0]?.ReadOnly).toMatch(/^(true|false)$/);
  });

  test("page after page gives every record of the Region, none twice and none left out", async () => {
    const there = story.records
      .filter((record) => record.awsRegion === "us-east-1")
      .map((record) => record.eventID);
    const shown = await all("us-east-1", {});
    expect(shown.map((event) => event.EventId).sort()).toEqual(there.sort());
  });

  test("shows no data events, nothing older than 90 days, and the future only when its time has come", async () => {
    const at = (daysAgo: number) => new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString();
    const record = { eventSource: "s3.amazonaws.com", eventName: "GetBucketAcl", awsRegion: "eu-central-1" };
    const records = [
      { ...record, eventID: "kept", eventTime: at(89) },
      { ...record, eventID: "old", eventTime: at(91) },
      { ...record, eventID: "future", eventTime: at(-1) },
      { ...record, eventID: "data", eventTime: at(1), eventCategory: "Data" },
      { ...record, eventID: "network", eventTime: at(1), eventCategory: "NetworkActivity" },
    ];
    const small = await startAccount({ clock: () => NOW, records });
    try {
      const client = new CloudTrailClient(settings("eu-central-1", small));
      const EndTime = new Date(NOW.getTime() + 2 * 86_400_000);
      const { Events } = await client.send(new LookupEventsCommand({ EndTime }));
      expect(Events?.map((event) => event.EventId)).toEqual(["kept"]);
    } finally {
      await small.stop();
    }
  });

  test("keeps IAM calls in us-east-1 only", async () => {
    const iam = {
      LookupAttributes: [{ AttributeKey: "EventSource" as const, AttributeValue: "iam.amazonaws.com" }],
    };
    expect(await all("eu-central-1", iam)).toEqual([]);
    expect((await all("us-east-1", iam)).length).toBeGreaterThan(10);
  });

  test.each([
    ["EventName", "CreateAccessKey", 1],
    ["Username", "cli-session", 1],
    ["ResourceName", "backup-runner", 1],
    ["ResourceType", "AWS::IAM::AccessKey", 0],
    ["EventSource", "organizations.amazonaws.com", 1],
    ["EventId", story.answer.doors[0]?.eventID ?? "", 1],
  ] as const)("can be asked by %s", async (AttributeKey, AttributeValue, count) => {
    const events = await all("us-east-1", { LookupAttributes: [{ AttributeKey, AttributeValue }] });
    expect(new Set(events.map((event) => event.EventId)).size).toBe(count);
  });

  test("ReadOnly is a text to compare with", async () => {
    const writes = await all("us-east-1", {
      LookupAttributes: [{ AttributeKey: "ReadOnly", AttributeValue: "false" }],
    });
    expect(writes.length).toBeGreaterThan(0);
    expect(new Set(writes.map((event) => event.ReadOnly))).toEqual(new Set(["false"]));
  });

  test.each([
    [
      "two attributes",
      { LookupAttributes: [...byKey.LookupAttributes, ...byKey.LookupAttributes] },
      "InvalidLookupAttributesException",
    ],
    ["a start after the end", { StartTime: to, EndTime: from }, "InvalidTimeRangeException"],
    ["51 results", { MaxResults: 51 }, "InvalidMaxResultsException"],
    ["no results", { MaxResults: 0 }, "InvalidMaxResultsException"],
    ["a token that is not ours", { NextToken: "foreign" }, "InvalidNextTokenException"],
    ["another category", { EventCategory: "management" as "insight" }, "InvalidEventCategoryException"],
  ] as const)("refuses %s", async (_, input, name) => {
    const client = new CloudTrailClient(settings());
    await expect(
      client.send(new LookupEventsCommand(input as LookupEventsCommandInput)),
    ).rejects.toMatchObject({ name });
  });

  test("a token is worth nothing for another question, or in another Region", async () => {
    const client = new CloudTrailClient(settings());
    const { NextToken } = await client.send(new LookupEventsCommand({ StartTime: from, EndTime: to }));
    const other = new LookupEventsCommand({
      StartTime: new Date(from.getTime() + 1000),
      EndTime: to,
      NextToken,
    });
    await expect(client.send(other)).rejects.toMatchObject({ name: "InvalidNextTokenException" });
    const elsewhere = new CloudTrailClient(settings("us-east-1"));
    await expect(
      elsewhere.send(new LookupEventsCommand({ StartTime: from, EndTime: to, NextToken })),
    ).rejects.toMatchObject({ name: "InvalidNextTokenException" });
  });

  test("the third request within a second is throttled with HTTP 400, each Region by itself", async () => {
    const slow = await startAccount({ clock: () => NOW, records: story.records.slice(0, 10) });
    try {
      const client = new CloudTrailClient(settings("eu-central-1", slow));
      const ask = (region = client) => region.send(new LookupEventsCommand({}));
      await ask();
      await ask();
      await expect(ask()).rejects.toMatchObject({
        name: "ThrottlingException",
        message: "Rate exceeded",
        $metadata: { httpStatusCode: 400 },
      });
      await ask(new CloudTrailClient(settings("us-east-1", slow)));
    } finally {
      await slow.stop();
    }
  });

  test("with an ingest delay a call shows up only once the delay has passed", async () => {
    let clock = NOW.getTime();
    const late = await startAccount({
      clock: () => new Date(clock),
      ingestDelay: { minMinutes: 5, maxMinutes: 9 },
    });
    try {
      late.addRecords([{ ...story.records[0], eventTime: NOW.toISOString(), awsRegion: "eu-central-1" }]);
      const client = new CloudTrailClient(settings("eu-central-1", late));
      const AttributeValue = story.records[0]?.eventID;
      const lookup = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: "EventId", AttributeValue }],
      });
      expect((await client.send(lookup)).Events).toEqual([]);
      clock += 9 * 60_000;
      expect((await client.send(lookup)).Events).toHaveLength(1);
    } finally {
      await late.stop();
    }
  });
});
