import { redactTexts } from "../text/redact.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import { parseEvent } from "./parse-event.ts";
import { parseLambdaAction } from "./parse-lambda-action.ts";
import { parseSnsAlarm, type SnsContext } from "./parse-sns-alarm.ts";
import { type ParsedAlarm, unparsed } from "./parsed-alarm.ts";
import { envelopesOfRecords, snsEnvelope } from "./sns-envelope.ts";

/** EventBridge through SNS through SQS is the longest chain that exists; a message in itself is not one. */
const MAX_ENVELOPES = 3;

/** Reads whatever an intake was handed, in any documented form, and drops secrets from it. Never throws. */
export function parseAlarm(body: string): ParsedAlarm {
  return redactTexts(parseBody(body, {}, 0));
}

function parseBody(body: string, context: SnsContext, envelopes: number): ParsedAlarm {
  const json = parseBoundedJson(body);
  if ("why" in json) return unparsed(json.why);
  const { value } = json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return unparsed("The JSON is not an object.");
  }
  if ("Type" in value && "TopicArn" in value && "Message" in value) return parseEnvelope(value, envelopes);
  if ("Records" in value) return parseRecords(value, envelopes);
  if ("detail-type" in value) return parseEvent(value);
  if ("AlarmName" in value && "NewStateValue" in value) return parseSnsAlarm(value, context);
  if ("alarmArn" in value && "alarmData" in value) return parseLambdaAction(value);
  return unparsed("No form of an alarm that Cairn knows.");
}

function parseEnvelope(json: object, envelopes: number): ParsedAlarm {
  const envelope = snsEnvelope.safeParse(json);
  if (!envelope.success) return unparsed("An SNS envelope whose Message is not a text.");
  const { Type, Message, TopicArn: topicArn, Timestamp: publishedAt } = envelope.data;
  if (Type === "SubscriptionConfirmation") {
    return unparsed("SNS asks to confirm a subscription. Confirm it where the queue is subscribed.");
  }
  if (Type === "UnsubscribeConfirmation") {
    return unparsed("SNS says that a subscription was removed: alarms of this topic no longer arrive.");
  }
  if (envelopes >= MAX_ENVELOPES) return unparsed("Too many SNS envelopes inside each other.");
  return parseBody(Message, { topicArn, publishedAt }, envelopes + 1);
}

function parseRecords(json: object, envelopes: number): ParsedAlarm {
  const [first, ...others] = envelopesOfRecords(json) ?? [];
  if (!first) return unparsed("Records, but not of SNS.");
  // One message is one transition; SNS never hands Lambda more than one record.
  if (others.length > 0) return unparsed("Several SNS records in one message. Send them one by one.");
  return parseEnvelope(first, envelopes);
}
