import { randomUUID } from "node:crypto";
import { compileEventPattern } from "../events/event-pattern.ts";
import { allowsDelivery } from "../queues/queue-policy.ts";
import { sendTo } from "../queues/sqs-queue.ts";
import type { World } from "../world.ts";
import { confirmation, notification, type SnsMessage } from "./envelope.ts";
import { filterFacts } from "./filter-facts.ts";
import { postMessage } from "./post-message.ts";
import type { Signer } from "./signer.ts";
import type { Subscription, Topic, Topics } from "./topics.ts";

/** Sends what is published to everybody who subscribed. */
export interface SnsDelivery {
  /** Gives the message's id. The deliveries go on by themselves, with their retries. */
  publish: (topic: Topic, message: Omit<SnsMessage, "id">) => string;
  confirm: (kind: "SubscriptionConfirmation" | "UnsubscribeConfirmation", subscription: Subscription) => void;
}

/** The default policy for HTTP: three retries, twenty seconds apart. */
const RETRIES = 3;
const RETRY_AFTER_MS = 20_000;

export function createSnsDelivery(world: World, topics: Topics, signer: () => Signer): SnsDelivery {
  return {
    publish(topic, message) {
      const sent = { id: randomUUID(), ...message };
      for (const subscription of topics.subscriptionsTo(topic.arn)) {
        if (subscription.confirmed && wants(subscription, sent)) deliver(topic, subscription, sent);
      }
      world.changed();
      return sent.id;
    },
    confirm(kind, subscription) {
      const topic = topics.find(subscription.topicArn);
      if (topic === undefined) return;
      const sent = { id: randomUUID(), at: world.clock().getTime() };
      const body = JSON.stringify(confirmation(kind, topic, subscription, sent, signer()), null, 2);
      const headers = {
        "x-amz-sns-message-type": kind,
        "x-amz-sns-message-id": sent.id,
        "x-amz-sns-topic-arn": topic.arn,
      };
      tryPost(subscription, { body, headers }, 0);
    },
  };

  function deliver(topic: Topic, subscription: Subscription, sent: SnsMessage): void {
    const raw = subscription.attributes.RawMessageDelivery === "true";
    const body = raw
      ? sent.message
      : JSON.stringify(notification(topic, subscription, sent, signer()), null, 2);
    if (subscription.protocol === "sqs") {
      const reason = toQueue(topic.arn, subscription.endpoint, body, raw ? sent.attributes : {});
      if (reason !== undefined) giveUp(subscription, body, reason);
      return;
    }
    const headers = {
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": sent.id,
      "x-amz-sns-topic-arn": topic.arn,
      "x-amz-sns-subscription-arn": subscription.arn,
      ...(raw && { "x-amz-sns-rawdelivery": "true" }),
    };
    tryPost(subscription, { body, headers }, 0);
  }

  function tryPost(
    subscription: Subscription,
    message: { body: string; headers: Record<string, string> },
    retries: number,
  ): void {
    const act = async (at: Date) => {
      const outcome = await postMessage(subscription.endpoint, message);
      if (outcome.delivered) return;
      if (!outcome.again || retries === RETRIES) return giveUp(subscription, message.body, outcome.reason);
      world.agenda.at(at.getTime() + RETRY_AFTER_MS, () => tryPost(subscription, message, retries + 1));
    };
    world.agenda.follow(act(world.clock()));
  }

  function toQueue(sourceArn: string, arn: string, body: string, attributes: object): string | undefined {
    const queue = world.queueByArn(arn);
    if (queue === undefined) return "The queue does not exist.";
    const delivery = { service: "sns.amazonaws.com", sourceArn, accountId: world.accountId };
    if (
      !allowsDelivery(queue.attributes.Policy, { ...delivery, resourceArn: arn, action: "sqs:SendMessage" })
    ) {
      return "The queue's policy does not allow sns.amazonaws.com to send messages for this topic.";
    }
    sendTo(queue, { body, sentAt: world.clock().getTime(), messageAttributes: { ...attributes } });
    return undefined;
  }

  /** To the subscription's dead letters, if it has some; else the message is gone. */
  function giveUp(subscription: Subscription, body: string, reason: string): void {
    world.report.undelivered(subscription.topicArn, subscription.endpoint, reason);
    const policy = subscription.attributes.RedrivePolicy;
    const deadLetters =
      policy && (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
    if (!deadLetters) return;
    const lost = toQueue(subscription.topicArn, deadLetters, body, {});
    if (lost !== undefined) world.report.undelivered(subscription.topicArn, deadLetters, lost);
    world.changed();
  }
}

function wants({ attributes }: Subscription, sent: SnsMessage): boolean {
  const policy = attributes.FilterPolicy;
  if (!policy || policy === "{}") return true;
  const facts = filterFacts(sent, attributes.FilterPolicyScope ?? "MessageAttributes");
  return facts !== undefined && compileEventPattern(policy)(facts);
}
