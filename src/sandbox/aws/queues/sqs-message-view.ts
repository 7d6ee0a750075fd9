import { md5OfAttributes } from "./sqs-message-attributes.ts";
import { md5, type QueueMessage } from "./sqs-queue.ts";

/** Which attributes a receiver asked for; `All` or `.*` means every one. */
export interface ReceiveWish {
  system: string[];
  own: string[];
  senderId: string;
}

/** A message as its receiver sees it. */
export function messageView(message: QueueMessage, { system, own, senderId }: ReceiveWish): object {
  const known: Record<string, string> = {
    SenderId: senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const attributes = Object.entries(known).filter(
    ([name]) => system.includes("All") || system.includes(name),
  );
  const ownAttributes = Object.entries(message.messageAttributes).filter(([name]) =>
    own.some((wanted) =>
      wanted === "All" || wanted.endsWith(".*")
        ? name.startsWith(wanted.replace(/^All$|\.\*$/, ""))
        : wanted === name,
    ),
  );
  const MessageAttributes = ownAttributes.length === 0 ? undefined : Object.fromEntries(ownAttributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: attributes.length === 0 ? undefined : Object.fromEntries(attributes),
    MD5OfMessageAttributes: md5OfAttributes(MessageAttributes ?? {}),
    MessageAttributes,
  };
}
