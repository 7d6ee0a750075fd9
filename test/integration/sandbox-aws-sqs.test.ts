import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/sandbox/aws/index.ts";
import { clientSettings, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;
const settings = (region = "eu-central-1", to: Account = account) => clientSettings(to, region);

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

describe("SQS", () => {
  test("a message comes once, hides while somebody has it, and is gone when deleted", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "plain" }));
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: "plain" }))).QueueUrl).toBe(QueueUrl);
    expect(await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).not.toHaveProperty("Messages");
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "héllo <&>",
        MessageAttributes: { kind: { DataType: "String", StringValue: "test" } },
      }),
    );
    const receive = () =>
      sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
    const [message] = (await receive()).Messages ?? [];
    expect(message).toMatchObject({ Body: "héllo <&>", Attributes: { ApproximateReceiveCount: "1" } });
    expect(message?.MessageAttributes?.kind?.StringValue).toBe("test");
    expect((await receive()).Messages).toBeUndefined();
    const handle = { QueueUrl, ReceiptHandle: message?.ReceiptHandle };
    await sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
    const [again] = (await receive()).Messages ?? [];
    expect(again?.Attributes?.ApproximateReceiveCount).toBe("2");
    await sqs.send(new DeleteMessageCommand(handle));
    const counted = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    expect((await sqs.send(counted)).Attributes).toMatchObject({
      ApproximateNumberOfMessagesNotVisible: "1",
    });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    expect((await sqs.send(counted)).Attributes).toMatchObject({
      ApproximateNumberOfMessagesNotVisible: "0",
    });
    await expect(
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })),
    ).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  test("a long poll ends as soon as a message is there", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "polled" }));
    const before = performance.now();
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "now" }));
    expect((await poll).Messages?.[0]?.Body).toBe("now");
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test("a poller that hung up takes no message with it", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "abandoned" }));
    const leaving = new AbortController();
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    const polling = account.report().calls["sqs:ReceiveMessage"] ?? 0;
    await expect.poll(() => account.report().calls["sqs:ReceiveMessage"]).toBeGreaterThan(polling);
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "mine" }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(Messages?.[0]?.Body).toBe("mine");
  });

  test("batches answer for each entry", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "batched" }));
    const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["a", "b", "c"]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const handles = Messages.map(({ ReceiptHandle }, at) => ({ Id: `m${at}`, ReceiptHandle }));
    const hidden = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: handles.map((entry) => ({ ...entry, VisibilityTimeout: 60 })),
      }),
    );
    expect(hidden.Successful).toHaveLength(3);
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [...handles, { Id: "bad", ReceiptHandle: "nonsense" }],
      }),
    );
    expect(deleted.Successful).toHaveLength(3);
    expect(deleted.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
    const eleven = Array.from({ length: 11 }, (_, at) => ({ Id: `e${at}`, MessageBody: "x" }));
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: eleven }))).rejects.toMatchObject({
      name: "TooManyEntriesInBatchRequest",
      Code: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    });
  });

  test("what was received too often goes to the dead letters", async () => {
    const sqs = new SQSClient(settings());
    const dead = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const deadLetterTargetArn = `arn:aws:sqs:eu-central-1:${account.accountId}:dead`;
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: "redriven",
        Attributes: {
          VisibilityTimeout: "0",
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
        },
      }),
    );
    const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.QueueUrl }));
    expect(sources.queueUrls).toEqual([QueueUrl]);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    const receive = async (url = QueueUrl) =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages;
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toBeUndefined();
    expect((await receive(dead.QueueUrl))?.[0]?.Body).toBe("poison");
  });

  test("queues are listed, changed, tagged, purged and deleted", async () => {
    const sqs = new SQSClient(settings("us-west-2"));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "kept", tags: { team: "ops" } }));
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "77" } }));
    const attributes = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["VisibilityTimeout", "QueueArn"],
    });
    expect((await sqs.send(attributes)).Attributes).toEqual({
      VisibilityTimeout: "77",
      QueueArn: `arn:aws:sqs:us-west-2:${account.accountId}:kept`,
    });
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { tier: "1" } }));
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team"] }));
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ tier: "1" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
    await expect(
      sqs.send(new CreateQueueCommand({ QueueName: "kept", Attributes: { VisibilityTimeout: "1" } })),
    ).rejects.toMatchObject({ name: "QueueNameExists" });
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(sqs.send(attributes)).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      Code: "AWS.SimpleQueueService.NonExistentQueue",
    });
  });

  test.each([
    ["eleven messages", { MaxNumberOfMessages: 11 }],
    ["a wait of 21 seconds", { WaitTimeSeconds: 21 }],
  ])("refuses to receive with %s", async (_, input) => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "strict" }));
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input }))).rejects.toMatchObject({
      message: expect.stringContaining("Must be between"),
    });
  });
});
