import { createHash, randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";

export interface QueueMessage {
  id: string;
  body: string;
  messageAttributes: Record<string, unknown>;
  /** Milliseconds since 1970, by the account's clock. */
  sentAt: number;
  firstReceivedAt?: number;
  receiveCount: number;
  /** Milliseconds of real time: consumers' own timers run on it too. 0 is "now". */
  visibleAt: number;
  receipt?: string;
}

export interface Queue {
  name: string;
  region: string;
  arn: string;
  createdAt: number;
  /** As SetQueueAttributes took them: all text. */
  attributes: Record<string, string>;
  tags: Record<string, string>;
  messages: QueueMessage[];
  /** Woken when something may have become visible. */
  waiting: Set<() => void>;
}

/** What a queue has unless its owner says otherwise. */
export const QUEUE_DEFAULTS: Record<string, string> = {
  DelaySeconds: "0",
  MaximumMessageSize: "262144",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
  SqsManagedSseEnabled: "true",
};

export function numberAttribute(queue: Queue, name: string): number {
  return Number(queue.attributes[name] ?? QUEUE_DEFAULTS[name] ?? 0);
}

export function sendTo(
  queue: Queue,
  message: {
    body: string;
    sentAt: number;
    messageAttributes?: Record<string, unknown>;
    delaySeconds?: number;
  },
): QueueMessage {
  const delay = message.delaySeconds ?? numberAttribute(queue, "DelaySeconds");
  const kept: QueueMessage = {
    id: randomUUID(),
    body: message.body,
    messageAttributes: message.messageAttributes ?? {},
    sentAt: message.sentAt,
    receiveCount: 0,
    visibleAt: delay > 0 ? performance.now() + delay * 1000 : 0,
  };
  queue.messages.push(kept);
  wake(queue);
  return kept;
}

export function wake(queue: Queue): void {
  for (const resume of queue.waiting) resume();
}

/**
 * Takes what is visible, up to `limit`. A message received more often than the redrive policy allows goes to
 * `deadLetters` instead, with its count.
 */
export function takeVisible(
  queue: Queue,
  options: {
    limit: number;
    visibilitySeconds: number;
    now: number;
    maxReceives?: number;
    deadLetters?: Queue;
  },
): QueueMessage[] {
  const { limit, visibilitySeconds, now, maxReceives = Number.POSITIVE_INFINITY, deadLetters } = options;
  const oldest = now - numberAttribute(queue, "MessageRetentionPeriod") * 1000;
  queue.messages = queue.messages.filter((message) => message.sentAt >= oldest);
  const real = performance.now();
  const taken: QueueMessage[] = [];
  for (const message of [...queue.messages]) {
    if (taken.length >= limit) break;
    if (message.visibleAt > real) continue;
    if (deadLetters !== undefined && message.receiveCount >= maxReceives) {
      queue.messages.splice(queue.messages.indexOf(message), 1);
      deadLetters.messages.push({ ...message, visibleAt: 0, receipt: undefined });
      wake(deadLetters);
      continue;
    }
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = real + visibilitySeconds * 1000;
    message.receipt = `${Buffer.from(`${queue.name} ${message.id} ${randomUUID()}`).toString("base64")}`;
    taken.push(message);
  }
  return taken;
}

/** When the next hidden message shows again, in real milliseconds from now; undefined when none is hidden. */
export function nextVisibleIn(queue: Queue): number | undefined {
  const hidden = queue.messages
    .map((message) => message.visibleAt - performance.now())
    .filter((wait) => wait > 0);
  return hidden.length === 0 ? undefined : Math.min(...hidden);
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
