import { createHash } from "node:crypto";
import { z } from "zod";
import { parseDuration } from "../../domain/duration.ts";
import { InputError } from "../../domain/errors.ts";
import { callerForm, callerParts } from "./runbook-test-caller.ts";

const offset = z
  .string()
  .regex(/^[+-]\d{1,5}[smhdw]$/, "is how long before or after the start: -25m, +90s, -3d");

const callForm = z.strictObject({
  at: offset,
  by: z.string().describe("One of `callers`"),
  call: z
    .string()
    .regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, "is a service and a call: iam:CreateUser")
    .describe("iam:CreateUser"),
  times: z.int().min(1).max(2_000).default(1),
  every: z.string().default("1m"),
  region: z.string().optional(),
  request: z.looseObject({}).optional(),
  response: z.looseObject({}).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  more: z.looseObject({}).describe("Other members of the record, as CloudTrail writes them").default({}),
});

export const stagedTrail = z.strictObject({
  start: z.iso.datetime().describe("When the trouble began").default("2026-11-20T02:00:00Z"),
  account: z.string().default("111122223333"),
  callers: z.record(z.string(), callerForm).default({}),
  calls: z.array(callForm).max(500).default([]),
  requests: z
    .array(
      z.looseObject({
        at: offset,
        times: z.int().min(1).max(2_000).default(1),
        every: z.string().default("1s"),
      }),
    )
    .describe("What a proxy saw, in Cairn's own shape of an access log's line")
    .default([]),
});
export type StagedTrail = z.output<typeof stagedTrail>;

const usEastOnly = new Set(["iam", "sts", "signin", "organizations", "route53", "cloudfront", "account"]);
const reading =
  /^(Get|List|Describe|Lookup|Filter|Head|Search|BatchGet|AssumeRole|Simulate|Decrypt|Encrypt|GenerateDataKey)/;

/**
 * Full CloudTrail records of a trail told in a few words, oldest first. The same trail gives the same records. Throws
 * InputError for a caller nobody told of.
 */
export function trailRecords({ start, account, callers, calls }: StagedTrail): Record<string, unknown>[] {
  const records = calls.flatMap((call, index) => {
    const caller = Object.hasOwn(callers, call.by) ? callers[call.by] : undefined;
    if (!caller)
      throw new InputError(`Call ${index + 1} is by "${call.by}", of whom \`callers\` tells nothing.`);
    const [service = "", eventName = ""] = call.call.split(":");
    return times(call, start).map((at, turn) => ({
      eventVersion: "1.11",
      ...callerParts(caller, { name: call.by, account, at }),
      eventTime: at.toISOString().replace(".000Z", "Z"),
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: call.region ?? (usEastOnly.has(service) ? "us-east-1" : "eu-central-1"),
      ...(call.error !== undefined && { errorCode: call.error }),
      ...(call.message !== undefined && { errorMessage: call.message }),
      requestParameters: call.request ?? null,
      responseElements: call.error === undefined ? (call.response ?? null) : null,
      requestID: idOf("request", index, turn),
      eventID: idOf("event", index, turn),
      readOnly: reading.test(eventName),
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
      ...call.more,
    }));
  });
  return records.sort((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
}

/** What a proxy saw, as the evaluator reads it. */
export function accessRecords({ start, requests }: StagedTrail): Record<string, unknown>[] {
  return requests.flatMap(({ at, times: count, every, ...request }, index) =>
    times({ at, times: count, every }, start).map((time, turn) => ({
      proxy: "apigateway",
      requestId: idOf("proxy", index, turn),
      ...request,
      time: time.toISOString(),
    })),
  );
}

function times(
  { at, times: count, every }: { at: string; times: number; every: string },
  start: string,
): Date[] {
  const step = parseDuration(every);
  if (step === undefined) throw new InputError(`"every: ${every}" is no duration such as 90s, 10m or 1d.`);
  const away = (parseDuration(at.slice(1)) ?? 0) * (at.startsWith("-") ? -1 : 1);
  const first = new Date(start).getTime() + away * 1000;
  return Array.from({ length: count }, (_, turn) => new Date(first + turn * step * 1000));
}

/** Looks like the ids that AWS gives, and is the same whenever the trail is staged. */
function idOf(...parts: (string | number)[]): string {
  const digest = createHash("sha256").update(parts.join("/")).digest("hex");
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
}
