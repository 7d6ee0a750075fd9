import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, describe, expect, test } from "vitest";
import { type Account, type AccountOptions, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW } from "./sandbox-account.ts";

let account: Account;
afterEach(() => account.stop());

const MINUTE = 60_000;
const trail = "management-events";
const group = "aws/cloudtrail/managementevents";
const rates = { lookupRatePerSecond: 10_000, filterRatePerSecond: 10_000 };

async function start(options: AccountOptions = {}) {
  account = await startAccount({ clock: () => NOW, ...rates, ...options });
  return {
    cloudtrail: new CloudTrailClient(clientSettings(account, "eu-central-1")),
    elsewhere: new CloudTrailClient(clientSettings(account, "us-west-2")),
    logs: new CloudWatchLogsClient(clientSettings(account, "eu-central-1")),
  };
}

async function logged(logs: CloudWatchLogsClient, logGroupName = group): Promise<string[]> {
  const ids: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
    ids.push(...events.map(({ message }) => JSON.parse(message ?? "").eventID));
  }
  return ids;
}

const record = (eventID: string, more: object = {}) => ({
  eventID,
  eventTime: new Date(NOW.getTime() - 60 * MINUTE).toISOString(),
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion: "us-west-2",
  readOnly: false,
  eventCategory: "Management",
  ...more,
});
const download = record("download", {
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  readOnly: true,
  eventCategory: "Data",
  requestParameters: { bucketName: "pay-slips", key: "11.pdf" },
});

