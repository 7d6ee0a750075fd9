import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;
const settings = (region = "eu-central-1", to: Account = account) => clientSettings(to, region);

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

describe("STS and the account's own trail", () => {
  test("a role session keeps its source identity, and its calls are found under it", async () => {
    const sts = new STSClient(settings("us-west-1"));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: account.accountId });
    const RoleArn = `arn:aws:iam::${account.accountId}:role/reader`;
    const { Credentials, AssumedRoleUser, SourceIdentity } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "inc-42", SourceIdentity: "responder" }),
    );
    expect(SourceIdentity).toBe("responder");
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    };
    const trail = new CloudTrailClient({ ...settings("us-west-1"), credentials: session });
    const asSession = new STSClient({ ...settings("us-west-1"), credentials: session });
    expect((await asSession.send(new GetCallerIdentityCommand({}))).Arn).toBe(AssumedRoleUser?.Arn);
    const lookup = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "Username", AttributeValue: "inc-42" }],
    });
    expect((await trail.send(lookup)).Events).toEqual([]);
    account.pass(10 * 60_000);
    const { Events = [] } = await trail.send(lookup);
    expect(Events.map((event) => event.EventName).sort()).toEqual(["GetCallerIdentity", "LookupEvents"]);
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? "");
    expect(record.userIdentity.sessionContext.sourceIdentity).toBe("responder");
    expect(record.userIdentity.arn).toBe(AssumedRoleUser?.Arn);
  });

  test.each([
    ["a session name with a blank", { RoleSessionName: "two words" }],
    ["a session of a minute", { DurationSeconds: 60 }],
    ["something that is no role", { RoleArn: "arn:aws:iam::111122223333:user/x" }],
  ])("refuses %s", async (_, input) => {
    const RoleArn = `arn:aws:iam::${account.accountId}:role/reader`;
    const sts = new STSClient(settings());
    await expect(
      sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "fine", ...input })),
    ).rejects.toMatchObject({ name: "ValidationError" });
  });
});

describe("the server", () => {
  test("an operation it does not have is a proper error, and counted", async () => {
    const answer = await fetch(account.url, {
      method: "POST",
      headers: {
        "x-amz-target": "CloudTrail_20131101.ListChannels",
        "content-type": "application/x-amz-json-1.1",
        authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20261120/eu-central-1/cloudtrail/aws4_request",
      },
      body: "{}",
    }).then((response) => response.json());
    expect(answer).toMatchObject({ __type: "UnknownOperationException" });
    expect(account.report().unknownOperations).toMatchObject({ "cloudtrail:ListChannels": 1 });
  });

  test("takes another port when the wanted one is busy", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port } = holder.address() as { port: number };
    const moved = await startAccount({ port });
    expect(moved.port).not.toBe(port);
    expect((await fetch(moved.url)).status).toBe(200);
    await moved.stop();
    holder.close();
  });

  test("queues, rules and alarms are there again after a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sandbox-account-"));
    const stateFile = join(folder, "state", "account.json");
    try {
      const first = await startAccount({ stateFile });
      const sqs = new SQSClient(settings("eu-central-1", first));
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "kept" }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "still here" }));
      const events = new EventBridgeClient(settings("eu-central-1", first));
      await events.send(new PutRuleCommand({ Name: "kept", EventPattern: '{"source":["x"]}' }));
      await first.stop();

      const second = await startAccount({ stateFile });
      const again = new SQSClient(settings("eu-central-1", second));
      const url = (await again.send(new GetQueueUrlCommand({ QueueName: "kept" }))).QueueUrl;
      const { Messages } = await again.send(new ReceiveMessageCommand({ QueueUrl: url }));
      expect(Messages?.[0]?.Body).toBe("still here");
      const rules = await new EventBridgeClient(settings("eu-central-1", second)).send(
        new ListRulesCommand({}),
      );
      expect(rules.Rules).toHaveLength(1);
      await second.stop();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
