import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteMetricFilterCommand,
  DescribeMetricFiltersCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  type PutMetricFilterCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW } from "./sandbox-account.ts";

const MINUTE = 60_000;
const region = "eu-central-1";
const group = "aws/cloudtrail/managementevents";

let account: Account;
let cloudwatch: CloudWatchClient;
let logs: CloudWatchLogsClient;

beforeEach(async () => {
  account = await startAccount({ clock: () => NOW, ingestDelay: { minMinutes: 5, maxMinutes: 5 } });
  cloudwatch = new CloudWatchClient(clientSettings(account, region));
  logs = new CloudWatchLogsClient(clientSettings(account, region));
});
afterEach(() => account.stop());

const arnOf = (name: string) => `arn:aws:cloudwatch:${region}:${account.accountId}:alarm:${name}`;

interface Told {
  "detail-type": string;
  detail: { alarmName: string; operation?: string; state: { value: string } };
}

/** A queue that gets all that CloudWatch says on the default bus. */
async function listen(): Promise<() => Promise<Told[]>> {
  const sqs = new SQSClient(clientSettings(account, region));
  const events = new EventBridgeClient(clientSettings(account, region));
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    },
  ];
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "alarms", Attributes: { Policy: JSON.stringify({ Statement }) } }),
  );
  await events.send(new PutRuleCommand({ Name: "alarms", EventPattern: '{"source":["aws.cloudwatch"]}' }));
  const Arn = `arn:aws:sqs:${region}:${account.accountId}:alarms`;
  await events.send(new PutTargetsCommand({ Rule: "alarms", Targets: [{ Id: "q", Arn }] }));
  return async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => JSON.parse(Body ?? ""));
  };
}

const alarm = (name: string, more: Partial<PutMetricAlarmCommandInput> = {}) =>
  new PutMetricAlarmCommand({
    AlarmName: name,
    AlarmDescription: "Denied API calls",
    Namespace: "Security",
    MetricName: "Denied",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 2,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
    ...more,
  });

async function stateOf(name: string) {
  const { MetricAlarms, CompositeAlarms } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
  );
  return [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])][0];
}

async function measure(value: number, Timestamp = account.clock()) {
  const MetricData = [{ MetricName: "Denied", Value: value, Timestamp }];
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Security", MetricData }));
}

