import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudTrailClient, PutEventSelectorsCommand, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  type CreateConnectionCommandInput,
  DeleteApiDestinationCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW } from "./sandbox-account.ts";

const region = "eu-central-1";
const SECOND = 1000;
const HOUR = 3_600_000;

let account: Account;
let events: EventBridgeClient;

beforeEach(async () => {
  account = await startAccount({ clock: () => NOW });
  events = new EventBridgeClient(clientSettings(account, region));
});
afterEach(() => account.stop());

interface Heard {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Seconds since the start. */
  at: number;
}
type Answer = { status: number; headers?: Record<string, string>; body?: string };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An endpoint that gives these answers one after the other, the last one for ever; "hang" gives none. */
async function endpoint(...answers: (Answer | "hang")[]) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url = "", headers } = request;
    heard.push({ method, url, headers, body, at: (account.clock().getTime() - NOW.getTime()) / SECOND });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 200 };
    if (answer === "hang") return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

async function queueFor(name: string) {
  const sqs = new SQSClient(clientSettings(account, region));
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    },
  ];
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy: JSON.stringify({ Statement }) } }),
  );
  const receive = async () => {
    const wish = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    return (await sqs.send(new ReceiveMessageCommand(wish))).Messages ?? [];
  };
  return { arn: `arn:aws:sqs:${region}:${account.accountId}:${name}`, receive };
}

const API_KEY: Omit<CreateConnectionCommandInput, "Name"> = {
  AuthorizationType: "API_KEY",
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Intake-Key", ApiKeyValue: "the key" } },
};

async function destination(
  InvocationEndpoint: string,
  connection: Omit<CreateConnectionCommandInput, "Name"> = API_KEY,
  more: Partial<Target> = {},
) {
  const { ConnectionArn } = await events.send(new CreateConnectionCommand({ Name: "cairn", ...connection }));
  const { ApiDestinationArn } = await events.send(
    new CreateApiDestinationCommand({ Name: "cairn", ConnectionArn, InvocationEndpoint, HttpMethod: "POST" }),
  );
  await events.send(new PutRuleCommand({ Name: "shop", EventPattern: '{"source":["shop"]}' }));
  const RoleArn = `arn:aws:iam::${account.accountId}:role/events`;
  await events.send(
    new PutTargetsCommand({ Rule: "shop", Targets: [{ Id: "d", Arn: ApiDestinationArn, RoleArn, ...more }] }),
  );
  return ApiDestinationArn ?? "";
}

const put = (Detail = '{"n":1}') =>
  events.send(new PutEventsCommand({ Entries: [{ Source: "shop", DetailType: "Order", Detail }] }));

