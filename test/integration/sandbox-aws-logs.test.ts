import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  PutLogEventsCommand,
  TestMetricFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW, story, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;
const settings = (region = "eu-central-1", to: Account = account) => clientSettings(to, region);

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

describe("CloudWatch Logs", () => {
  const logGroupName = "aws/cloudtrail/managementevents";
  const startTime = NOW.getTime() - 25 * 3_600_000;

  async function search(input: FilterLogEventsCommandInput) {
    const client = new CloudWatchLogsClient(settings());
    const events = [];
    const pages = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new FilterLogEventsCommand({ logGroupName, startTime, ...input, nextToken }),
      );
      pages.push(page.events?.length ?? 0);
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return { events, pages };
  }
  const filterPattern = `{ ($.userIdentity.accessKeyId = "${story.answer.key}") && ($.userIdentity.invokedBy NOT EXISTS) }`;

  test("a rare event lies behind pages that are empty and still have a token", async () => {
    const { events, pages } = await search({ filterPattern: '{ $.eventName = "StopLogging" }' });
    expect(events.length).toBeGreaterThan(0);
    expect(pages.slice(0, -1)).toContain(0);
  });

  test("a JSON pattern finds exactly the story's calls, oldest first", async () => {
    const { events, pages } = await search({ filterPattern });
    const ids = new Set(events.map((event) => JSON.parse(event.message ?? "").eventID));
    expect(ids.size).toBe(story.answer.callsByKey);
    expect(pages.length).toBeGreaterThan(2);
    const times = events.map((event) => event.timestamp ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("newest first gives the same events the other way round", async () => {
    const forwards = await search({ filterPattern });
    const backwards = await search({ filterPattern, startFromHead: false });
    expect(backwards.events.map((event) => event.eventId)).toEqual(
      forwards.events.map((event) => event.eventId).reverse(),
    );
  });

  test("a page never holds more than the limit, and the search goes on", async () => {
    const { events, pages } = await search({ filterPattern, limit: 7 });
    expect(Math.max(...pages)).toBe(7);
    expect(events).toHaveLength((await search({ filterPattern })).events.length);
  });

  test("times are milliseconds: seconds find nothing", async () => {
    const { events } = await search({ filterPattern, startTime: 0, endTime: NOW.getTime() / 1000 });
    expect(events).toEqual([]);
  });

  test("an event carries the time of its delivery, which is after the call", async () => {
    const { events } = await search({ filterPattern });
    for (const { message, timestamp } of events) {
      expect(timestamp).toBeGreaterThan(Date.parse(JSON.parse(message ?? "").eventTime));
    }
  });

  test.each([
    ["a broken pattern", { filterPattern: "{ $.a = }" }, "InvalidParameterException"],
    ["a pattern of 1025 characters", { filterPattern: "a".repeat(1025) }, "InvalidParameterException"],
    ["a limit of 10001", { limit: 10_001 }, "InvalidParameterException"],
    ["a foreign token", { nextToken: "foreign" }, "InvalidParameterException"],
    ["name and identifier together", { logGroupIdentifier: "x" }, "InvalidParameterException"],
    ["an unknown group", { logGroupName: "nowhere" }, "ResourceNotFoundException"],
    [
      "newest first from before 2024",
      { startFromHead: false, startTime: Date.UTC(2023, 11, 31) },
      "InvalidParameterException",
    ],
    [
      "newest first without a start",
      { startFromHead: false, startTime: undefined },
      "InvalidParameterException",
    ],
  ])("refuses %s", async (_, input, name) => {
    const client = new CloudWatchLogsClient(settings());
    const command = new FilterLogEventsCommand({ logGroupName, startTime, ...input });
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });

  test("a token is good for a day", async () => {
    const client = new CloudWatchLogsClient(settings());
    const ask = (nextToken?: string) =>
      client.send(new FilterLogEventsCommand({ logGroupName, startTime, limit: 1, nextToken }));
    let page = await ask();
    while ((page.events?.length ?? 0) === 0) page = await ask(page.nextToken);
    account.pass(25 * 3_600_000);
    await expect(ask(page.nextToken)).rejects.toMatchObject({
      message: "The specified nextToken is invalid.",
    });
    account.pass(-25 * 3_600_000);
  });

  test("own groups take events, and are found by ARN, stream and text", async () => {
    const client = new CloudWatchLogsClient(settings());
    const own = { logGroupName: "shop/access" };
    const stream = { ...own, logStreamName: "gateway-1" };
    await client.send(new CreateLogGroupCommand(own));
    await expect(client.send(new CreateLogGroupCommand(own))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
    await client.send(new CreateLogStreamCommand(stream));
    const logEvents = [
      { timestamp: NOW.getTime() - 2000, message: "GET /orders 200" },
      { timestamp: NOW.getTime() - 1000, message: "GET /orders 403" },
    ];
    await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
    const { logGroups = [] } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "shop" }),
    );
    expect(logGroups.map((group) => group.logGroupName)).toEqual(["shop/access"]);
    const byArn = { logGroupName: undefined, logGroupIdentifier: logGroups[0]?.logGroupArn };
    const { events } = await search({ ...byArn, filterPattern: "403", logStreamNamePrefix: "gateway" });
    expect(events.map((event) => event.message)).toEqual(["GET /orders 403"]);
    expect((await search({ ...byArn, logStreamNames: ["other"] })).events).toEqual([]);
    await client.send(new DeleteLogGroupCommand(own));
    await expect(search(own)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("TestMetricFilter tells which messages match and what was read from them", async () => {
    const client = new CloudWatchLogsClient(settings());
    const { matches } = await client.send(
      new TestMetricFilterCommand({
        filterPattern: "{ $.status >= 400 }",
        logEventMessages: ['{"status":200}', '{"status":403}', "not JSON"],
      }),
    );
    expect(matches).toEqual([
      { eventNumber: 2, eventMessage: '{"status":403}', extractedValues: { "$.status": "403" } },
    ]);
  });
});
