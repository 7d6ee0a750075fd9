import { z } from "zod";
import { compileEventPattern } from "../events/event-pattern.ts";
import { flag, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { SnsDelivery } from "./delivery.ts";
import { notFound, snsError } from "./sns-error.ts";
import { pageOf, requireTopic } from "./topic-operations.ts";
import type { Subscription, Topics } from "./topics.ts";

const Text = z.string().nullish();
const OfTopic = z.object({ TopicArn: z.string() });
const Subscribe = OfTopic.extend({
  Protocol: z.string(),
  Endpoint: Text,
  Attributes: z.record(z.string(), z.string()).nullish(),
  ReturnSubscriptionArn: flag.nullish(),
});
const Confirm = OfTopic.extend({ Token: z.string(), AuthenticateOnUnsubscribe: Text });
const OfSubscription = z.object({ SubscriptionArn: z.string() });
const SetAttribute = OfSubscription.extend({ AttributeName: z.string(), AttributeValue: Text });
const Page = z.object({ NextToken: Text });
const SETTABLE = [
  "RawMessageDelivery",
  "FilterPolicy",
  "FilterPolicyScope",
  "RedrivePolicy",
  "DeliveryPolicy",
];

export function subscriptionOperations(world: World, topics: Topics, delivery: SnsDelivery): Operations {
  const requireSubscription = (arn: string): Subscription => {
    const subscription = topics.subscription(arn);
    if (subscription === undefined) throw notFound("Subscription does not exist");
    return subscription;
  };
  return {
    Subscribe({ input }) {
      const { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn } = readInput(Subscribe, input);
      const topic = requireTopic(topics, TopicArn);
      const protocol = requireEndpoint(Protocol, Endpoint ?? "");
      const attributes = Attributes ?? {};
      for (const [name, value] of Object.entries(attributes)) requireAttribute(name, value);
      const same = topics
        .subscriptionsTo(topic.arn)
        .find((one) => one.protocol === protocol && one.endpoint === Endpoint);
      const subscription =
        same ??
        topics.subscribe({
          topicArn: topic.arn,
          protocol,
          endpoint: Endpoint ?? "",
          owner: world.accountId,
          attributes,
          confirmed: protocol === "sqs",
        });
      if (!subscription.confirmed) delivery.confirm("SubscriptionConfirmation", subscription);
      world.changed();
      const shown = subscription.confirmed || ReturnSubscriptionArn === true;
      return { SubscriptionArn: shown ? subscription.arn : "pending confirmation" };
    },
    ConfirmSubscription({ input }) {
      const { TopicArn, Token } = readInput(Confirm, input);
      return { SubscriptionArn: confirmSubscription(world, topics, TopicArn, Token) };
    },
    Unsubscribe({ input }) {
      unsubscribe(world, topics, delivery, readInput(OfSubscription, input).SubscriptionArn);
      return {};
    },
    ListSubscriptions({ input }) {
      const { page, NextToken } = pageOf(topics.subscriptions(), readInput(Page, input).NextToken);
      return { Subscriptions: page.map(subscriptionView), NextToken };
    },
    ListSubscriptionsByTopic({ input }) {
      const { TopicArn, NextToken: token } = readInput(OfTopic.extend(Page.shape), input);
      const { page, NextToken } = pageOf(topics.subscriptionsTo(requireTopic(topics, TopicArn).arn), token);
      return { Subscriptions: page.map(subscriptionView), NextToken };
    },
    GetSubscriptionAttributes({ input }) {
      const subscription = requireSubscription(readInput(OfSubscription, input).SubscriptionArn);
      return {
        Attributes: {
          SubscriptionArn: subscription.arn,
          TopicArn: subscription.topicArn,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          Owner: subscription.owner,
          PendingConfirmation: String(!subscription.confirmed),
          ConfirmationWasAuthenticated: "false",
          RawMessageDelivery: "false",
          ...subscription.attributes,
        },
      };
    },
    SetSubscriptionAttributes({ input }) {
      const { SubscriptionArn, AttributeName, AttributeValue } = readInput(SetAttribute, input);
      const subscription = requireSubscription(SubscriptionArn);
      requireAttribute(AttributeName, AttributeValue ?? "");
      subscription.attributes[AttributeName] = AttributeValue ?? "";
      world.changed();
      return {};
    },
  };
}

/** Gives the subscription's ARN. Throws InvalidParameter for a token that is not the one that was sent. */
export function confirmSubscription(world: World, topics: Topics, topicArn: string, token: string): string {
  const topic = requireTopic(topics, topicArn);
  const subscription = topics.subscriptionsTo(topic.arn).find((one) => one.token === token);
  if (subscription === undefined) throw snsError("InvalidParameter", "Invalid token");
  subscription.confirmed = true;
  world.changed();
  return subscription.arn;
}

/** Quietly does nothing when it is gone already. */
export function unsubscribe(world: World, topics: Topics, delivery: SnsDelivery, arn: string): void {
  const subscription = topics.subscription(arn);
  if (subscription === undefined) return;
  topics.unsubscribe(subscription);
  if (subscription.protocol !== "sqs" && subscription.confirmed) {
    delivery.confirm("UnsubscribeConfirmation", subscription);
  }
  world.changed();
}

function requireEndpoint(protocol: string, endpoint: string): Subscription["protocol"] {
  if (protocol === "sqs") {
    if (/^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/.test(endpoint)) return protocol;
    throw snsError("InvalidParameter", "Invalid parameter: SQS endpoint ARN");
  }
  if (protocol !== "http" && protocol !== "https") {
    throw snsError(
      "InvalidParameter",
      `Invalid parameter: Protocol Reason: the sandbox account delivers by sqs, http and https, not ${protocol}`,
    );
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== `${protocol}:`) throw snsError("InvalidParameter", "Invalid parameter: Endpoint");
  // The sandbox talks to this machine only: a rehearsal must not reach anybody's real endpoint.
  if (!["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
    throw snsError(
      "InvalidParameter",
      "Invalid parameter: Endpoint Reason: the sandbox account delivers to loopback only",
    );
  }
  return protocol;
}

function requireAttribute(name: string, value: string): void {
  if (!SETTABLE.includes(name)) throw snsError("InvalidParameter", "Invalid parameter: AttributeName");
  const bad = () => snsError("InvalidParameter", `Invalid parameter: ${name}`);
  if (name === "RawMessageDelivery" && !["true", "false"].includes(value)) throw bad();
  if (name === "FilterPolicyScope" && !["MessageAttributes", "MessageBody"].includes(value)) throw bad();
  if (value === "" || value === "{}") return;
  if (name === "FilterPolicy" && !isPattern(value)) throw bad();
  if (name === "RedrivePolicy" && !/"deadLetterTargetArn"\s*:\s*"arn:aws[\w-]*:sqs:/.test(value)) throw bad();
}

function isPattern(text: string): boolean {
  try {
    compileEventPattern(text);
    return true;
  } catch {
    return false;
  }
}

function subscriptionView({ arn, topicArn, protocol, endpoint, owner, confirmed }: Subscription): object {
  return {
    SubscriptionArn: confirmed ? arn : "PendingConfirmation",
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
