/** Turns an SQS result into the flattened lists and Name/Value pairs of its query protocol. */
export function sqsXml(operation: string, result: object): unknown {
  const entries = new Map<string, unknown>(Object.entries(result));
  const list = (name: string): unknown[] => {
    const value = entries.get(name);
    return Array.isArray(value) ? value : [];
  };
  switch (operation) {
    case "ReceiveMessage":
      return { Message: list("Messages").map(messageXml) };
    case "GetQueueAttributes":
      return { Attribute: pairs(entries.get("Attributes")) };
    case "ListQueues":
      return { QueueUrl: list("QueueUrls"), NextToken: entries.get("NextToken") };
    case "ListDeadLetterSourceQueues":
      return { QueueUrl: list("queueUrls"), NextToken: entries.get("NextToken") };
    case "ListQueueTags":
      return { Tag: pairs(entries.get("Tags")).map(({ Name, Value }) => ({ Key: Name, Value })) };
    case "SendMessageBatch":
    case "DeleteMessageBatch":
    case "ChangeMessageVisibilityBatch":
      return { [`${operation}ResultEntry`]: list("Successful"), BatchResultErrorEntry: list("Failed") };
    default:
      return result;
  }
}

function messageXml(message: unknown): unknown {
  if (typeof message !== "object" || message === null) return message;
  const { Attributes, MessageAttributes, ...rest } = message as Record<string, unknown>;
  return { ...rest, Attribute: pairs(Attributes), MessageAttribute: pairs(MessageAttributes) };
}

function pairs(map: unknown): { Name: string; Value: unknown }[] {
  return Object.entries(map ?? {}).map(([Name, Value]) => ({ Name, Value }));
}
