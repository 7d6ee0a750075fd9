import { AwsError } from "../wire/aws-error.ts";

const NUMBERS: Record<string, [number, number]> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};
const TEXTS = new Set([
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "SqsManagedSseEnabled",
]);

/** Throws InvalidAttributeName or InvalidAttributeValue. */
export function requireQueueAttributes(attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    if (range === undefined && !TEXTS.has(name)) {
      throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (range !== undefined && !(number >= range[0] && number <= range[1])) throw badValue(name);
  }
  if (attributes.Policy) readJson(attributes.Policy, "Policy");
  readRedrivePolicy(attributes.RedrivePolicy);
}

/** Undefined when there is none; SetQueueAttributes with an empty text takes it away. */
export function readRedrivePolicy(
  text: string | undefined,
): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
  if (text === undefined || text === "") return undefined;
  const policy = readJson(text, "RedrivePolicy") as {
    deadLetterTargetArn?: unknown;
    maxReceiveCount?: unknown;
  };
  const maxReceiveCount = Number(policy.maxReceiveCount);
  if (typeof policy.deadLetterTargetArn !== "string" || !(maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
    throw badValue("RedrivePolicy");
  }
  return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount };
}

function readJson(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Falls through: not JSON is as bad as not an object.
  }
  throw badValue(name);
}

function badValue(name: string): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}
