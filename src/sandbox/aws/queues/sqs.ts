import type { Call } from "../wire/call.ts";
import type { Operations, World } from "../world.ts";
import { messageOperations } from "./sqs-message-operations.ts";
import { queueOperations } from "./sqs-queue-operations.ts";
import type { Queues } from "./sqs-queues.ts";

/** SQS over JSON and over its older query protocol: standard queues with redrive. */
export function sqsOperations(world: World, queues: Queues): Operations {
  const operations = { ...queueOperations(world, queues), ...messageOperations(world, queues) };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (call: Call) =>
        operation(call.protocol.kind === "query" ? { ...call, input: fromForm(call.input) } : call),
    ]),
  );
}

/** Names the query protocol flattens; the JSON names are what the operations read. */
const LISTS: Record<string, string> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
  SendMessageBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
  ChangeMessageVisibilityBatchRequestEntry: "Entries",
};
const MAPS: Record<string, string> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  Tag: "tags",
};

function fromForm(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(fromForm);
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (Object.hasOwn(LISTS, name)) return [LISTS[name] ?? name, fromForm(value)];
      if (Object.hasOwn(MAPS, name) && Array.isArray(value)) {
        return [
          MAPS[name] ?? name,
          Object.fromEntries(value.map((pair) => [pair.Name ?? pair.Key, pair.Value])),
        ];
      }
      return [name, value];
    }),
  );
}
