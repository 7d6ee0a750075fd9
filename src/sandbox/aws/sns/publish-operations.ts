import { z } from "zod";
import { readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { SnsDelivery } from "./delivery.ts";
import { snsError } from "./sns-error.ts";
import { requireTopic } from "./topic-operations.ts";
import type { Topics } from "./topics.ts";

const Entry = z.object({
  Message: z.string(),
  Subject: z.string().nullish(),
  MessageStructure: z.string().nullish(),
  MessageAttributes: z
    .record(
      z.string(),
      z.object({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    )
    .nullish(),
});
type Entry = z.output<typeof Entry>;
const Publish = Entry.extend({ TopicArn: z.string().nullish(), TargetArn: z.string().nullish() });
const PublishBatch = z.object({
  TopicArn: z.string(),
  PublishBatchRequestEntries: z
    .array(Entry.extend({ Id: z.string() }))
    .min(1)
    .max(10),
});
const MAX_BYTES = 256 * 1024;

export function publishOperations(world: World, topics: Topics, delivery: SnsDelivery): Operations {
  const publish = (topicArn: string, entry: Entry): string => {
    const topic = requireTopic(topics, topicArn);
    if (entry.Message === "") throw snsError("InvalidParameter", "Invalid parameter: Empty message");
    if (Buffer.byteLength(entry.Message) > MAX_BYTES) {
      throw snsError("InvalidParameter", "Invalid parameter: Message too long");
    }
    const subject = entry.Subject ?? undefined;
    if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject)) {
      throw snsError("InvalidParameter", "Invalid parameter: Subject");
    }
    return delivery.publish(topic, {
      message: entry.MessageStructure === "json" ? defaultOf(entry.Message) : entry.Message,
      subject,
      attributes: entry.MessageAttributes ?? {},
      at: world.clock().getTime(),
    });
  };
  return {
    Publish({ input }) {
      const { TopicArn, TargetArn, ...entry } = readInput(Publish, input);
      return { MessageId: publish(TopicArn ?? TargetArn ?? "", entry) };
    },
    PublishBatch({ input }) {
      const { TopicArn, PublishBatchRequestEntries } = readInput(PublishBatch, input);
      const Successful = PublishBatchRequestEntries.map(({ Id, ...entry }) => ({
        Id,
        MessageId: publish(TopicArn, entry),
      }));
      return { Successful, Failed: [] };
    },
  };
}

/** A message by protocol; the sandbox's protocols all take the default. */
function defaultOf(message: string): string {
  try {
    const { default: text } = JSON.parse(message) as { default?: unknown };
    if (typeof text === "string") return text;
  } catch {
    // Not JSON is as bad as no default.
  }
  throw snsError(
    "InvalidParameter",
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  );
}
