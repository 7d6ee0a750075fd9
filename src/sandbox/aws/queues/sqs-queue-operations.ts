import { performance } from "node:perf_hooks";
import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { requireQueueAttributes } from "./sqs-attributes.ts";
import { QUEUE_DEFAULTS, type Queue, wake } from "./sqs-queue.ts";
import { type Queues, queueDoesNotExist } from "./sqs-queues.ts";

const Texts = z.record(z.string(), z.string()).nullish();
const CreateQueue = z.object({ QueueName: z.string(), Attributes: Texts, tags: Texts });
const ByName = z.object({ QueueName: z.string() });
export const ByUrl = z.object({ QueueUrl: z.string() });
const GetQueueAttributes = ByUrl.extend({ AttributeNames: z.array(z.string()).nullish() });
const SetQueueAttributes = ByUrl.extend({ Attributes: z.record(z.string(), z.string()) });
const ListQueues = z.object({ QueueNamePrefix: z.string().nullish(), MaxResults: numeric.nullish() });
const TagQueue = ByUrl.extend({ Tags: Texts, tags: Texts });
const UntagQueue = ByUrl.extend({ TagKeys: z.array(z.string()) });

export function queueOperations(world: World, queues: Queues): Operations {
  const urlOf = ({ name }: Queue) => `${world.url()}/${world.accountId}/${name}`;
  return {
    CreateQueue({ region, input }) {
      const { QueueName, Attributes, tags } = readInput(CreateQueue, input);
      requireQueueName(QueueName);
      requireQueueAttributes(Attributes ?? {});
      const existing = queues.find(region, QueueName);
      if (
        existing &&
        Object.entries(Attributes ?? {}).some(([name, value]) => attributeOf(existing, name) !== value)
      ) {
        throw new AwsError(
          "QueueNameExists",
          "A queue already exists with the same name and a different value for attributes.",
          { queryCode: "QueueAlreadyExists" },
        );
      }
      const queue = existing ?? queues.create(region, QueueName, Attributes ?? {}, tags ?? {});
      world.changed();
      return { QueueUrl: urlOf(queue) };
    },
    GetQueueUrl({ region, input }) {
      const queue = queues.find(region, readInput(ByName, input).QueueName);
      if (queue === undefined) throw queueDoesNotExist();
      return { QueueUrl: urlOf(queue) };
    },
    ListQueues({ region, input }) {
      const { QueueNamePrefix } = readInput(ListQueues, input);
      const listed = queues.list(region).filter((queue) => queue.name.startsWith(QueueNamePrefix ?? ""));
      return { QueueUrls: listed.length === 0 ? undefined : listed.map(urlOf) };
    },
    ListDeadLetterSourceQueues({ region, input }) {
      const target = queues.byUrl(region, readInput(ByUrl, input).QueueUrl);
      const sources = queues.list(region).filter((queue) => queues.deadLettersOf(queue)?.queue === target);
      return { queueUrls: sources.map(urlOf) };
    },
    GetQueueAttributes({ region, input }) {
      const { QueueUrl, AttributeNames } = readInput(GetQueueAttributes, input);
      const attributes = attributesOf(queues.byUrl(region, QueueUrl));
      const wanted = AttributeNames ?? [];
      const unknown = wanted.find((name) => name !== "All" && !KNOWN.has(name));
      if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
      const chosen = Object.entries(attributes).filter(
        ([name]) => wanted.includes("All") || wanted.includes(name),
      );
      return { Attributes: chosen.length === 0 ? undefined : Object.fromEntries(chosen) };
    },
    SetQueueAttributes({ region, input }) {
      const { QueueUrl, Attributes } = readInput(SetQueueAttributes, input);
      const queue = queues.byUrl(region, QueueUrl);
      requireQueueAttributes(Attributes);
      for (const [name, value] of Object.entries(Attributes)) {
        if (value === "") delete queue.attributes[name];
        else queue.attributes[name] = value;
      }
      world.changed();
      return {};
    },
    PurgeQueue({ region, input }) {
      queues.byUrl(region, readInput(ByUrl, input).QueueUrl).messages = [];
      world.changed();
      return {};
    },
    DeleteQueue({ region, input }) {
      const queue = queues.byUrl(region, readInput(ByUrl, input).QueueUrl);
      queues.remove(queue);
      wake(queue);
      world.changed();
      return {};
    },
    TagQueue({ region, input }) {
      const { QueueUrl, Tags, tags } = readInput(TagQueue, input);
      Object.assign(queues.byUrl(region, QueueUrl).tags, Tags ?? tags);
      world.changed();
      return {};
    },
    UntagQueue({ region, input }) {
      const { QueueUrl, TagKeys } = readInput(UntagQueue, input);
      const queue = queues.byUrl(region, QueueUrl);
      for (const key of TagKeys) delete queue.tags[key];
      world.changed();
      return {};
    },
    ListQueueTags({ region, input }) {
      return { Tags: queues.byUrl(region, readInput(ByUrl, input).QueueUrl).tags };
    },
  };
}

function requireQueueName(name: string): void {
  if (name.endsWith(".fifo")) {
    throw new AwsError(
      "InvalidParameterValueException",
      "The sandbox account has no FIFO queues. Use a standard queue.",
      {
        queryCode: "InvalidParameterValue",
      },
    );
  }
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw new AwsError(
      "InvalidParameterValueException",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      { queryCode: "InvalidParameterValue" },
    );
  }
}

function attributeOf(queue: Queue, name: string): string | undefined {
  return queue.attributes[name] ?? QUEUE_DEFAULTS[name];
}

function attributesOf(queue: Queue): Record<string, string> {
  const real = performance.now();
  const hidden = queue.messages.filter((message) => message.visibleAt > real);
  const delayed = hidden.filter((message) => message.receiveCount === 0).length;
  const createdAt = String(Math.floor(queue.createdAt / 1000));
  return {
    ...QUEUE_DEFAULTS,
    ...queue.attributes,
    ApproximateNumberOfMessages: String(queue.messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
    QueueArn: queue.arn,
  };
}

const KNOWN = new Set([
  ...Object.keys(QUEUE_DEFAULTS),
  ...[
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
  ],
  ...[
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
    "Policy",
    "RedrivePolicy",
    "RedriveAllowPolicy",
  ],
  ...["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "FifoQueue", "ContentBasedDeduplication"],
]);
