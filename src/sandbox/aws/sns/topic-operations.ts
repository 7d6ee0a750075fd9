import { z } from "zod";
import { readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { notFound, snsError } from "./sns-error.ts";
import type { Topic, Topics } from "./topics.ts";

const Texts = z.record(z.string(), z.string()).nullish();
const Tags = z.array(z.object({ Key: z.string(), Value: z.string() }));
const CreateTopic = z.object({ Name: z.string(), Attributes: Texts, Tags: Tags.nullish() });
const OfTopic = z.object({ TopicArn: z.string() });
const SetTopicAttributes = OfTopic.extend({
  AttributeName: z.string(),
  AttributeValue: z.string().nullish(),
});
const Page = z.object({ NextToken: z.string().nullish() });
const OfResource = z.object({ ResourceArn: z.string() });
const SETTABLE = new Set([
  ...["DisplayName", "Policy", "DeliveryPolicy", "SignatureVersion", "KmsMasterKeyId", "TracingConfig"],
  ...["HTTPSuccessFeedbackRoleArn", "HTTPFailureFeedbackRoleArn", "HTTPSuccessFeedbackSampleRate"],
  ...["SQSSuccessFeedbackRoleArn", "SQSFailureFeedbackRoleArn", "SQSSuccessFeedbackSampleRate"],
]);
const DEFAULT_DELIVERY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

export function topicOperations(world: World, topics: Topics): Operations {
  return {
    CreateTopic({ region, input }) {
      const { Name, Attributes, Tags: tags } = readInput(CreateTopic, input);
      if (!/^[\w-]{1,256}$/.test(Name)) throw snsError("InvalidParameter", "Invalid parameter: Topic Name");
      for (const [name, value] of Object.entries(Attributes ?? {})) requireAttribute(name, value);
      const existing = topics.list(region).find((topic) => topic.name === Name);
      const made = {
        attributes: Attributes ?? {},
        tags: Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value])),
      };
      if (
        existing &&
        Object.entries(made.attributes).some(([name, value]) => existing.attributes[name] !== value)
      ) {
        throw snsError(
          "InvalidParameter",
          "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
        );
      }
      const topic = existing ?? topics.create(region, Name, made);
      world.changed();
      return { TopicArn: topic.arn };
    },
    DeleteTopic({ input }) {
      const topic = topics.find(readInput(OfTopic, input).TopicArn);
      if (topic) topics.remove(topic);
      world.changed();
      return {};
    },
    ListTopics({ region, input }) {
      const { page, NextToken } = pageOf(topics.list(region), readInput(Page, input).NextToken);
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken };
    },
    GetTopicAttributes({ input }) {
      const topic = requireTopic(topics, readInput(OfTopic, input).TopicArn);
      const subscriptions = topics.subscriptionsTo(topic.arn);
      const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
      return {
        Attributes: {
          TopicArn: topic.arn,
          Owner: world.accountId,
          DisplayName: "",
          Policy: JSON.stringify(defaultPolicy(topic, world.accountId)),
          EffectiveDeliveryPolicy: JSON.stringify(DEFAULT_DELIVERY),
          SubscriptionsConfirmed: String(confirmed),
          SubscriptionsPending: String(subscriptions.length - confirmed),
          SubscriptionsDeleted: "0",
          ...topic.attributes,
        },
      };
    },
    SetTopicAttributes({ input }) {
      const { TopicArn, AttributeName, AttributeValue } = readInput(SetTopicAttributes, input);
      const topic = requireTopic(topics, TopicArn);
      requireAttribute(AttributeName, AttributeValue ?? "");
      topic.attributes[AttributeName] = AttributeValue ?? "";
      world.changed();
      return {};
    },
    TagResource({ input }) {
      const { ResourceArn, Tags: tags } = readInput(OfResource.extend({ Tags }), input);
      const topic = requireTopic(topics, ResourceArn);
      for (const { Key, Value } of tags) topic.tags[Key] = Value;
      world.changed();
      return {};
    },
    UntagResource({ input }) {
      const { ResourceArn, TagKeys } = readInput(OfResource.extend({ TagKeys: z.array(z.string()) }), input);
      const topic = requireTopic(topics, ResourceArn);
      for (const key of TagKeys) delete topic.tags[key];
      world.changed();
      return {};
    },
    ListTagsForResource({ input }) {
      const { tags } = requireTopic(topics, readInput(OfResource, input).ResourceArn);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

export function requireTopic(topics: Topics, arn: string): Topic {
  if (!/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(arn)) {
    throw snsError("InvalidParameter", "Invalid parameter: TopicArn");
  }
  const topic = topics.find(arn);
  if (topic === undefined) throw notFound("Topic does not exist");
  return topic;
}

export function pageOf<Item>(
  items: Item[],
  token: string | null | undefined,
): { page: Item[]; NextToken?: string } {
  const from = token == null || token === "" ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw snsError("InvalidParameter", "Invalid parameter: NextToken");
  const to = from + 100;
  return { page: items.slice(from, to), NextToken: to < items.length ? String(to) : undefined };
}

function requireAttribute(name: string, value: string): void {
  const bad =
    !SETTABLE.has(name) ||
    (name === "SignatureVersion" && !["1", "2"].includes(value)) ||
    ((name === "Policy" || name === "DeliveryPolicy") && !isJson(value));
  if (bad)
    throw snsError("InvalidParameter", `Invalid parameter: ${SETTABLE.has(name) ? name : "AttributeName"}`);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** What AWS gives a new topic: the account itself, and no service. */
function defaultPolicy({ arn }: Topic, accountId: string): object {
  return {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  };
}
