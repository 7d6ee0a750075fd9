import type { Signer } from "./signer.ts";
import type { Subscription, Topic } from "./topics.ts";

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export interface SnsMessage {
  id: string;
  message: string;
  subject?: string;
  attributes: Record<string, MessageAttribute>;
  /** Milliseconds since 1970. */
  at: number;
}

/** The envelope of a notification, signed as the topic says. */
export function notification(
  topic: Topic,
  subscription: Subscription,
  sent: SnsMessage,
  signer: Signer,
): object {
  const Timestamp = new Date(sent.at).toISOString();
  const { subject: Subject, message: Message, id: MessageId } = sent;
  const base = { Type: "Notification", MessageId, TopicArn: topic.arn };
  const signed = { Message, MessageId, Subject, Timestamp, TopicArn: topic.arn, Type: base.Type };
  const attributes = Object.entries(sent.attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      [name, { Type: DataType, Value: StringValue ?? BinaryValue ?? "" }] as const,
  );
  return {
    ...base,
    ...(Subject !== undefined && { Subject }),
    Message,
    Timestamp,
    ...signature(topic, signed, signer),
    UnsubscribeURL: `${hostOf(topic)}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

/** What a new HTTP subscriber gets first, and one that was taken off last. */
export function confirmation(
  kind: "SubscriptionConfirmation" | "UnsubscribeConfirmation",
  topic: Topic,
  subscription: Subscription,
  sent: { id: string; at: number },
  signer: Signer,
): object {
  const { token: Token } = subscription;
  const SubscribeURL = `${hostOf(topic)}/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${Token}`;
  const Message =
    kind === "SubscriptionConfirmation"
      ? `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;
  const Timestamp = new Date(sent.at).toISOString();
  const base = {
    Type: kind,
    MessageId: sent.id,
    Token,
    TopicArn: topic.arn,
    Message,
    SubscribeURL,
    Timestamp,
  };
  const { MessageId, TopicArn } = base;
  const signed = { Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn, Type: kind };
  return { ...base, ...signature(topic, signed, signer) };
}

/** Names and values in byte order, each with a line break, the last one too; what is not there is left out. */
function signature(topic: Topic, signed: Record<string, string | undefined>, signer: Signer): object {
  const text = Object.entries(signed)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
  const SignatureVersion = topic.attributes.SignatureVersion ?? "1";
  return {
    SignatureVersion,
    Signature: signer.sign(text, SignatureVersion),
    SigningCertURL: `${hostOf(topic)}${signer.certificatePath}`,
  };
}

function hostOf({ region }: Topic): string {
  return `https://sns.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}