describe("metric alarms", () => {
  test("follow what is measured, say why, and tell the bus and the history", async () => {
    const receive = await listen();
    await cloudwatch.send(alarm("denied"));
    expect(await stateOf("denied")).toMatchObject({
      StateValue: "INSUFFICIENT_DATA",
      StateReason: "Unchecked: Initial alarm creation",
    });
    await account.advance(MINUTE);
    expect((await stateOf("denied"))?.StateValue).toBe("OK");
    await measure(5);
    await account.advance(MINUTE);
    expect(await stateOf("denied")).toMatchObject({
      StateValue: "ALARM",
      StateReason:
        "Threshold Crossed: 1 datapoint [5.0 (20/11/26 12:01:00)] was greater than or equal to the threshold (2.0).",
      StateTransitionedTimestamp: new Date(NOW.getTime() + 2 * MINUTE),
    });
    // Missing data counts as fine only when there are no real datapoints left in the evaluation range.
    await account.advance(3 * MINUTE);
    expect((await stateOf("denied"))?.StateValue).toBe("OK");
    const told = (await receive()).map(({ "detail-type": type, detail: { operation, state } }) => {
      return [type, operation ?? state.value];
    });
    expect(told).toEqual([
      ["CloudWatch Alarm Configuration Change", "create"],
      ["CloudWatch Alarm State Change", "OK"],
      ["CloudWatch Alarm State Change", "ALARM"],
      ["CloudWatch Alarm State Change", "OK"],
    ]);
    const { AlarmHistoryItems } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "denied", HistoryItemType: "StateUpdate" }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      "Alarm updated from ALARM to OK",
      "Alarm updated from OK to ALARM",
      "Alarm updated from INSUFFICIENT_DATA to OK",
    ]);
  });

  test("with datapoints to alarm wait for as many", async () => {
    await cloudwatch.send(alarm("twice", { EvaluationPeriods: 3, DatapointsToAlarm: 2 }));
    await measure(3);
    await account.advance(MINUTE);
    expect((await stateOf("twice"))?.StateValue).toBe("OK");
    await measure(4);
    await account.advance(MINUTE);
    const { StateValue, StateReason, StateReasonData } = (await stateOf("twice")) ?? {};
    expect(StateValue).toBe("ALARM");
    expect(StateReason).toContain(
      "2 out of the last 3 datapoints [4.0 (20/11/26 12:01:00), 3.0 (20/11/26 12:00:00)]",
    );
    expect(StateReason).toContain("(minimum 2 datapoints for OK -> ALARM transition)");
    expect(JSON.parse(StateReasonData ?? "")).toMatchObject({
      version: "1.0",
      queryDate: "2026-11-20T12:02:00.000+0000",
      statistic: "Sum",
      period: 60,
      recentDatapoints: [3, 4],
      threshold: 2,
    });
  });

  test("without data say so", async () => {
    await cloudwatch.send(alarm("silent", { TreatMissingData: "missing" }));
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: "silent", StateValue: "OK", StateReason: "x" }),
    );
    await account.advance(MINUTE);
    expect(await stateOf("silent")).toMatchObject({
      StateValue: "INSUFFICIENT_DATA",
      StateReason: "Insufficient Data: 1 datapoint was unknown.",
    });
    await cloudwatch.send(alarm("silent", { TreatMissingData: "breaching" }));
    await account.advance(MINUTE);
    expect((await stateOf("silent"))?.StateReason).toBe(
      "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].",
    );
  });

  test("a story's alarm stays as the story set it", async () => {
    account.raiseMetricAlarm({
      alarmName: "scripted",
      region,
      description: "x",
      namespace: "Security",
      metricName: "Denied",
      periodSeconds: 60,
      threshold: 2,
      state: "ALARM",
      reason: "by the story",
      tags: { runbook: "denied-calls" },
    });
    await account.advance(10 * MINUTE);
    expect((await stateOf("scripted"))?.StateReason).toBe("by the story");
    const { Tags } = await cloudwatch.send(
      new ListTagsForResourceCommand({ ResourceARN: arnOf("scripted") }),
    );
    expect(Tags).toEqual([{ Key: "runbook", Value: "denied-calls" }]);
  });

  test("are tagged, found by metric, changed and deleted, and the bus hears of it", async () => {
    const receive = await listen();
    await cloudwatch.send(alarm("kept", { Tags: [{ Key: "team", Value: "shop" }] }));
    const ResourceARN = arnOf("kept");
    await cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "runbook", Value: "r" }] }));
    await cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["team"] }));
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "runbook", Value: "r" }]);
    const named = { Namespace: "Security", MetricName: "Denied" };
    const found = await cloudwatch.send(new DescribeAlarmsForMetricCommand(named));
    expect(found.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(["kept"]);
    await cloudwatch.send(alarm("kept", { Threshold: 7 }));
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ["kept"] }));
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["kept", "never there"] }));
    expect(await stateOf("kept")).toBeUndefined();
    expect((await receive()).map(({ detail }) => detail)).toMatchObject([
      { operation: "create", configuration: { threshold: 2, actionsEnabled: true } },
      { operation: "update", configuration: { threshold: 7 }, previousConfiguration: { threshold: 2 } },
      { operation: "update", configuration: { actionsEnabled: false } },
      { operation: "delete", configuration: { alarmName: "kept", okActions: [] } },
    ]);
  });

  test.each([
    ["a period of 45 seconds", { Period: 45 }],
    ["more datapoints than periods", { DatapointsToAlarm: 2 }],
    ["no statistic", { Statistic: undefined }],
    ["no threshold", { Threshold: undefined }],
    ["an action that is no ARN", { AlarmActions: ["alarms"] }],
    ["an odd treatment", { TreatMissingData: "perhaps" }],
  ])("are refused with %s", async (_, more) => {
    await expect(cloudwatch.send(alarm("bad", more))).rejects.toMatchObject({
      name: expect.stringMatching(/^Validation/),
    });
  });
});

