import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW } from "./sandbox-account.ts";

const region = "eu-central-1";
const group = "aws/cloudtrail/managementevents";
let account: Account;

const record = (eventID: string, recipientAccountId = "111122223333") => ({
  eventID,
  eventTime: new Date(NOW.getTime() - 3_600_000).toISOString(),
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion: region,
  readOnly: false,
  eventCategory: "Management",
  recipientAccountId,
});

beforeEach(async () => {
  account = await startAccount({
    clock: () => NOW,
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
    records: [record("a"), record("b"), record("c"), record("d", "444455556666")],
    accounts: [{ id: "444455556666", records: [record("e", "444455556666")] }],
  });
});
afterEach(() => account.stop());

const settings = (more: object = {}) => ({ ...clientSettings(account, region), ...more });
const cloudtrail = (more: object = {}) => new CloudTrailClient(settings(more));
const lookup = (more: object = {}) => new LookupEventsCommand({ ...more });
const ids = ({ Events = [] }: { Events?: { EventId?: string }[] }) =>
  Events.map(({ EventId }) => EventId).sort();

async function session(accountId: string, DurationSeconds = 900) {
  const { Credentials } = await new STSClient(settings()).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/cairn`,
      RoleSessionName: "responder",
      SourceIdentity: "responder",
      DurationSeconds,
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  };
}

describe("faults", () => {
  test("throttle as many calls as asked, and no others", async () => {
    account.fault({ operation: "cloudtrail:LookupEvents", how: "throttle", times: 2, skip: 1 });
    const client = cloudtrail();
    await client.send(lookup());
    for (let at = 0; at < 2; at += 1) {
      await expect(client.send(lookup())).rejects.toMatchObject({
        name: "ThrottlingException",
        message: "Rate exceeded",
        $metadata: { httpStatusCode: 400 },
      });
    }
    await client.send(lookup());
    await new SQSClient(settings()).send(new ListQueuesCommand({}));
    expect(account.report()).toMatchObject({
      calls: { "cloudtrail:LookupEvents": 4, "sqs:ListQueues": 1 },
      errors: { "cloudtrail:LookupEvents ThrottlingException": 2 },
      faults: { "cloudtrail:LookupEvents throttle": 2 },
    });
  });

  test("an SDK that may retry gets over throttling and a server's failure", async () => {
    account.fault({ how: "throttle" });
    account.fault({ how: "error", status: 503, code: "ServiceUnavailableException" });
    expect(ids(await cloudtrail({ maxAttempts: 3 }).send(lookup()))).toEqual(["a", "b", "c"]);
  });

  test.each([
    [{ how: "error" as const }, "InternalFailure", 500],
    [{ how: "error" as const, status: 503, code: "ServiceUnavailable" }, "ServiceUnavailable", 503],
    [{ how: "expired" as const }, "ExpiredTokenException", 403],
    [{ how: "region-off" as const }, "UnrecognizedClientException", 403],
    [{ how: "deny" as const }, "AccessDeniedException", 400],
  ])("%j gives %s", async (fault, name, httpStatusCode) => {
    account.fault(fault);
    await expect(cloudtrail().send(lookup())).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  test.each([
    [{ how: "throttle" as const }, "Throttling"],
    [{ how: "expired" as const }, "ExpiredToken"],
    [{ how: "deny" as const }, "AuthorizationError"],
    [{ how: "region-off" as const }, "InvalidClientTokenId"],
  ])("%j is %s in the query protocol", async (fault, code) => {
    account.fault(fault);
    const error = await new SNSClient(settings()).send(new ListTopicsCommand({})).catch((thrown) => thrown);
    expect([error.Error?.Code ?? error.Code ?? error.name]).toEqual([expect.stringContaining(code)]);
  });

  test("a policy denies until it is lifted, names action and caller, and leaves a record", async () => {
    const lift = account.fault({ operation: "cloudwatch:Describe*", how: "deny", explicit: true });
    const cloudwatch = new CloudWatchClient(settings());
    for (let at = 0; at < 2; at += 1) {
      await expect(cloudwatch.send(new DescribeAlarmsCommand({}))).rejects.toThrow(
        "User: arn:aws:iam::111122223333:user/sandbox is not authorized to perform: cloudwatch:DescribeAlarms with an explicit deny in an identity-based policy",
      );
    }
    lift();
    await cloudwatch.send(new DescribeAlarmsCommand({}));
    await account.advance(10 * 60_000);
    const { Events = [] } = await cloudtrail().send(
      lookup({ LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "DescribeAlarms" }] }),
    );
    const codes = Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent ?? "").errorCode);
    expect(codes.sort()).toEqual(["AccessDenied", "AccessDenied", undefined]);
  });

  test("only certain callers, Regions and accounts are hit", async () => {
    account.fault({ how: "error", caller: "arn:aws:sts::*:assumed-role/cairn/*", times: "always" });
    account.fault({ how: "region-off", region: "us-west-2" });
    account.fault({ how: "throttle", account: "444455556666", times: "always" });
    await cloudtrail().send(lookup());
    await expect(cloudtrail({ credentials: await session("111122223333") }).send(lookup())).rejects.toThrow();
    await expect(cloudtrail({ region: "us-west-2" }).send(lookup())).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  test("pages are empty or short, and yet nothing is lost", async () => {
    account.fault({ operation: "*:LookupEvents", how: "empty-page" });
    account.fault({ operation: "*:LookupEvents", how: "short-page" });
    const client = cloudtrail();
    const EndTime = NOW;
    const pages = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(lookup({ EndTime, NextToken }));
      pages.push(ids(page));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages.map((page) => page.length)).toEqual([0, 1, 2]);
    expect(pages.flat().sort()).toEqual(["a", "b", "c"]);

    account.fault({ operation: "logs:FilterLogEvents", how: "empty-page", times: 3 });
    const logs = new CloudWatchLogsClient(settings());
    const seen: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(new FilterLogEventsCommand({ logGroupName: group, nextToken }));
      seen.push(page.events?.length ?? 0);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen.slice(0, 3)).toEqual([0, 0, 0]);
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  test("answers are late, never come, or are lost before or after the deed", async () => {
    const sqs = new SQSClient(settings());
    account.fault({ operation: "sqs:ListQueues", slowMs: 300 });
    const began = performance.now();
    await sqs.send(new ListQueuesCommand({}));
    expect(performance.now() - began).toBeGreaterThan(290);
    account.fault({ operation: "sqs:CreateQueue", how: "cut" });
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "cut" }))).rejects.toThrow();
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "cut" }))).rejects.toThrow("does not exist");
    account.fault({ operation: "sqs:CreateQueue", how: "lost" });
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "lost" }))).rejects.toThrow();
    await sqs.send(new GetQueueUrlCommand({ QueueName: "lost" }));
    account.fault({ operation: "sqs:ListQueues", how: "hang" });
    const impatient = sqs.send(new ListQueuesCommand({}), { abortSignal: AbortSignal.timeout(200) });
    await expect(impatient).rejects.toThrow();
  });

  test("are switched over HTTP too", async () => {
    const at = `${account.url}/sandbox/faults`;
    const post = (body: object) =>
      fetch(at, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const answer = await post({ operation: "logs:*", how: "deny" });
    expect(await answer.json()).toEqual([{ operation: "logs:*", how: "deny", skip: 0, times: "always" }]);
    expect((await post({ how: "explode" })).status).toBe(400);
    const logs = new CloudWatchLogsClient(settings());
    const search = () => logs.send(new FilterLogEventsCommand({ logGroupName: group }));
    await expect(search()).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(await (await fetch(at, { method: "DELETE" })).json()).toEqual([]);
    await search();
    const report = JSON.parse(await (await fetch(`${account.url}/sandbox/report`)).text());
    expect(report.calls["logs:FilterLogEvents"]).toBe(2);
    expect(() => account.fault({ how: "explode" } as never)).toThrow();
  });
});

describe("role sessions", () => {
  test("expire by the account's clock", async () => {
    const client = cloudtrail({ credentials: await session("111122223333", 900) });
    await account.advance(899_000);
    await client.send(lookup());
    await account.advance(1_000);
    await expect(client.send(lookup())).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });
});

describe("several accounts", () => {
  test("a role of another account sees that account's records and resources only", async () => {
    const credentials = await session("444455556666");
    expect(ids(await cloudtrail().send(lookup()))).toEqual(["a", "b", "c"]);
    expect(ids(await cloudtrail({ credentials }).send(lookup()))).toEqual(["d", "e"]);
    const identity = await new STSClient(settings({ credentials })).send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe("444455556666");
    const there = new SQSClient(settings({ credentials }));
    const { QueueUrl } = await there.send(new CreateQueueCommand({ QueueName: "alarms" }));
    expect(QueueUrl).toBe(`${account.url}/444455556666/alarms`);
    await expect(
      new SQSClient(settings()).send(new GetQueueUrlCommand({ QueueName: "alarms" })),
    ).rejects.toThrow("does not exist");
    const logs = new CloudWatchLogsClient(settings({ credentials }));
    const messages: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(new FilterLogEventsCommand({ logGroupName: group, nextToken }));
      messages.push(...(page.events ?? []).map(({ message }) => JSON.parse(message ?? "").eventID));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(messages.sort()).toEqual(["d", "e"]);
  });

  test("taking up a role across accounts leaves a record in both, which share an id", async () => {
    await session("444455556666");
    await account.advance(10 * 60_000);
    const assumed = lookup({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "AssumeRole" }],
    });
    const own = await cloudtrail().send(assumed);
    const other = await cloudtrail({
      credentials: { accessKeyId: "444455556666", secretAccessKey: "any" },
    }).send(assumed);
    const [here, there] = [own, other].map(({ Events }) => JSON.parse(Events?.[0]?.CloudTrailEvent ?? ""));
    expect(here).toMatchObject({ recipientAccountId: "111122223333", userIdentity: { type: "IAMUser" } });
    expect(there).toMatchObject({
      recipientAccountId: "444455556666",
      userIdentity: { type: "AWSAccount", accountId: "111122223333" },
      sharedEventID: here.sharedEventID,
    });
    expect(there.eventID).not.toBe(here.eventID);
  });

  test("a role of an account that is not here is refused", async () => {
    await expect(session("777788889999")).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("alarms ring in the account they are raised in", async () => {
    const alarm = {
      alarmName: "denied",
      region,
      description: "x",
      namespace: "Security",
      metricName: "Denied",
      periodSeconds: 60,
      threshold: 1,
      state: "ALARM",
      reason: "x",
    } as const;
    account.other("444455556666").raiseMetricAlarm(alarm);
    const described = (more: object = {}) =>
      new CloudWatchClient(settings(more)).send(new DescribeAlarmsCommand({}));
    expect((await described()).MetricAlarms).toEqual([]);
    const { MetricAlarms } = await described({ credentials: await session("444455556666") });
    expect(MetricAlarms?.[0]?.AlarmArn).toBe(`arn:aws:cloudwatch:${region}:444455556666:alarm:denied`);
    expect(() => account.other("777788889999")).toThrow("There is no account 777788889999");
  });
});
