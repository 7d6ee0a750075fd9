import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW, story, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;
const settings = (region = "eu-central-1", to: Account = account) => clientSettings(to, region);

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

describe("EventBridge and alarms", () => {
  async function queueFor(name: string, ruleArn: string | undefined, region = "eu-central-1") {
    const sqs = new SQSClient(settings(region));
    const arn = `arn:aws:sqs:${region}:${account.accountId}:${name}`;
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
        },
      ],
    });
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: ruleArn ? { Policy } : {} }),
    );
    const receive = async () =>
      ((await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? []).map(
        ({ Body }) => JSON.parse(Body ?? ""),
      );
    return { arn, receive };
  }

  test("an event reaches the queue of a matching rule, and only of that", async () => {
    const events = new EventBridgeClient(settings());
    const EventPattern = JSON.stringify({ source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } });
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: "big-orders", EventPattern }));
    const queue = await queueFor("big-orders", RuleArn);
    await events.send(new PutTargetsCommand({ Rule: "big-orders", Targets: [{ Id: "q", Arn: queue.arn }] }));
    const order = (total: number) => ({
      Source: "shop",
      DetailType: "Order",
      Detail: JSON.stringify({ total }),
    });
    const answer = await events.send(new PutEventsCommand({ Entries: [order(50), order(150)] }));
    expect(answer.FailedEntryCount).toBe(0);
    const received = await queue.receive();
    expect(received).toMatchObject([
      {
        version: "0",
        id: answer.Entries?.[1]?.EventId,
        "detail-type": "Order",
        account: account.accountId,
        region: "eu-central-1",
        time: "2026-11-20T12:00:00Z",
        detail: { total: 150 },
      },
    ]);
  });

  test("a queue without a policy for the rule gets nothing, and the report says why", async () => {
    const events = new EventBridgeClient(settings());
    await events.send(new PutRuleCommand({ Name: "shut-out", EventPattern: '{"source":["closed"]}' }));
    const queue = await queueFor("no-policy", undefined);
    await events.send(new PutTargetsCommand({ Rule: "shut-out", Targets: [{ Id: "q", Arn: queue.arn }] }));
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: "closed", DetailType: "x", Detail: "{}" }] }),
    );
    expect(await queue.receive()).toEqual([]);
    expect(account.report().undelivered).toContainEqual(
      expect.objectContaining({ target: queue.arn, reason: expect.stringContaining("policy") }),
    );
  });

  test("bad entries fail by themselves", async () => {
    const events = new EventBridgeClient(settings());
    const good = { Source: "shop", DetailType: "x", Detail: "{}" };
    const { FailedEntryCount, Entries } = await events.send(
      new PutEventsCommand({
        Entries: [
          good,
          { ...good, Source: undefined },
          { ...good, Detail: "[1]" },
          { ...good, Source: "aws.ec2" },
          { ...good, EventBusName: "nowhere" },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map((entry) => entry.ErrorCode)).toEqual([
      undefined,
      "InvalidArgument",
      "MalformedDetail",
      "NotAuthorizedForSourceException",
      undefined,
    ]);
    const eleven = Array.from({ length: 11 }, () => good);
    await expect(events.send(new PutEventsCommand({ Entries: eleven }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("a transformer gives the target what its template says", async () => {
    const events = new EventBridgeClient(settings());
    const { RuleArn } = await events.send(
      new PutRuleCommand({ Name: "shaped", EventPattern: '{"source":["shaped"]}' }),
    );
    const queue = await queueFor("shaped", RuleArn);
    const InputTransformer = {
      InputPathsMap: { who: "$.detail.who" },
      InputTemplate: '{"text":"<who> was here"}',
    };
    await events.send(
      new PutTargetsCommand({ Rule: "shaped", Targets: [{ Id: "q", Arn: queue.arn, InputTransformer }] }),
    );
    const Detail = JSON.stringify({ who: 'a "guest"' });
    await events.send(new PutEventsCommand({ Entries: [{ Source: "shaped", DetailType: "x", Detail }] }));
    expect(await queue.receive()).toEqual([{ text: 'a "guest" was here' }]);
  });

  test("rules are described, switched, tagged, and deleted once their targets are gone", async () => {
    const events = new EventBridgeClient(settings("us-west-2"));
    const EventPattern = '{"source":["x"]}';
    const rule = { Name: "r1" };
    await events.send(new PutRuleCommand({ ...rule, EventPattern, Description: "first" }));
    await events.send(new DisableRuleCommand(rule));
    expect(await events.send(new DescribeRuleCommand(rule))).toMatchObject({
      State: "DISABLED",
      EventPattern,
    });
    await events.send(new EnableRuleCommand(rule));
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: "r" }));
    expect(Rules).toMatchObject([{ Name: "r1", State: "ENABLED", Description: "first" }]);
    const tagged = { ResourceARN: Rules[0]?.Arn };
    await events.send(
      new TagResourceCommand({
        ...tagged,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await events.send(new UntagResourceCommand({ ...tagged, TagKeys: ["a"] }));
    expect((await events.send(new ListTagsForResourceCommand(tagged))).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
    const Arn = `arn:aws:sqs:us-west-2:${account.accountId}:q`;
    await events.send(new PutTargetsCommand({ Rule: "r1", Targets: [{ Id: "q", Arn }] }));
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: "r1" }))).Targets).toMatchObject([
      { Id: "q", Arn },
    ]);
    expect((await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Arn }))).RuleNames).toEqual([
      "r1",
    ]);
    await expect(events.send(new DeleteRuleCommand(rule))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await events.send(new RemoveTargetsCommand({ Rule: "r1", Ids: ["q"] }));
    await events.send(new DeleteRuleCommand(rule));
    await expect(events.send(new DescribeRuleCommand(rule))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(
      events.send(new PutRuleCommand({ Name: "bad", EventPattern: '{"source":"x"}' })),
    ).rejects.toMatchObject({
      name: "InvalidEventPatternException",
      message: expect.stringContaining("Reason:"),
    });
  });

  test("own buses stand beside the default one", async () => {
    const events = new EventBridgeClient(settings("us-west-2"));
    const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: "findings" }));
    expect((await events.send(new DescribeEventBusCommand({ Name: "findings" }))).Arn).toBe(EventBusArn);
    const { EventBuses = [] } = await events.send(new ListEventBusesCommand({}));
    expect(EventBuses.map((bus) => bus.Name)).toEqual(["default", "findings"]);
    const { Result } = await events.send(
      new TestEventPatternCommand({ EventPattern: '{"source":["a"]}', Event: '{"source":"a"}' }),
    );
    expect(Result).toBe(true);
    await events.send(new DeleteEventBusCommand({ Name: "findings" }));
    await expect(events.send(new DescribeEventBusCommand({ Name: "findings" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("an alarm that changes its state, and a contributor, ring on the default bus", async () => {
    const events = new EventBridgeClient(settings());
    const EventPattern = JSON.stringify({
      source: ["aws.cloudwatch"],
      "detail-type": [{ suffix: " State Change" }],
    });
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: "alarms", EventPattern }));
    const queue = await queueFor("alarms", RuleArn);
    await events.send(new PutTargetsCommand({ Rule: "alarms", Targets: [{ Id: "q", Arn: queue.arn }] }));
    const cloudwatch = new CloudWatchClient(settings());
    const { metric, contributor } = story.alarm;
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: metric.alarmName,
        AlarmDescription: metric.description,
        Namespace: metric.namespace,
        MetricName: metric.metricName,
        Statistic: "Sum",
        Period: metric.periodSeconds,
        EvaluationPeriods: 1,
        Threshold: metric.threshold,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
      }),
    );
    const set = new SetAlarmStateCommand({
      AlarmName: metric.alarmName,
      StateValue: "ALARM",
      StateReason: metric.reason,
      StateReasonData: '{"version":"1.0"}',
    });
    await cloudwatch.send(set);
    await cloudwatch.send(set);
    const arn = `arn:aws:cloudwatch:eu-central-1:${account.accountId}:alarm:${metric.alarmName}`;
    expect(await queue.receive()).toMatchObject([
      {
        "detail-type": "CloudWatch Alarm State Change",
        resources: [arn],
        detail: {
          alarmName: metric.alarmName,
          state: {
            value: "ALARM",
            reasonData: '{"version":"1.0"}',
            timestamp: "2026-11-20T12:00:00.000+0000",
          },
          previousState: { value: "INSUFFICIENT_DATA" },
          configuration: {
            description: metric.description,
            metrics: [
              { metricStat: { metric: { namespace: "Security/CloudTrail", dimensions: {} }, stat: "Sum" } },
            ],
          },
        },
      },
    ]);
    const { MetricAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [metric.alarmName] }),
    );
    expect(MetricAlarms).toMatchObject([
      { AlarmArn: arn, StateValue: "ALARM", Threshold: metric.threshold, StateUpdatedTimestamp: NOW },
    ]);

    account.raiseContributorAlarm(contributor);
    const [raised] = await queue.receive();
    expect(raised).toMatchObject({
      "detail-type": "CloudWatch Alarm Contributor State Change",
      detail: {
        alarmName: contributor.alarmName,
        alarmContributor: { attributes: { "userIdentity.accessKeyId": story.answer.key } },
        state: { value: "ALARM", timestamp: "2026-11-20T11:55:00.000+0000" },
      },
    });
    expect(raised.detail).not.toHaveProperty("previousState");

    account.raiseMetricAlarm({ ...metric, alarmName: "scripted" });
    expect(await queue.receive()).toMatchObject([
      {
        time: "2026-11-20T11:56:00Z",
        detail: { alarmName: "scripted", state: { value: "ALARM" }, previousState: { value: "OK" } },
      },
    ]);

    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [metric.alarmName] }));
    await expect(cloudwatch.send(set)).rejects.toMatchObject({
      name: "ResourceNotFound",
      $metadata: { httpStatusCode: 404 },
    });
    const bad = new SetAlarmStateCommand({ AlarmName: "x", StateValue: "RED" as "OK", StateReason: "" });
    await expect(cloudwatch.send(bad)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });
});