describe("the account's own trail", () => {
  test("is shown in every Region, with its home Region and log group", async () => {
    const { cloudtrail, elsewhere } = await start({ records: [record("one")] });
    for (const client of [cloudtrail, elsewhere]) {
      const { trailList } = await client.send(new DescribeTrailsCommand({}));
      expect(trailList).toMatchObject([
        {
          Name: trail,
          HomeRegion: "eu-central-1",
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
          CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-central-1:111122223333:log-group:${group}:*`,
        },
      ]);
    }
    const own = await elsewhere.send(new DescribeTrailsCommand({ includeShadowTrails: false }));
    expect(own.trailList).toEqual([]);
    const { Trails } = await elsewhere.send(new ListTrailsCommand({}));
    expect(Trails?.map(({ Name }) => Name)).toEqual([trail]);
  });

  test("tells when it last delivered", async () => {
    const { cloudtrail } = await start({
      records: [record("one")],
      ingestDelay: { minMinutes: 7, maxMinutes: 7 },
    });
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name: trail }));
    expect(status.IsLogging).toBe(true);
    expect(status.StopLoggingTime).toBeUndefined();
    expect(status.LatestCloudWatchLogsDeliveryTime).toEqual(new Date(NOW.getTime() - 53 * MINUTE));
  });

  test("records no data events unless they were given or asked for, and says which", async () => {
    const { cloudtrail, logs } = await start({ records: [record("one")] });
    const selectors = await cloudtrail.send(new GetEventSelectorsCommand({ TrailName: trail }));
    expect(selectors.EventSelectors).toMatchObject([{ IncludeManagementEvents: true, DataResources: [] }]);
    account.addRecords([download]);
    expect(await logged(logs)).toEqual(["one"]);
    await account.stop();

    const given = await start({ records: [record("one"), download] });
    const advanced = await given.cloudtrail.send(new GetEventSelectorsCommand({ TrailName: trail }));
    expect(advanced.EventSelectors).toBeUndefined();
    expect(JSON.stringify(advanced.AdvancedEventSelectors)).toContain("AWS::S3::Object");
    expect((await logged(given.logs)).sort()).toEqual(["download", "one"]);
    await account.stop();

    const off = await start({ records: [record("one"), download], dataEvents: false });
    expect(await logged(off.logs)).toEqual(["one"]);
  });

  test("does not record what happens while it is stopped; Event history does", async () => {
    const { cloudtrail, logs } = await start();
    await cloudtrail.send(new StopLoggingCommand({ Name: trail }));
    await account.advance(MINUTE);
    const at = account.clock().toISOString();
    account.addRecords([record("unseen", { eventTime: at, awsRegion: "eu-central-1" })]);
    const stopped = await cloudtrail.send(new GetTrailStatusCommand({ Name: trail }));
    expect(stopped).toMatchObject({ IsLogging: false, StopLoggingTime: NOW });
    await account.advance(MINUTE);
    await cloudtrail.send(new StartLoggingCommand({ Name: trail }));
    account.addRecords([record("seen", { eventTime: account.clock().toISOString() })]);
    await account.advance(30 * MINUTE);
    const ids = await logged(logs);
    expect(ids).toContain("seen");
    expect(ids).not.toContain("unseen");
    const { Events = [] } = await cloudtrail.send(new LookupEventsCommand({}));
    expect(Events.map(({ EventId }) => EventId)).toContain("unseen");
    expect(Events.map(({ EventName }) => EventName)).toContain("StopLogging");
  });

  test("a gap of the story is a hole in the log group only", async () => {
    const from = new Date(NOW.getTime() - 90 * MINUTE);
    const { cloudtrail, logs } = await start({
      records: [record("inside"), record("before", { eventTime: "2026-11-20T09:00:00Z" })],
      trailGaps: [{ from, to: new Date(NOW.getTime() + MINUTE), delivered: "nothing" }],
    });
    expect(await logged(logs)).toEqual(["before"]);
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name: trail }));
    expect(status).toMatchObject({ IsLogging: false, StopLoggingTime: from });
  });
});

describe("trails of one's own", () => {
  test("write what they select to a group of their own", async () => {
    const { cloudtrail, logs } = await start();
    await logs.send(new CreateLogGroupCommand({ logGroupName: "downloads" }));
    const created = await cloudtrail.send(
      new CreateTrailCommand({
        Name: "downloads",
        S3BucketName: "downloads-trail",
        IsMultiRegionTrail: true,
        CloudWatchLogsLogGroupArn: "arn:aws:logs:eu-central-1:111122223333:log-group:downloads:*",
        CloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/trail",
      }),
    );
    expect(created.TrailARN).toBe("arn:aws:cloudtrail:eu-central-1:111122223333:trail/downloads");
    await cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: "downloads",
        EventSelectors: [
          {
            IncludeManagementEvents: false,
            DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::pay-slips/"] }],
          },
        ],
      }),
    );
    await cloudtrail.send(new StartLoggingCommand({ Name: "downloads" }));
    const eventTime = NOW.toISOString();
    account.addRecords([{ ...download, eventTime }, record("other", { eventTime })]);
    await account.advance(MINUTE);
    expect(await logged(logs, "downloads")).toEqual(["download"]);
    await cloudtrail.send(new DeleteTrailCommand({ Name: "downloads" }));
    const { Trails } = await cloudtrail.send(new ListTrailsCommand({}));
    expect(Trails).toHaveLength(1);
  });

  test.each([
    ["TrailNotFoundException", new GetTrailStatusCommand({ Name: "none" })],
    ["CloudTrailARNInvalidException", new GetEventSelectorsCommand({ TrailName: "arn:aws:s3:::x" })],
    ["TrailAlreadyExistsException", new CreateTrailCommand({ Name: trail, S3BucketName: "b" })],
    ["InvalidTrailNameException", new CreateTrailCommand({ Name: "a..b", S3BucketName: "b" })],
    [
      "InvalidCloudWatchLogsLogGroupArnException",
      new CreateTrailCommand({
        Name: "abc",
        S3BucketName: "b",
        CloudWatchLogsLogGroupArn: "arn:aws:logs:eu-central-1:111122223333:log-group:none:*",
      }),
    ],
    ["InvalidEventSelectorsException", new PutEventSelectorsCommand({ TrailName: trail })],
  ])("%s", async (name, command) => {
    const { cloudtrail } = await start();
    await expect(cloudtrail.send(command as never)).rejects.toMatchObject({ name });
  });

  test("a trail is changed in its home Region only", async () => {
    const { elsewhere } = await start();
    await expect(elsewhere.send(new StopLoggingCommand({ Name: trail }))).rejects.toMatchObject({
      name: "InvalidHomeRegionException",
    });
  });
});

describe("the clock", () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(account.url + path, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });

  test("is moved over HTTP, and what is late arrives", async () => {
    const { cloudtrail } = await start({ ingestDelay: { minMinutes: 5, maxMinutes: 5 } });
    account.addRecords([record("late", { eventTime: NOW.toISOString() })]);
    const lookup = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "RunInstances" }],
    });
    const west = new CloudTrailClient(clientSettings(account, "us-west-2"));
    expect((await west.send(lookup)).Events).toEqual([]);
    const answer = await post("/sandbox/clock", JSON.stringify({ advanceMs: 5 * MINUTE }));
    expect(await answer.json()).toEqual({ now: new Date(NOW.getTime() + 5 * MINUTE).toISOString() });
    expect((await west.send(lookup)).Events).toHaveLength(1);
    expect(cloudtrail).toBeDefined();
  });

  test.each([
    [400, "{"],
    [400, '{"advanceMs":-1}'],
    [400, '{"advanceMs":1,"more":2}'],
  ])("%i for %s", async (status, body) => {
    await start();
    expect((await post("/sandbox/clock", body)).status).toBe(status);
  });

  test("no other site can move it", async () => {
    await start();
    const plain = await post("/sandbox/clock", '{"advanceMs":1}', { "content-type": "text/plain" });
    expect(plain.status).toBe(415);
    expect((await post("/sandbox/other", "{}")).status).toBe(404);
    expect(account.clock()).toEqual(NOW);
  });
});
