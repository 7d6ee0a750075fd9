import { X509Certificate } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIntake } from "../../src/http/intake.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW } from "./sandbox-account.ts";

const region = "eu-central-1";
const SECOND = 1000;

let account: Account;
let sns: SNSClient;
let TopicArn: string;

beforeEach(async () => {
  account = await startAccount({ clock: () => NOW });
  sns = new SNSClient(clientSettings(account, region));
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: "alarms" }))).TopicArn ?? "";
});
afterEach(() => account.stop());

interface Heard {
  headers: IncomingHttpHeaders;
  body: Record<string, string>;
  at: number;
}

/** A subscriber over HTTP that answers with the given statuses, the last one for ever. */
async function subscriber(...statuses: number[]) {
  const heard: Heard[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    heard.push({ headers: request.headers, body: JSON.parse(body), at: account.clock().getTime() });
    response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  servers.push(server);
  return { endpoint: `http://127.0.0.1:${port}/alarms`, heard };
}
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function queueFor(name: string, service = "sns.amazonaws.com") {
  const sqs = new SQSClient(clientSettings(account, region));
  const Statement = [
    { Effect: "Allow", Principal: { Service: service }, Action: "sqs:SendMessage", Resource: "*" },
  ];
  const Attributes = { Policy: JSON.stringify({ Statement }) };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const receive = async () => {
    const wish = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    return (await sqs.send(new ReceiveMessageCommand(wish))).Messages ?? [];
  };
  return { arn: `arn:aws:sqs:${region}:${account.accountId}:${name}`, receive };
}

const subscribe = (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
  sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }));

describe("topics", () => {
  test("are made once, listed, tagged and changed", async () => {
    const again = await sns.send(
      new CreateTopicCommand({ Name: "alarms", Tags: [{ Key: "a", Value: "b" }] }),
    );
    expect(again.TopicArn).toBe(TopicArn);
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    const version = { TopicArn, AttributeName: "SignatureVersion", AttributeValue: "2" };
    await sns.send(new SetTopicAttributesCommand(version));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Owner: account.accountId, SignatureVersion: "2" });
    const tagged = await sns.send(
      new CreateTopicCommand({ Name: "tagged", Tags: [{ Key: "a", Value: "b" }] }),
    );
    const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: tagged.TopicArn }));
    expect(Tags).toEqual([{ Key: "a", Value: "b" }]);
  });

  test.each([
    ["InvalidParameterException", () => new CreateTopicCommand({ Name: "two words" })],
    ["NotFoundException", () => new GetTopicAttributesCommand({ TopicArn: `${TopicArn}-not` })],
    ["InvalidParameterException", () => new GetTopicAttributesCommand({ TopicArn: "alarms" })],
    [
      "InvalidParameterException",
      () =>
        new SetTopicAttributesCommand({ TopicArn, AttributeName: "SignatureVersion", AttributeValue: "3" }),
    ],
    ["InvalidParameterException", () => new PublishCommand({ TopicArn, Message: "x".repeat(262_145) })],
    [
      "InvalidParameterException",
      () => new PublishCommand({ TopicArn, Message: "x", Subject: "two\nlines" }),
    ],
    [
      "InvalidParameterException",
      () => new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "a@example.com" }),
    ],
    [
      "InvalidParameterException",
      () => new SubscribeCommand({ TopicArn, Protocol: "https", Endpoint: "https://example.com/alarms" }),
    ],
    ["InvalidParameterException", () => new ConfirmSubscriptionCommand({ TopicArn, Token: "guessed" })],
  ])("%s", async (name, command) => {
    await expect(sns.send(command() as never)).rejects.toMatchObject({ name });
  });
});