describe("API destinations", () => {
  test("are called with EventBridge's own headers, the key and the event", async () => {
    const { url, heard } = await endpoint({ status: 200 });
    await destination(`${url}/intake`);
    await put();
    await account.advance(0);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      method: "POST",
      url: "/intake",
      headers: {
        "user-agent": "Amazon/EventBridge/ApiDestinations",
        "content-type": "application/json; charset=utf-8",
        range: "bytes=0-1048575",
        "accept-encoding": "gzip,deflate",
        connection: "close",
        "x-intake-key": "the key",
      },
    });
    expect(JSON.parse(heard[0]?.body ?? "")).toMatchObject({ source: "shop", detail: { n: 1 } });
  });

  test("take parameters from connection and target, and paths from the event", async () => {
    const { url, heard } = await endpoint({ status: 200 });
    await destination(
      `${url}/orders/*`,
      {
        AuthorizationType: "BASIC",
        AuthParameters: {
          BasicAuthParameters: { Username: "user", Password: "word" },
          InvocationHttpParameters: {
            HeaderParameters: [{ Key: "X-Team", Value: "shop" }],
            QueryStringParameters: [{ Key: "from", Value: "connection" }],
            BodyParameters: [{ Key: "site", Value: "west" }],
          },
        },
      },
      {
        HttpParameters: {
          PathParameterValues: ["$.detail.n"],
          HeaderParameters: { "X-Kind": "$.detail-type" },
        },
        InputTransformer: { InputPathsMap: { n: "$.detail.n" }, InputTemplate: '{"number": <n>}' },
      },
    );
    await put('{"n":"a b"}');
    await account.advance(0);
    expect(heard[0]).toMatchObject({
      url: "/orders/a%20b?from=connection",
      headers: { authorization: `Basic ${btoa("user:word")}`, "x-team": "shop", "x-kind": "Order" },
    });
    expect(JSON.parse(heard[0]?.body ?? "")).toEqual({ number: "a b", site: "west" });
  });

  test("that are overloaded are called again, ever later, and not before Retry-After", async () => {
    const { url, heard } = await endpoint(
      { status: 500 },
      { status: 429, headers: { "retry-after": "30" } },
      { status: 503 },
      { status: 200 },
    );
    await destination(url);
    await put();
    await account.advance(HOUR);
    expect(heard.map(({ at }) => at)).toEqual([0, 1, 31, 35]);
    expect(account.report().undelivered).toEqual([]);
  });

  test("that refuse lose the event to the dead letters at once", async () => {
    const { url, heard } = await endpoint({ status: 400 });
    const dead = await queueFor("dead");
    const arn = await destination(url, API_KEY, { DeadLetterConfig: { Arn: dead.arn } });
    await put();
    await account.advance(HOUR);
    expect(heard).toHaveLength(1);
    const [letter] = await dead.receive();
    expect(JSON.parse(letter?.Body ?? "")).toMatchObject({ source: "shop", detail: { n: 1 } });
    const facts = Object.entries(letter?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(facts)).toMatchObject({
      RULE_ARN: `arn:aws:events:${region}:${account.accountId}:rule/shop`,
      TARGET_ARN: arn,
      ERROR_CODE: "SDK_CLIENT_ERROR",
      ERROR_MESSAGE: "The endpoint answered 400.",
      RETRY_ATTEMPTS: "0",
    });
  });

  test("give up after as many retries, or as long, as the policy allows", async () => {
    const { url, heard } = await endpoint({ status: 500 });
    const dead = await queueFor("dead");
    const more = { DeadLetterConfig: { Arn: dead.arn } };
    await destination(url, API_KEY, { ...more, RetryPolicy: { MaximumRetryAttempts: 2 } });
    await put();
    await account.advance(HOUR);
    expect(heard).toHaveLength(3);
    const conditionOf = async () => (await dead.receive())[0]?.MessageAttributes?.EXHAUSTED_RETRY_CONDITION;
    expect((await conditionOf())?.StringValue).toBe("MaximumRetryAttempts");
    await account.stop();

    account = await startAccount({ clock: () => NOW });
    events = new EventBridgeClient(clientSettings(account, region));
    const again = await queueFor("dead");
    await destination(url, API_KEY, {
      DeadLetterConfig: { Arn: again.arn },
      RetryPolicy: { MaximumEventAgeInSeconds: 60 },
    });
    await put();
    await account.advance(HOUR);
    // At 0, 1, 3, 7, 15 and 31 seconds; the next would come after a minute.
    expect(heard).toHaveLength(3 + 6);
    const [letter] = await again.receive();
    expect(letter?.MessageAttributes?.EXHAUSTED_RETRY_CONDITION?.StringValue).toBe(
      "MaximumEventAgeInSeconds",
    );
  });

  test("are not called again once they ask so with a negative Retry-After", async () => {
    const { url, heard } = await endpoint({ status: 503, headers: { "retry-after": "-1" } });
    await destination(url);
    await put();
    await account.advance(24 * HOUR);
    expect(heard).toHaveLength(1);
  });

  test("have five seconds to answer", async () => {
    const { url, heard } = await endpoint("hang", { status: 200 });
    await destination(url);
    await put();
    const began = performance.now();
    await account.advance(2 * SECOND);
    expect(performance.now() - began).toBeGreaterThan(4_900);
    expect(heard).toHaveLength(2);
  }, 15_000);

  test("with OAuth are inactive until there is a token, and get a new one when it has expired", async () => {
    const tokens = await endpoint(
      { status: 200, body: '{"access_token":"old"}' },
      { status: 200, body: '{"access_token":"new"}' },
    );
    const { url, heard } = await endpoint({ status: 401 }, { status: 200 });
    await destination(url, {
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      AuthParameters: {
        OAuthParameters: {
          ClientParameters: { ClientID: "id", ClientSecret: "secret" },
          AuthorizationEndpoint: `${tokens.url}/token`,
          HttpMethod: "POST",
        },
      },
    });
    await account.advance(0);
    const connection = await events.send(new DescribeConnectionCommand({ Name: "cairn" }));
    expect(connection.ConnectionState).toBe("AUTHORIZED");
    expect(JSON.stringify(connection)).not.toContain('secret"');
    await put();
    await account.advance(0);
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  test("are listed and described without their secrets, and deleted", async () => {
    const { url } = await endpoint({ status: 200 });
    const arn = await destination(url);
    const { ApiDestinations } = await events.send(new ListApiDestinationsCommand({}));
    expect(ApiDestinations).toMatchObject([
      { ApiDestinationArn: arn, ApiDestinationState: "ACTIVE", InvocationRateLimitPerSecond: 300 },
    ]);
    const { Connections } = await events.send(new ListConnectionsCommand({}));
    expect(Connections).toMatchObject([{ Name: "cairn", AuthorizationType: "API_KEY" }]);
    const { AuthParameters } = await events.send(new DescribeConnectionCommand({ Name: "cairn" }));
    expect(AuthParameters).toEqual({ ApiKeyAuthParameters: { ApiKeyName: "X-Intake-Key" } });
    await events.send(new DeleteApiDestinationCommand({ Name: "cairn" }));
    await expect(events.send(new DescribeApiDestinationCommand({ Name: "cairn" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await put();
    await account.advance(0);
    expect(account.report().undelivered).toMatchObject([{ reason: "The API destination does not exist." }]);
  });

  test.each([
    ["another machine", "https://example.com/intake"],
    ["no address", "intake"],
    ["another protocol", "ftp://127.0.0.1/intake"],
  ])("do not lead to %s", async (_, address) => {
    await expect(destination(address)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("CloudTrail as a source of events", () => {
  const record = (eventID: string, more: object = {}) => ({
    eventID,
    eventTime: NOW.toISOString(),
    eventSource: "ec2.amazonaws.com",
    eventName: "RunInstances",
    awsRegion: region,
    eventType: "AwsApiCall",
    readOnly: false,
    eventCategory: "Management",
    ...more,
  });
  const RECORDS = [
    record("write"),
    record("read", {
      eventName: "DescribeInstances",
      readOnly: true,
      errorCode: "Client.UnauthorizedOperation",
    }),
    record("download", {
      eventSource: "s3.amazonaws.com",
      eventName: "GetObject",
      readOnly: true,
      eventCategory: "Data",
    }),
    record("sign-in", {
      eventSource: "signin.amazonaws.com",
      eventName: "ConsoleLogin",
      eventType: "AwsConsoleSignIn",
    }),
    record("elsewhere", { awsRegion: "us-west-2" }),
    record("global", { eventSource: "iam.amazonaws.com", eventName: "CreateUser", awsRegion: "us-east-1" }),
    record("huge", { requestParameters: { text: "x".repeat(256 * 1024) } }),
  ];

  async function listen(State?: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") {
    const queue = await queueFor("calls");
    const EventPattern = JSON.stringify({
      "detail-type": [{ suffix: " via CloudTrail" }],
      source: [{ "anything-but": ["aws.events", "aws.sqs", "aws.cloudtrail"] }],
    });
    await events.send(new PutRuleCommand({ Name: "calls", EventPattern, State }));
    await events.send(new PutTargetsCommand({ Rule: "calls", Targets: [{ Id: "q", Arn: queue.arn }] }));
    return async () => {
      await account.advance(60 * SECOND);
      return (await queue.receive()).map(({ Body }) => JSON.parse(Body ?? ""));
    };
  }
  const ids = (told: { detail: { eventID: string } }[]) => told.map(({ detail }) => detail.eventID).sort();

  test("each write of the Region becomes an event, reads and data events do not", async () => {
    const receive = await listen();
    account.addRecords(RECORDS);
    const told = await receive();
    expect(ids(told)).toEqual(["sign-in", "write"]);
    expect(told.find(({ detail }) => detail.eventID === "write")).toMatchObject({
      source: "aws.ec2",
      "detail-type": "AWS API Call via CloudTrail",
      account: account.accountId,
      time: "2026-11-20T12:00:00Z",
      detail: { eventName: "RunInstances" },
    });
    expect(told.find(({ detail }) => detail.eventID === "sign-in")).toMatchObject({
      source: "aws.signin",
      "detail-type": "AWS Console Sign In via CloudTrail",
    });
  });

  test("a rule that asks for all management events sees the reads too", async () => {
    const receive = await listen("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    account.addRecords(RECORDS);
    expect(ids(await receive())).toEqual(["read", "sign-in", "write"]);
  });

  test("data events come once the trail records them", async () => {
    const cloudtrail = new CloudTrailClient(clientSettings(account, region));
    const receive = await listen();
    await cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: "management-events",
        EventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }],
      }),
    );
    account.addRecords(RECORDS);
    expect(ids(await receive())).toContain("download");
  });

  test("without a trail that logs there is silence", async () => {
    const receive = await listen();
    const cloudtrail = new CloudTrailClient(clientSettings(account, region));
    await cloudtrail.send(new StopLoggingCommand({ Name: "management-events" }));
    await account.advance(SECOND);
    const eventTime = new Date(NOW.getTime() + SECOND).toISOString().replace(".000Z", "Z");
    account.addRecords(RECORDS.map((each) => ({ ...each, eventTime })));
    expect(await receive()).toEqual([]);
  });
});
