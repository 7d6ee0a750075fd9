import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAlarmIntake } from "../../src/aws/alarm-intake.ts";
import { type ConnectMode, connectAccount } from "../../src/aws/connect/connect.ts";
import { parseAlarm } from "../../src/domain/alarm/parse-alarm.ts";
import type { RawMessage } from "../../src/flows/ports.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";

const region = "eu-central-1";
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

let account: Account;
let clients: { sqs: SQSClient; eventbridge: EventBridgeClient; cloudwatch: CloudWatchClient };

beforeEach(async () => {
  account = await startAccount();
  const settings = {
    region,
    endpoint: account.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
  };
  clients = {
    sqs: new SQSClient(settings),
    eventbridge: new EventBridgeClient(settings),
    cloudwatch: new CloudWatchClient(settings),
  };
});
afterEach(async () => {
  vi.clearAllMocks();
  for (const client of Object.values(clients)) client.destroy();
  await account.stop();
});

const connect = (mode: ConnectMode) =>
  connectAccount({ ...clients, accountId: account.accountId }, { mode, region });
const actions = async (mode: ConnectMode) => (await connect(mode)).map(({ action }) => action);

async function applied(): Promise<string> {
  const steps = await connect("apply");
  return steps.find(({ resource }) => resource === "queue cairn-alarms")?.detail ?? "";
}

/** How many messages the queue has, handed out or not. */
async function held(queueUrl: string): Promise<number> {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  );
}

async function ring(name: string, StateValue: "ALARM" | "OK"): Promise<void> {
  await clients.cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue, StateReason: "tried by hand" }),
  );
}

async function putAlarm(name: string): Promise<void> {
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      Namespace: "Trail",
      MetricName: "DeniedCalls",
      Statistic: "Sum",
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
}

test("an empty account is shown, connected, found connected, and left as it was", async () => {
  expect(await actions("show")).toEqual(Array(4).fill("would create"));
  expect(await actions("show")).toEqual(Array(4).fill("would create"));
  expect(await actions("apply")).toEqual(Array(4).fill("created"));
  expect(await actions("apply")).toEqual(Array(4).fill("exists"));
  expect(await actions("show")).toEqual(Array(4).fill("exists"));
  expect(await actions("remove")).toEqual(Array(4).fill("removed"));
  expect(await actions("remove")).toEqual(Array(4).fill("is not there"));
  expect(await actions("show")).toEqual(Array(4).fill("would create"));
});

test("what was changed by hand is seen and mended", async () => {
  await applied();
  const rule = { Name: "cairn-alarms", EventPattern: '{"source":["aws.s3"]}', State: "DISABLED" as const };
  await clients.eventbridge.send(new PutRuleCommand(rule));
  expect(await actions("show")).toEqual(["exists", "exists", "differs", "exists"]);
  expect(await actions("apply")).toEqual(["exists", "exists", "changed", "exists"]);
  expect(await actions("show")).toEqual(Array(4).fill("exists"));
});

test("a rule that somebody else also uses, and a queue with alarms in it, are not removed", async () => {
  const queueUrl = await applied();
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "an alarm" }));
  const Targets = [{ Id: "theirs", Arn: `arn:aws:sqs:${region}:${account.accountId}:theirs` }];
  await clients.eventbridge.send(new PutTargetsCommand({ Rule: "cairn-alarms", Targets }));
  expect(await actions("remove")).toEqual(["removed", "kept", "kept", "kept"]);
});

test("an alarm that cannot be stored stays in the queue and comes again when it can", async () => {
  const queueUrl = await applied();
  const kept: string[] = [];
  let broken = true;
  const intake = createAlarmIntake({
    sqs: clients.sqs,
    queueUrl,
    log,
    receive: async ({ body }) => {
      if (broken) throw new Error("the database is down");
      kept.push(body);
      return "new";
    },
  });
  // Hidden for a second instead of a minute, so that the test need not wait.
  const Attributes = { VisibilityTimeout: "1" };
  await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
  await putAlarm("denied-calls-burst");
  await ring("denied-calls-burst", "ALARM");
  intake.start();
  await vi.waitFor(() => expect(log.error).toHaveBeenCalled(), { timeout: 5_000 });
  await intake.stop();
  expect(await held(queueUrl)).toBe(1);

  broken = false;
  intake.start();
  await vi.waitFor(() => expect(kept).toHaveLength(1), { timeout: 5_000 });
  await intake.stop();
  expect(await held(queueUrl)).toBe(0);
});

test("an alarm's states arrive whole, in the words of EventBridge", async () => {
  const queueUrl = await applied();
  const inbox: RawMessage[] = [];
  const intake = createAlarmIntake({
    sqs: clients.sqs,
    queueUrl,
    log,
    receive: async (message) => {
      inbox.push(message);
      return "new";
    },
  });
  await putAlarm("denied-calls-burst");
  await ring("denied-calls-burst", "ALARM");
  await ring("denied-calls-burst", "OK");
  intake.start();
  await vi.waitFor(() => expect(inbox).toHaveLength(2), { timeout: 5_000 });
  await intake.stop();

  const alarms = inbox.map(({ body }) => parseAlarm(body));
  expect(alarms).toMatchObject([
    {
      outcome: "alarm",
      alarm: {
        arn: `arn:aws:cloudwatch:${region}:${account.accountId}:alarm:denied-calls-burst`,
        kind: "metric",
        state: "ALARM",
        reason: "tried by hand",
        metrics: [{ namespace: "Trail", name: "DeniedCalls", periodSeconds: 300 }],
      },
    },
    { outcome: "alarm", alarm: { state: "OK", previousState: "ALARM" } },
  ]);
  expect(new Set(inbox.map(({ transportKey }) => transportKey)).size).toBe(2);
  expect(inbox.every(({ transportKey }) => transportKey.startsWith("eb:"))).toBe(true);
  expect(await actions("remove")).toEqual(Array(4).fill("removed"));
});
