import { performance } from "node:perf_hooks";
import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { forEachEntry } from "./sqs-batch.ts";
import { md5OfAttributes, requireSendable } from "./sqs-message-attributes.ts";
import { messageView, type ReceiveWish } from "./sqs-message-view.ts";
import {
  md5,
  nextVisibleIn,
  numberAttribute,
  type Queue,
  type QueueMessage,
  sendTo,
  takeVisible,
  wake,
} from "./sqs-queue.ts";
import { ByUrl } from "./sqs-queue-operations.ts";
import type { Queues } from "./sqs-queues.ts";

const Message = z.object({
  MessageBody: z.string(),
  DelaySeconds: numeric.nullish(),
  MessageAttributes: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
});
const Receipt = z.object({ ReceiptHandle: z.string() });
const Visibility = Receipt.extend({ VisibilityTimeout: numeric });
const Names = z.array(z.string()).nullish();
const ReceiveMessage = ByUrl.extend({
  AttributeNames: Names,
  MessageSystemAttributeNames: Names,
  MessageAttributeNames: Names,
  MaxNumberOfMessages: numeric.nullish(),
  VisibilityTimeout: numeric.nullish(),
  WaitTimeSeconds: numeric.nullish(),
});

export function messageOperations(world: World, queues: Queues): Operations {
  const queueOf = ({ region, input }: Call) => queues.byUrl(region, readInput(ByUrl, input).QueueUrl);
  const send = (queue: Queue, input: unknown) => {
    const { MessageBody, DelaySeconds, MessageAttributes } = readInput(Message, input);
    const messageAttributes = MessageAttributes ?? {};
    requireSendable(MessageBody, messageAttributes, numberAttribute(queue, "MaximumMessageSize"));
    requireBetween("DelaySeconds", DelaySeconds ?? 0, 0, 900);
    const sentAt = world.clock().getTime();
    const sent = sendTo(queue, {
      body: MessageBody,
      sentAt,
      messageAttributes,
      delaySeconds: DelaySeconds ?? undefined,
    });
    world.changed();
    return {
      MessageId: sent.id,
      MD5OfMessageBody: md5(sent.body),
      MD5OfMessageAttributes: md5OfAttributes(messageAttributes),
    };
  };
  const remove = (queue: Queue, input: unknown) => {
    const receipt = readInput(Receipt, input).ReceiptHandle;
    const message = messageOf(queue, receipt);
    // An older receipt is accepted and does nothing: the message went to somebody else meanwhile.
    if (message?.receipt === receipt) queue.messages.splice(queue.messages.indexOf(message), 1);
    world.changed();
    return {};
  };
  const hide = (queue: Queue, input: unknown) => {
    const { ReceiptHandle, VisibilityTimeout } = readInput(Visibility, input);
    requireBetween("VisibilityTimeout", VisibilityTimeout, 0, 43_200);
    const message = messageOf(queue, ReceiptHandle);
    if (message?.receipt !== ReceiptHandle || message.visibleAt <= performance.now()) {
      throw new AwsError(
        "MessageNotInflight",
        "The message is not available for visibility timeout change.",
        {
          queryCode: "AWS.SimpleQueueService.MessageNotInflight",
        },
      );
    }
    message.visibleAt = performance.now() + VisibilityTimeout * 1000;
    wake(queue);
    return {};
  };

  return {
    SendMessage: (call) => send(queueOf(call), call.input),
    SendMessageBatch: (call) => forEachEntry(call.input, (entry) => send(queueOf(call), entry)),
    async ReceiveMessage(call) {
      const queue = queueOf(call);
      const input = readInput(ReceiveMessage, call.input);
      const limit = input.MaxNumberOfMessages ?? 1;
      const waitSeconds = input.WaitTimeSeconds ?? numberAttribute(queue, "ReceiveMessageWaitTimeSeconds");
      const visibilitySeconds = input.VisibilityTimeout ?? numberAttribute(queue, "VisibilityTimeout");
      requireBetween("MaxNumberOfMessages", limit, 1, 10);
      requireBetween("WaitTimeSeconds", waitSeconds, 0, 20);
      requireBetween("VisibilityTimeout", visibilitySeconds, 0, 43_200);
      const dead = queues.deadLettersOf(queue);
      const take = () =>
        takeVisible(queue, {
          limit,
          visibilitySeconds,
          now: world.clock().getTime(),
          maxReceives: dead?.maxReceives,
          deadLetters: dead?.queue,
        });
      const taken = await takeWithin(queue, take, waitSeconds, call.abandoned);
      if (taken.length === 0) return {};
      world.changed();
      const wish: ReceiveWish = {
        system: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
        own: input.MessageAttributeNames ?? [],
        senderId: world.accountId,
      };
      return { Messages: taken.map((message) => messageView(message, wish)) };
    },
    DeleteMessage: (call) => remove(queueOf(call), call.input),
    DeleteMessageBatch: (call) => forEachEntry(call.input, (entry) => remove(queueOf(call), entry)),
    ChangeMessageVisibility: (call) => hide(queueOf(call), call.input),
    ChangeMessageVisibilityBatch: (call) => forEachEntry(call.input, (entry) => hide(queueOf(call), entry)),
  };
}

/** Waits for a message at most so long; gives up when the caller has gone, so that none is lost to nobody. */
async function takeWithin(
  queue: Queue,
  take: () => QueueMessage[],
  waitSeconds: number,
  abandoned: AbortSignal,
): Promise<QueueMessage[]> {
  const until = performance.now() + waitSeconds * 1000;
  for (;;) {
    if (abandoned.aborted) return [];
    const taken = take();
    const left = until - performance.now();
    if (taken.length > 0 || left <= 0) return taken;
    await somethingVisible(queue, Math.min(left, nextVisibleIn(queue) ?? left), abandoned);
  }
}

function somethingVisible(queue: Queue, milliseconds: number, abandoned: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      queue.waiting.delete(done);
      abandoned.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.ceil(milliseconds));
    queue.waiting.add(done);
    abandoned.addEventListener("abort", done);
  });
}

/** Undefined when the message is gone already; throws when the receipt was never ours. */
function messageOf(queue: Queue, receipt: string): QueueMessage | undefined {
  const [name, id] = Buffer.from(receipt, "base64").toString().split(" ");
  if (name !== queue.name || id === undefined) {
    throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
  }
  return queue.messages.find((message) => message.id === id);
}

function requireBetween(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new AwsError(
    "InvalidParameterValueException",
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${low} and ${high}, if provided.`,
    { queryCode: "InvalidParameterValue" },
  );
}
