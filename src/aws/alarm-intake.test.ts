import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, expect, test, vi } from "vitest";
import type { RawMessage, ReceiveAlarm } from "../flows/ports.ts";
import { type AlarmIntake, createAlarmIntake } from "./alarm-intake.ts";

const queueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/cairn-alarms";
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const started: AlarmIntake[] = [];
afterEach(() => Promise.all(started.splice(0).map((intake) => intake.stop())));

/** A queue that hands out its batches one by one, then polls until it is aborted, as SQS does for 20 s. */
function fakeQueue(...batches: (Message[] | Error)[]) {
  const deleted: string[] = [];
  const asked: ReceiveMessageCommand["input"][] = [];
  const send = async (command: unknown, { abortSignal }: { abortSignal: AbortSignal }) => {
    if (command instanceof DeleteMessageBatchCommand) {
      const entries = command.input.Entries ?? [];
      if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
        throw new Error("BatchEntryIdsNotDistinct");
      deleted.push(...entries.map(({ ReceiptHandle = "" }) => ReceiptHandle));
      return {};
    }
    if (command instanceof ReceiveMessageCommand) asked.push(command.input);
    const batch = batches.shift();
    if (batch instanceof Error) throw batch;
    if (batch) return batch.length > 0 ? { Messages: batch } : {};
    return new Promise((_, reject) =>
      abortSignal.addEventListener("abort", () => reject(abortSignal.reason)),
    );
  };
  return { sqs: { send } as unknown as Pick<SQSClient, "send">, deleted, asked };
}

function start(sqs: Pick<SQSClient, "send">, receive: ReceiveAlarm): AlarmIntake {
  const intake = createAlarmIntake({ sqs, queueUrl, receive, log });
  started.push(intake);
  intake.start();
  return intake;
}

const message = (id: string, Body: string, ReceiptHandle = `receipt of ${id}`): Message => ({
  MessageId: id,
  ReceiptHandle,
  Body,
});

test("a message is deleted after it is stored, and not before", async () => {
  const queue = fakeQueue([message("1", "body")]);
  const stored: RawMessage[] = [];
  let commit = () => {};
  start(queue.sqs, async (raw) => {
    stored.push(raw);
    await new Promise<void>((resolve) => {
      commit = resolve;
    });
    return "new";
  });
  await vi.waitFor(() => expect(stored).toEqual([{ source: "sqs", transportKey: "sqs:1", body: "body" }]));
  expect(queue.deleted).toEqual([]);
  commit();
  await vi.waitFor(() => expect(queue.deleted).toEqual(["receipt of 1"]));
});

test("ten messages are asked for at a time, by long polls", async () => {
  const queue = fakeQueue([]);
  start(queue.sqs, async () => "new");
  await vi.waitFor(() => expect(queue.asked.length).toBeGreaterThan(1));
  expect(queue.asked[0]).toMatchObject({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 20,
  });
});

test("a message that cannot be stored stays in the queue and holds up no other", async () => {
  const queue = fakeQueue([message("1", "a"), message("2", "b"), message("3", "c")]);
  start(queue.sqs, async ({ body }) => {
    if (body === "b") throw new Error("the database is down");
    return "seen";
  });
  await vi.waitFor(() => expect(queue.deleted).toEqual(["receipt of 1", "receipt of 3"]));
});

test("what has an id of its own is known by it, so that another path's copy is dropped", async () => {
  const keys: string[] = [];
  const event = { "detail-type": "CloudWatch Alarm State Change", id: "6f1d3c52-90ab" };
  const envelope = { Type: "Notification", TopicArn: "t", MessageId: "3c8a5e21-7f46", Message: "" };
  const queue = fakeQueue([
    message("1", JSON.stringify(event)),
    message("2", JSON.stringify(envelope)),
    message("3", "?"),
  ]);
  start(queue.sqs, async ({ transportKey }) => {
    keys.push(transportKey);
    return "new";
  });
  await vi.waitFor(() => expect(keys).toEqual(["eb:6f1d3c52-90ab", "sns:3c8a5e21-7f46", "sqs:3"]));
});

test("the same message twice in one batch is deleted by its latest receipt", async () => {
  const queue = fakeQueue([message("1", "a", "first"), message("1", "a", "second")]);
  start(queue.sqs, async () => "seen");
  await vi.waitFor(() => expect(queue.deleted).toEqual(["second"]));
});

test("a queue that cannot be polled makes the intake unhealthy until it can be again", async () => {
  const refused = () => Object.assign(new Error("no route"), { name: "TimeoutError" });
  const queue = fakeQueue(refused(), refused(), [message("1", "a")]);
  const intake = start(queue.sqs, async () => "new");
  expect(intake.healthy()).toBe(true);
  await vi.waitFor(() => expect(intake.healthy()).toBe(false), { timeout: 3_000 });
  await vi.waitFor(() => expect(intake.healthy()).toBe(true), { timeout: 3_000 });
  expect(queue.deleted).toEqual(["receipt of 1"]);
});

test("a stop waits for what is being stored and deletes it, and does not wait for the long poll", async () => {
  const queue = fakeQueue([message("1", "a")]);
  let commit = () => {};
  const intake = start(queue.sqs, async () => {
    await new Promise<void>((resolve) => {
      commit = resolve;
    });
    return "new";
  });
  await vi.waitFor(() => expect(queue.asked).toHaveLength(1));
  const stopped = intake.stop();
  setTimeout(() => commit(), 20);
  await stopped;
  expect(queue.deleted).toEqual(["receipt of 1"]);
  expect(queue.asked).toHaveLength(1);
  expect(intake.healthy()).toBe(false);

  const idle = fakeQueue();
  const polling = start(idle.sqs, async () => "new");
  await vi.waitFor(() => expect(idle.asked).toHaveLength(1));
  const began = performance.now();
  await polling.stop();
  expect(performance.now() - began).toBeLessThan(1_000);
});
