import { setTimeout as delay } from "node:timers/promises";
import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { transportKey } from "../domain/alarm/transport-key.ts";
import type { ReceiveAlarm } from "../flows/ports.ts";
import type { Log } from "../log.ts";

export interface AlarmIntake {
  start(): void;
  /** Resolves when what was received is stored and deleted, or after ten seconds. */
  stop(): Promise<void>;
  /** True while polling and storing work. */
  healthy(): boolean;
}

const LONGEST_PAUSE_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
const FAILURES_UNTIL_UNHEALTHY = 2;

/** Takes alarms from an SQS queue. A message is deleted only after it is stored; what is not stored stays. */
export function createAlarmIntake(parts: {
  sqs: Pick<SQSClient, "send">;
  queueUrl: string;
  receive: ReceiveAlarm;
  log: Pick<Log, "info" | "warn" | "error">;
}): AlarmIntake {
  const { queueUrl, receive, log } = parts;
  let failures = 0;
  let stopping = new AbortController();

  const consumer = Consumer.create({
    queueUrl,
    sqs: abortableReceives(parts.sqs, () => stopping.signal),
    batchSize: 10,
    waitTimeSeconds: 20,
    authenticationErrorTimeout: 5_000,
    // Without a pause, a queue or database that is down would be asked as fast as it can refuse.
    preReceiveMessageCallback: () => pauseAfter(failures, stopping.signal),
    handleMessageBatch: storeAll,
  });
  consumer.on("empty", () => {
    failures = 0;
  });
  consumer.on("error", (err) => {
    if (stopping.signal.aborted) return;
    failures++;
    log.warn({ err, queueUrl }, "Cannot take alarms from the queue");
  });

  async function storeAll(messages: Message[]): Promise<Message[]> {
    const outcomes = await Promise.allSettled(messages.map(store));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    failures = refused.length > 0 ? failures + 1 : 0;
    for (const { reason } of refused) log.error({ err: reason }, "Alarm not stored; it stays in the queue");
    const stored = messages.filter((_, index) => outcomes[index]?.status === "fulfilled");
    // SQS refuses a batch with one id twice, and only the latest receipt is sure to delete.
    return [...new Map(stored.map((message) => [message.MessageId, message])).values()];
  }

  async function store({ Body: body = "", MessageId: id = "" }: Message): Promise<void> {
    await receive({ source: "sqs", transportKey: transportKey(body, `sqs:${id}`), body });
  }

  return {
    start() {
      failures = 0;
      stopping = new AbortController();
      consumer.start();
      log.info({ queueUrl }, "Taking alarms from the queue");
    },
    async stop() {
      stopping.abort();
      consumer.stop();
      const until = performance.now() + STOP_WITHIN_MS;
      while (consumer.status.isPolling && performance.now() < until) await delay(10);
    },
    healthy: () => consumer.status.isRunning && failures < FAILURES_UNTIL_UNHEALTHY,
  };
}

/**
 * The client, with receives that end when told to: a long poll must not hold up the stop. Deletes are left
 * alone, or what was stored would come again.
 */
function abortableReceives(sqs: Pick<SQSClient, "send">, signal: () => AbortSignal): SQSClient {
  const send = (command: Parameters<SQSClient["send"]>[0], options: object) =>
    sqs.send(
      command,
      command instanceof ReceiveMessageCommand ? { ...options, abortSignal: signal() } : options,
    );
  return { send } as unknown as SQSClient;
}

async function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  if (failures === 0) return;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures);
  await delay(pauseMs, undefined, { signal });
}
