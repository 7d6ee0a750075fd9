import type { RequestHandler } from "express";
import { parseBoundedJson } from "../domain/alarm/bounded-json.ts";
import { UnavailableError } from "../domain/errors.ts";
import type { ReceiveAlarm } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { bodyText } from "./body.ts";
import { Refusal } from "./refusal.ts";
import { createCertificateKeys, type FetchCertificate, requireCertificateUrl } from "./sns-certificate.ts";
import { requireSignature, type SignedEnvelope, signedEnvelope } from "./sns-signature.ts";

export interface SnsIntake {
  /** Topic ARNs that may deliver. */
  topics: readonly string[];
  /** Confirms by SNS's API; the address in the message is never called. */
  confirmSubscription(subscription: { topicArn: string; token: string }): Promise<void>;
  /** Default: over HTTPS, without redirects. */
  fetchCertificate?: FetchCertificate;
}

const OLDEST_MS = 3_600_000;

/** Takes what SNS signed for an allowed topic within the last hour. */
export function takeSnsMessage(
  { topics, confirmSubscription, fetchCertificate }: SnsIntake,
  parts: { receive: ReceiveAlarm; clock: () => Date; log: Pick<Log, "info" | "warn"> },
): RequestHandler {
  const { receive, clock, log } = parts;
  const keyOf = createCertificateKeys(fetchCertificate);

  async function confirm(topicArn: string, token: string): Promise<void> {
    try {
      await confirmSubscription({ topicArn, token });
    } catch (cause) {
      throw new UnavailableError("The subscription could not be confirmed.", { cause });
    }
    log.info({ topicArn }, "Confirmed the subscription to a topic");
  }

  return async (request, response) => {
    if (request.headers["x-amz-sns-rawdelivery"] === "true") {
      throw new Refusal(400, "Raw delivery has no signature. Switch it off for this subscription.");
    }
    const body = bodyText(request);
    const envelope = readEnvelope(body);
    // In this order, so that nothing is fetched for a stranger.
    if (!topics.includes(envelope.TopicArn))
      throw new Refusal(403, "This topic is not among the allowed ones.");
    requireCertificateUrl(envelope.SigningCertURL, envelope.TopicArn);
    requireSignature(envelope, await keyOf(envelope.SigningCertURL));
    if (clock().getTime() - Date.parse(envelope.Timestamp) > OLDEST_MS) {
      throw new Refusal(403, "The message is older than an hour.");
    }

    if (envelope.Type === "SubscriptionConfirmation") {
      await confirm(envelope.TopicArn, envelope.Token);
      response.json({ confirmed: envelope.TopicArn });
      return;
    }
    if (envelope.Type === "UnsubscribeConfirmation") {
      log.warn({ topicArn: envelope.TopicArn }, "SNS removed a subscription; its alarms no longer arrive");
    }
    const transportKey = `sns:${envelope.MessageId}`;
    response.json({ received: await receive({ source: "sns", transportKey, body }) });
  };
}

function readEnvelope(body: string): SignedEnvelope {
  const json = parseBoundedJson(body);
  const envelope = signedEnvelope.safeParse("value" in json ? json.value : undefined);
  if (!envelope.success) throw new Refusal(400, "This is not a signed SNS message.");
  return envelope.data;
}