describe("composite alarms", () => {
  const composite = (AlarmName: string, AlarmRule: string) =>
    new PutCompositeAlarmCommand({ AlarmName, AlarmRule, AlarmDescription: "both" });

  test("follow their children and name the one that changed", async () => {
    const receive = await listen();
    await cloudwatch.send(alarm("a"));
    await cloudwatch.send(alarm("b", { MetricName: "Other" }));
    await cloudwatch.send(composite("either", `ALARM(a) OR ALARM("${arnOf("b")}")`));
    await cloudwatch.send(composite("top", "ALARM(either) AND NOT ALARM(b)"));
    expect(await stateOf("either")).toMatchObject({
      StateValue: "OK",
      StateReason: `${arnOf("either")} was created and its alarm rule evaluates to OK`,
    });
    await receive();
    await measure(9);
    await account.advance(MINUTE);
    const states = (await receive()).map(({ detail: { alarmName, state } }) => {
      return `${alarmName} ${state.value}`;
    });
    expect(states.sort()).toEqual(["a ALARM", "b OK", "either ALARM", "top ALARM"]);
    const either = await stateOf("either");
    expect(either?.StateReason).toBe(
      `${arnOf("a")} transitioned to ALARM at Friday 20 November, 2026 12:01:00 UTC`,
    );
    expect(JSON.parse(either?.StateReasonData ?? "")).toEqual({
      triggeringAlarms: [
        { arn: arnOf("a"), state: { value: "ALARM", timestamp: "2026-11-20T12:01:00.000+0000" } },
      ],
    });
  });

  test("are shown only to those who ask for them", async () => {
    await cloudwatch.send(alarm("a"));
    await cloudwatch.send(composite("both", "ALARM(a)"));
    const plain = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect([plain.MetricAlarms?.length, plain.CompositeAlarms?.length]).toEqual([1, 0]);
    const all = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    expect(all.CompositeAlarms).toMatchObject([{ AlarmName: "both", AlarmRule: "ALARM(a)" }]);
    const children = await cloudwatch.send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: "both" }));
    expect(children.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(["a"]);
  });

  test.each([
    ["a child that does not exist", "ALARM(nobody)"],
    ["itself", "ALARM(c)"],
    ["a broken rule", "ALARM(a"],
  ])("are refused with %s", async (_, rule) => {
    await cloudwatch.send(alarm("a"));
    await expect(cloudwatch.send(composite("c", rule))).rejects.toThrow(/alarm rule|AlarmRule/);
  });

  test("keep their children from being deleted", async () => {
    await cloudwatch.send(alarm("a"));
    await cloudwatch.send(composite("parent", "ALARM(a)"));
    const one = cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["a"] }));
    await expect(one).rejects.toThrow("composite alarms depending on it: parent");
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["a", "parent"] }));
  });
});