describe("SQS subscribers", () => {
  test("get the signed envelope, or the bare message", async () => {
    const [wrapped, raw] = [await queueFor("wrapped"), await queueFor("raw")];
    expect((await subscribe("sqs", wrapped.arn)).SubscriptionArn).toContain(`${TopicArn}:`);
    await subscribe("sqs", raw.arn, { RawMessageDelivery: "true" });
    const MessageAttributes = { colour: { DataType: "String", StringValue: "red" } };
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn, Message: "hello", Subject: "greeting", MessageAttributes }),
    );
    const [envelope] = await wrapped.receive();
    expect(JSON.parse(envelope?.Body ?? "")).toMatchObject({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "greeting",
      Message: "hello",
      Timestamp: NOW.toISOString(),
      SignatureVersion: "1",
      SigningCertURL: expect.stringMatching(
        /^https:\/\/sns\.eu-central-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
      ),
      MessageAttributes: { colour: { Type: "String", Value: "red" } },
    });
    const [bare] = await raw.receive();
    expect(bare?.Body).toBe("hello");
    expect(bare?.MessageAttributes).toMatchObject({ colour: { StringValue: "red" } });
  });

  test("without a policy for the topic get nothing, and the report says why", async () => {
    const shut = await queueFor("shut", "events.amazonaws.com");
    await subscribe("sqs", shut.arn);
    await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
    expect(await shut.receive()).toEqual([]);
    expect(account.report().undelivered).toMatchObject([{ rule: TopicArn, target: shut.arn, count: 1 }]);
  });

  test("get only what their filter policy lets through", async () => {
    const queue = await queueFor("picky");
    const { SubscriptionArn } = await subscribe("sqs", queue.arn, { RawMessageDelivery: "true" });
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    await set("FilterPolicy", '{"severity":["high",{"prefix":"crit"}],"count":[{"numeric":[">",2]}]}');
    const entry = (Id: string, severity: string, count: string) => ({
      Id,
      Message: Id,
      MessageAttributes: {
        severity: { DataType: "String", StringValue: severity },
        count: { DataType: "Number", StringValue: count },
      },
    });
    const PublishBatchRequestEntries = [
      entry("a", "low", "9"),
      entry("b", "critical", "3"),
      entry("c", "high", "1"),
    ];
    await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    expect((await queue.receive()).map(({ Body }) => Body)).toEqual(["b"]);
    await set("FilterPolicyScope", "MessageBody");
    await set("FilterPolicy", '{"NewStateValue":["ALARM"]}');
    for (const state of ["OK", "ALARM"]) {
      await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ NewStateValue: state }) }));
    }
    expect((await queue.receive()).map(({ Body }) => Body)).toEqual(['{"NewStateValue":"ALARM"}']);
    await expect(set("FilterPolicy", '{"a":"b"}')).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });
});

