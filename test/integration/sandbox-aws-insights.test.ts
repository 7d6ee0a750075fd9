import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeQueriesCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  type GetQueryResultsResponse,
  PutLogEventsCommand,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientSettings, NOW, story, storyAccount } from "./sandbox-account.ts";

const group = "aws/cloudtrail/managementevents";
let account: Awaited<ReturnType<typeof storyAccount>>;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  account = await storyAccount();
  logs = new CloudWatchLogsClient(clientSettings(account, "eu-central-1"));
});
afterAll(() => account.stop());

const to = Math.floor(NOW.getTime() / 1000);
const start = async (queryString: string, more: Partial<StartQueryCommandInput> = {}) => {
  const wish = { logGroupName: group, startTime: to - 26 * 3600, endTime: to, queryString, ...more };
  return (await logs.send(new StartQueryCommand(wish))).queryId ?? "";
};
const look = (queryId: string, more: object = {}) =>
  logs.send(new GetQueryResultsCommand({ queryId, ...more }));

async function finished(queryId: string): Promise<GetQueryResultsResponse[]> {
  const seen: GetQueryResultsResponse[] = [];
  do seen.push(await look(queryId));
  while (seen.at(-1)?.status !== "Complete");
  return seen;
}

const asObjects = ({ results = [] }: GetQueryResultsResponse) =>
  results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));

const byKey = `filter userIdentity.accessKeyId = "${story.answer.key}"`;

describe("Logs Insights", () => {
  test("goes from scheduled over running with a part to complete with all", async () => {
    const seen = await finished(await start(`${byKey} | stats count_distinct(eventID) as calls`));
    expect(seen[0]).toMatchObject({ status: "Scheduled", results: [] });
    expect(seen[1]?.status).toBe("Running");
    const last = seen.at(-1) as GetQueryResultsResponse;
    expect(asObjects(last)).toEqual([
      { calls: String(story.answer.callsByKey + story.answer.serviceCallsByKey) },
    ]);
    expect(Number(asObjects(seen[1] as GetQueryResultsResponse)[0]?.calls ?? 0)).toBeLessThan(
      Number(asObjects(last)[0]?.calls),
    );
    expect(last.statistics?.recordsScanned).toBeGreaterThan(15_000);
    expect(last.statistics?.bytesScanned).toBeGreaterThan(1_000_000);
    expect(seen[1]?.statistics?.recordsScanned).toBeLessThan(last.statistics?.recordsScanned ?? 0);
  });

  test("rows point to their whole event", async () => {
    const [row] = asObjects(
      (await finished(await start(`${byKey} | fields eventName | limit 1`))).at(-1) ?? {},
    );
    expect(Object.keys(row ?? {})).toEqual(["eventName", "@ptr"]);
    const { logRecord } = await logs.send(new GetLogRecordCommand({ logRecordPointer: row?.["@ptr"] }));
    expect(logRecord).toMatchObject({
      eventName: row?.eventName,
      "userIdentity.accessKeyId": story.answer.key,
      "@logStream": expect.stringContaining("_CloudTrail_"),
    });
    const foreign = logs.send(new GetLogRecordCommand({ logRecordPointer: "eA==" }));
    await expect(foreign).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("gives at most 10,000 rows a page, and 10,000 in all unless a limit says more", async () => {
    expect((await finished(await start("fields eventName"))).at(-1)?.results).toHaveLength(10_000);
    const queryId = await start("fields eventName | limit 15000");
    const first = (await finished(queryId)).at(-1);
    expect([first?.results?.length, typeof first?.nextToken]).toEqual([10_000, "string"]);
    const second = await look(queryId, { nextToken: first?.nextToken });
    expect([second.results?.length, second.nextToken]).toEqual([5_000, undefined]);
    await expect(look(queryId, { nextToken: "x" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    expect((await look(queryId, { maxItems: 5 })).results).toHaveLength(5);
  });

  test("counts in seconds, both ends included", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "app" }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: "app", logStreamName: "s" }));
    const times = [-1, 0, 1999, 2000].map((ms) => NOW.getTime() - 60_000 + ms);
    const logEvents = times.map((timestamp, at) => ({ timestamp, message: `event ${at}` }));
    await logs.send(new PutLogEventsCommand({ logGroupName: "app", logStreamName: "s", logEvents }));
    const queryId = await start("fields @message", {
      logGroupName: undefined,
      logGroupNames: ["app"],
      startTime: to - 60,
      endTime: to - 59,
    });
    const rows = asObjects((await finished(queryId)).at(-1) ?? {});
    expect(rows.map((row) => row["@message"])).toEqual(["event 2", "event 1"]);
    await expect(start("limit 1", { startTime: NOW.getTime(), endTime: NOW.getTime() })).rejects.toThrow(
      "seconds",
    );
  });

  test("is stopped once, and listed with its source and times", async () => {
    const queryId = await start("fields eventName | limit 3");
    await look(queryId);
    expect(await logs.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
    expect(await look(queryId)).toMatchObject({ status: "Cancelled", results: [] });
    await expect(logs.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    const { queries } = await logs.send(new DescribeQueriesCommand({ status: "Cancelled" }));
    expect(queries).toMatchObject([
      {
        queryId,
        status: "Cancelled",
        logGroupName: group,
        queryString: `SOURCE "${group}" START=${to - 26 * 3600}000 END=${to}999 | fields eventName | limit 3`,
      },
    ]);
  });

  test("is complete when time has passed, however few have looked", async () => {
    const queryId = await start("fields eventName | limit 1");
    account.pass(10_000);
    expect((await look(queryId)).status).toBe("Complete");
  });

  test("names the place of a fault", async () => {
    const error = await start("fields eventName | filtre x = 1").catch((thrown) => thrown);
    expect(error).toMatchObject({
      name: "MalformedQueryException",
      message: "unexpected symbol found filtre",
      queryCompileError: { location: { startCharOffset: 19, endCharOffset: 25 } },
    });
  });

  test("takes its group from the query instead", async () => {
    const named = await start(`SOURCE "${group}" | stats count(*) as n`, { logGroupName: undefined });
    const found = await start('SOURCE logGroups(namePrefix: ["aws/"]) | stats count(*) as n', {
      logGroupName: undefined,
    });
    const counts = [];
    for (const id of [named, found]) counts.push(asObjects((await finished(id)).at(-1) ?? {})[0]?.n);
    expect(Number(counts[0])).toBeGreaterThan(15_000);
    expect(counts[1]).toBe(counts[0]);
  });

  test.each([
    ["two ways to name groups", { logGroupNames: [group] }, "InvalidParameterException"],
    ["no way to name groups", { logGroupName: undefined }, "InvalidParameterException"],
    ["an unknown group", { logGroupName: "none" }, "ResourceNotFoundException"],
    ["a star", { logGroupName: undefined, logGroupIdentifiers: [`${group}:*`] }, "InvalidParameterException"],
    ["a limit that is too high", { limit: 100_001 }, "InvalidParameterException"],
    ["times upside down", { startTime: to, endTime: to - 1 }, "InvalidParameterException"],
    ["another language", { queryLanguage: "SQL" as const }, "InvalidParameterException"],
  ])("refuses %s", async (_, more, name) => {
    await expect(start("limit 1", more)).rejects.toMatchObject({ name });
  });

  test("runs a hundred at once and no more", async () => {
    account.pass(10_000);
    for (let at = 0; at < 100; at += 1) await start("limit 1", { startTime: to - 1 });
    await expect(start("limit 1")).rejects.toMatchObject({ name: "LimitExceededException" });
    account.pass(10_000);
    await start("limit 1");
  });
});