describe("metric filters", () => {
  const filter = (more: Partial<PutMetricFilterCommandInput> = {}) =>
    new PutMetricFilterCommand({
      logGroupName: group,
      filterName: "denied",
      filterPattern: '{ $.errorCode = "AccessDenied*" }',
      metricTransformations: [{ metricNamespace: "Security", metricName: "Denied", metricValue: "1" }],
      ...more,
    });
  const denied = (eventID: string) => ({
    eventID,
    eventTime: account.clock().toISOString(),
    eventSource: "s3.amazonaws.com",
    eventName: "ListBuckets",
    awsRegion: "us-east-1",
    readOnly: true,
    errorCode: "AccessDenied",
    recipientAccountId: account.accountId,
  });

  test("turn denied calls into an alarm, once the trail has delivered them", async () => {
    await logs.send(filter());
    await cloudwatch.send(alarm("denied"));
    account.addRecords([denied("one"), denied("two"), { ...denied("fine"), errorCode: undefined }]);
    await account.advance(5 * MINUTE);
    expect((await stateOf("denied"))?.StateValue).toBe("OK");
    await account.advance(MINUTE);
    expect(await stateOf("denied")).toMatchObject({
      StateValue: "ALARM",
      StateReason: expect.stringContaining("[2.0 (20/11/26 12:05:00)]"),
    });
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    const { MetricName, Namespace } = MetricAlarms[0] ?? {};
    const { metricFilters } = await logs.send(
      new DescribeMetricFiltersCommand({ metricName: MetricName, metricNamespace: Namespace }),
    );
    expect(metricFilters).toMatchObject([
      { filterName: "denied", logGroupName: group, filterPattern: '{ $.errorCode = "AccessDenied*" }' },
    ]);
  });

  test("take value and dimensions from the event, and count only what comes after them", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "shop" }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: "shop", logStreamName: "s" }));
    const put = (...messages: object[]) =>
      logs.send(
        new PutLogEventsCommand({
          logGroupName: "shop",
          logStreamName: "s",
          logEvents: messages.map((message) => ({
            timestamp: account.clock().getTime(),
            message: JSON.stringify(message),
          })),
        }),
      );
    await put({ bytes: 1, route: "/early" });
    await logs.send(
      filter({
        logGroupName: "shop",
        filterPattern: "{ $.bytes = * }",
        metricTransformations: [
          {
            metricNamespace: "Shop",
            metricName: "Bytes",
            metricValue: "$.bytes",
            dimensions: { Route: "$.route" },
            unit: "Bytes",
          },
        ],
      }),
    );
    await put(
      { bytes: 100, route: "/a" },
      { bytes: 50, route: "/a" },
      { bytes: 7, route: "/b" },
      { bytes: 1 },
    );
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "Shop" }));
    expect(Metrics.map(({ Dimensions }) => Dimensions?.[0]?.Value).sort()).toEqual(["/a", "/b"]);
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "Shop",
        MetricName: "Bytes",
        Dimensions: [{ Name: "Route", Value: "/a" }],
        StartTime: NOW,
        EndTime: new Date(NOW.getTime() + MINUTE),
        Period: 60,
        Statistics: ["Sum", "SampleCount", "Average", "Maximum", "Minimum"],
        ExtendedStatistics: ["p50"],
      }),
    );
    expect(Datapoints).toEqual([
      {
        Timestamp: NOW,
        Sum: 150,
        SampleCount: 2,
        Average: 75,
        Maximum: 100,
        Minimum: 50,
        Unit: "Bytes",
        ExtendedStatistics: { p50: 50 },
      },
    ]);
  });

  test("are deleted, and then measure nothing", async () => {
    await logs.send(filter());
    await logs.send(new DeleteMetricFilterCommand({ logGroupName: group, filterName: "denied" }));
    account.addRecords([denied("one")]);
    await account.advance(10 * MINUTE);
    expect((await cloudwatch.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
    const again = new DeleteMetricFilterCommand({ logGroupName: group, filterName: "denied" });
    await expect(logs.send(again)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test.each([
    ["a broken pattern", { filterPattern: "{ $.a = }" }],
    [
      "a value that is neither number nor field",
      { metricTransformations: [{ metricNamespace: "N", metricName: "m", metricValue: "x" }] },
    ],
  ])("are refused with %s", async (_, more) => {
    await expect(logs.send(filter(more))).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("are asked for by name and namespace together, or not at all", async () => {
    await expect(logs.send(new DescribeMetricFiltersCommand({ metricName: "Denied" }))).rejects.toMatchObject(
      {
        name: "InvalidParameterException",
      },
    );
  });
});

test("a large batch of measurements comes in compressed", async () => {
  const MetricData = Array.from({ length: 400 }, (_, at) => ({ MetricName: `metric-${at}`, Value: at }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Many", MetricData }));
  expect((await cloudwatch.send(new ListMetricsCommand({ Namespace: "Many" }))).Metrics).toHaveLength(400);
});