describe("HTTP subscribers", () => {
  test("are asked to confirm first, and get nothing until they do", async () => {
    const { endpoint, heard } = await subscriber();
    const { SubscriptionArn: shown } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: endpoint }),
    );
    expect(shown).toBe("pending confirmation");
    await sns.send(new PublishCommand({ TopicArn, Message: "too early" }));
    await account.advance(0);
    expect(heard).toHaveLength(1);
    const { headers, body } = heard[0] as Heard;
    expect(headers).toMatchObject({
      "content-type": "text/plain; charset=UTF-8",
      "user-agent": "Amazon Simple Notification Service Agent",
      "x-amz-sns-message-type": "SubscriptionConfirmation",
      "x-amz-sns-topic-arn": TopicArn,
    });
    const listed = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(listed.Subscriptions).toMatchObject([
      { SubscriptionArn: "PendingConfirmation", Endpoint: endpoint },
    ]);

    const confirm = new ConfirmSubscriptionCommand({ TopicArn, Token: body.Token });
    const { SubscriptionArn } = await sns.send(confirm);
    await sns.send(new PublishCommand({ TopicArn, Message: "now" }));
    await account.advance(0);
    expect(heard[1]).toMatchObject({
      headers: { "x-amz-sns-message-type": "Notification", "x-amz-sns-subscription-arn": SubscriptionArn },
      body: { Type: "Notification", Message: "now" },
    });
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await account.advance(0);
    expect(heard[2]?.body.Type).toBe("UnsubscribeConfirmation");
    const gone = sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test("may follow the SubscribeURL instead", async () => {
    const { endpoint, heard } = await subscriber();
    const { SubscriptionArn } = await subscribe("http", endpoint);
    await account.advance(0);
    const url = heard[0]?.body.SubscribeURL ?? "";
    expect(new URL(url).host).toBe("sns.eu-central-1.amazonaws.com");
    expect(await account.fetchFromSns(url)).toContain(SubscriptionArn);
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes?.PendingConfirmation).toBe("false");
    await expect(account.fetchFromSns(url.replace(/Token=.*/, "Token=x"))).rejects.toThrow("400");
  });

  async function confirmed(endpoint: string, heard: Heard[], attributes?: Record<string, string>) {
    await subscribe("http", endpoint, attributes);
    await account.advance(0);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: heard[0]?.body.Token }));
  }

  test("that fail are tried again three times, twenty seconds apart, with the same message", async () => {
    const { endpoint, heard } = await subscriber(200, 500, 503, 200);
    await confirmed(endpoint, heard);
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: "again" }));
    await account.advance(60 * SECOND);
    expect(heard.slice(1).map(({ at }) => at - NOW.getTime())).toEqual([0, 20 * SECOND, 40 * SECOND]);
    expect(new Set(heard.slice(1).map(({ body }) => body.MessageId))).toEqual(new Set([MessageId]));
    expect(account.report().undelivered).toEqual([]);
  });

  test("that keep failing lose the message to the dead letters", async () => {
    const { endpoint, heard } = await subscriber(200, 500);
    const dead = await queueFor("dead");
    await confirmed(endpoint, heard, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) });
    await sns.send(new PublishCommand({ TopicArn, Message: "lost" }));
    await account.advance(300 * SECOND);
    expect(heard).toHaveLength(5);
    expect((await dead.receive()).map(({ Body }) => JSON.parse(Body ?? "").Message)).toEqual(["lost"]);
    expect(account.report().undelivered).toMatchObject([{ reason: "The endpoint answered 500." }]);
  });

  test("that refuse are not asked again", async () => {
    const { endpoint, heard } = await subscriber(200, 403);
    await confirmed(endpoint, heard);
    await sns.send(new PublishCommand({ TopicArn, Message: "no" }));
    await account.advance(300 * SECOND);
    expect(heard).toHaveLength(2);
  });
});

describe("the signing certificate", () => {
  test("is served at SNS's own address by a chain of the account's authority, and nowhere else", async () => {
    const { endpoint, heard } = await subscriber();
    await subscribe("http", endpoint);
    await account.advance(0);
    const url = heard[0]?.body.SigningCertURL ?? "";
    const certificate = new X509Certificate(await account.fetchFromSns(url));
    expect(certificate.publicKey.asymmetricKeyType).toBe("rsa");
    await expect(account.fetchFromSns(url.replace(/.{8}\.pem$/, "00000000.pem"))).rejects.toThrow("404");
    await expect(account.fetchFromSns("https://example.com/cert.pem")).rejects.toThrow();
    // Whoever does not trust the authority gets nowhere.
    const host = "sns.eu-central-1.amazonaws.com";
    const strict = new Promise((resolve, reject) => {
      get(`https://${host}/`, { agent: account.snsAgent, servername: "other.example.com" }, resolve).on(
        "error",
        reject,
      );
    });
    await expect(strict).rejects.toThrow();
  });
});

