import { allowsDelivery } from "../queues/queue-policy.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { toXml } from "../wire/xml.ts";
import type { Operations, Publish, World } from "../world.ts";
import { createSnsDelivery } from "./delivery.ts";
import { publishOperations } from "./publish-operations.ts";
import type { Signer } from "./signer.ts";
import { confirmSubscription, subscriptionOperations, unsubscribe } from "./subscription-operations.ts";
import { topicOperations } from "./topic-operations.ts";
import { createTopics, type Topics } from "./topics.ts";

export interface Sns {
  operations: Operations;
  topics: Topics;
  publish: Publish;
  /** What a GET of SNS's own host is answered with; undefined when the topic is another account's. */
  answerGet: (path: string) => { status: number; contentType: string; body: string } | undefined;
}

export function createSns(world: World, signer: () => Signer): Sns {
  const topics = createTopics(world.accountId);
  const delivery = createSnsDelivery(world, topics, signer);
  const operations: Operations = {
    ...topicOperations(world, topics),
    ...subscriptionOperations(world, topics, delivery),
    ...publishOperations(world, topics, delivery),
  };
  return {
    topics,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        (call: Call) => operation({ ...call, input: withMaps(call.input) }),
      ]),
    ),
    publish(topicArn, { message, subject, at }, { service, sourceArn }) {
      const topic = topics.find(topicArn);
      if (topic === undefined) return "The topic does not exist.";
      // CloudWatch acts as the alarm's owner; other services need the topic's consent.
      const mayPublish = service === "cloudwatch.amazonaws.com" || allowed(topic.attributes.Policy, topicArn);
      if (!mayPublish) return `The topic's policy does not allow ${service} to publish.`;
      delivery.publish(topic, { message, subject, attributes: {}, at: at.getTime() });
      return undefined;

      function allowed(policy: string | undefined, resourceArn: string): boolean {
        const { accountId } = world;
        return allowsDelivery(policy, { service, sourceArn, accountId, action: "sns:Publish", resourceArn });
      }
    },
    answerGet(path) {
      const asked = new URL(path, "https://sns.amazonaws.com").searchParams;
      const about = asked.get("TopicArn") ?? asked.get("SubscriptionArn") ?? "";
      if (about.split(":")[4] !== world.accountId) return undefined;
      try {
        return xml(200, answered(asked));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const fault = { Type: "Sender", Code: error.code, Message: error.message };
        return xml(error.status, { ErrorResponse: { Error: fault } });
      }
    },
  };

  function answered(asked: URLSearchParams): object {
    switch (asked.get("Action")) {
      case "ConfirmSubscription": {
        const arn = confirmSubscription(world, topics, asked.get("TopicArn") ?? "", asked.get("Token") ?? "");
        return { ConfirmSubscriptionResponse: { ConfirmSubscriptionResult: { SubscriptionArn: arn } } };
      }
      case "Unsubscribe":
        unsubscribe(world, topics, delivery, asked.get("SubscriptionArn") ?? "");
        return { UnsubscribeResponse: {} };
      default:
        throw new AwsError("InvalidAction", "The action is not valid for this web service.");
    }
  }
}

function xml(status: number, content: object) {
  return { status, contentType: "text/xml", body: `<?xml version="1.0"?>${toXml(content)}` };
}

/** `Attributes.entry.1.key` and `MessageAttributes.entry.1.Name` become maps. */
function withMaps(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(withMaps);
  if (typeof input !== "object" || input === null) return input;
  const { entry, ...rest } = input as { entry?: unknown };
  if (Array.isArray(entry) && Object.keys(rest).length === 0) {
    return Object.fromEntries(
      (entry as Record<string, unknown>[]).map(({ key, value, Name, Value }) => [
        key ?? Name,
        value ?? Value,
      ]),
    );
  }
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, withMaps(value)]));
}
