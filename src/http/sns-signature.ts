import { createVerify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { Refusal } from "./refusal.ts";

const common = {
  MessageId: z.string().min(1).max(128),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.base64(),
  SigningCertURL: z.string(),
};
const confirmation = { ...common, Token: z.string(), SubscribeURL: z.string() };

/** The signed envelope that SNS posts. */
export const signedEnvelope = z.discriminatedUnion("Type", [
  z.object({ ...common, Type: z.literal("Notification"), Subject: z.string().nullish() }),
  z.object({ ...confirmation, Type: z.literal("SubscriptionConfirmation") }),
  z.object({ ...confirmation, Type: z.literal("UnsubscribeConfirmation") }),
]);

export type SignedEnvelope = z.infer<typeof signedEnvelope>;

/** The text that SNS signs: names and values in byte order, each with a line break, the last one too. */
export function signedText(envelope: SignedEnvelope): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = envelope;
  const signed =
    Type === "Notification"
      ? { Message, MessageId, Subject: envelope.Subject, Timestamp, TopicArn, Type }
      : {
          Message,
          MessageId,
          SubscribeURL: envelope.SubscribeURL,
          Timestamp,
          Token: envelope.Token,
          TopicArn,
          Type,
        };
  return Object.entries(signed)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}

/** Throws a Refusal unless the key's owner signed the envelope. */
export function requireSignature(envelope: SignedEnvelope, key: KeyObject): void {
  const verify = createVerify(envelope.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256");
  verify.update(signedText(envelope));
  if (key.asymmetricKeyType !== "rsa" || !verify.verify(key, envelope.Signature, "base64")) {
    throw new Refusal(403, "The signature does not fit the message.");
  }
}