describe.each(["1", "2"])("Cairn's own intake, signature version %s", (version) => {
  test("confirms, takes what an alarm publishes, and refuses what was changed", async () => {
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "SignatureVersion", AttributeValue: version }),
    );
    const inbox: { source: string; body: string }[] = [];
    const log = createLog({ level: "silent" });
    const intake = createIntake({
      receive: async (message) => {
        inbox.push(message);
        return "new";
      },
      keys: [],
      clock: account.clock,
      log,
      sns: {
        topics: [TopicArn],
        fetchCertificate: account.fetchFromSns,
        async confirmSubscription({ topicArn, token }) {
          await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
        },
      },
    });
    const server = createHttpServer({ port: 0, host: "127.0.0.1", log });
    const { port } = await server.start();
    server.open({ routers: [intake], checks: { ready: {}, alive: {} } });
    try {
      const { SubscriptionArn } = await subscribe("http", `http://127.0.0.1:${port}/intake/sns`);
      await account.advance(0);
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      expect(Attributes?.PendingConfirmation).toBe("false");

      const cloudwatch = new CloudWatchClient(clientSettings(account, region));
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: "denied",
          Namespace: "Security",
          MetricName: "Denied",
          Statistic: "Sum",
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 5,
          ComparisonOperator: "GreaterThanOrEqualToThreshold",
          AlarmActions: [TopicArn],
        }),
      );
      const state = { AlarmName: "denied", StateValue: "ALARM", StateReason: "by hand" } as const;
      await cloudwatch.send(new SetAlarmStateCommand(state));
      await account.advance(0);
      expect(inbox).toHaveLength(1);
      const envelope = JSON.parse(inbox[0]?.body ?? "");
      expect(envelope).toMatchObject({
        SignatureVersion: version,
        Subject: 'ALARM: "denied" in EU (Frankfurt)',
      });
      expect(JSON.parse(envelope.Message)).toMatchObject({
        AlarmName: "denied",
        AlarmDescription: null,
        NewStateValue: "ALARM",
        OldStateValue: "INSUFFICIENT_DATA",
        StateChangeTime: "2026-11-20T12:00:00.000+0000",
        Region: "EU (Frankfurt)",
        AlarmArn: `arn:aws:cloudwatch:${region}:${account.accountId}:alarm:denied`,
        AlarmActions: [TopicArn],
        Trigger: {
          MetricName: "Denied",
          Namespace: "Security",
          StatisticType: "Statistic",
          Statistic: "SUM",
          Unit: null,
          Dimensions: [],
          Period: 300,
          EvaluationPeriods: 1,
          ComparisonOperator: "GreaterThanOrEqualToThreshold",
          Threshold: 5,
          TreatMissingData: "missing",
          EvaluateLowSampleCountPercentile: "",
        },
      });
      const changed = await fetch(`http://127.0.0.1:${port}/intake/sns`, {
        method: "POST",
        headers: { "content-type": "text/plain; charset=UTF-8" },
        body: JSON.stringify({ ...envelope, Message: "{}" }),
      });
      expect(changed.status).toBe(403);
    } finally {
      await server.stop();
    }
  });
});

test("a rule publishes to a topic only when the topic's policy lets it", async () => {
  const events = new EventBridgeClient(clientSettings(account, region));
  const queue = await queueFor("behind");
  await subscribe("sqs", queue.arn, { RawMessageDelivery: "true" });
  await events.send(new PutRuleCommand({ Name: "shop", EventPattern: '{"source":["shop"]}' }));
  await events.send(new PutTargetsCommand({ Rule: "shop", Targets: [{ Id: "t", Arn: TopicArn }] }));
  const Entries = [{ Source: "shop", DetailType: "Order", Detail: '{"n":1}' }];
  await events.send(new PutEventsCommand({ Entries }));
  expect(await queue.receive()).toEqual([]);
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: TopicArn,
    },
  ];
  const AttributeValue = JSON.stringify({ Statement });
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  await events.send(new PutEventsCommand({ Entries }));
  expect((await queue.receive()).map(({ Body }) => JSON.parse(Body ?? "").detail)).toEqual([{ n: 1 }]);
});
