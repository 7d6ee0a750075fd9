import { bucketChange, invoiceKey, objectCall, openPolicy } from "./bucket-calls.ts";
import { anonymous, assumedRole } from "./callers.ts";
import { later } from "./noise-act.ts";
import { signedInSession } from "./noise-people.ts";
import type { PublicBucketCast } from "./public-bucket-cast.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Caller, StoryCall } from "./story-call.ts";

const REGION = "eu-central-1";
const DENIED = { code: "AccessDenied", message: "Access Denied" };
const BLOCKED = {
  code: "AccessDenied",
  message:
    "Access Denied because public policies are blocked by the BlockPublicPolicy block public access setting.",
};

/** Scanners of the internet ask every bucket, and are refused as they should be. */
export function scannedInVain(cast: PublicBucketCast, now: Date, random: SeededRandom): StoryCall[] {
  return Array.from({ length: 14 }, (): StoryCall => {
    const caller = anonymous({
      address: random.pick(cast.scanners),
      userAgent: "Mozilla/5.0 (compatible; bucket-census/0.4)",
    });
    return {
      at: later(now, -random.between(90 * 60, 20 * 3600)),
      caller,
      service: "s3",
      name: "ListObjects",
      region: REGION,
      request: { bucketName: cast.bucket, "max-keys": "1" },
      error: DENIED,
      part: "scanned",
    };
  });
}

/** One person's session, from a place the person never was: it opens the bucket to everybody. */
export function opening(cast: PublicBucketCast, start: Date): StoryCall[] {
  const { accountId, bucket } = cast;
  const caller = assumedRole(
    { ...signedInSession(accountId, cast.person, start), accessKeyId: cast.sessionKey },
    { address: cast.newAddress, userAgent: cast.agent },
  );
  const look = (seconds: number, service: string, name: string, request?: object): StoryCall => ({
    at: later(start, seconds),
    caller,
    service,
    name,
    region: service === "sts" ? "us-east-1" : REGION,
    request,
    part: "actor-look",
  });
  const change = (
    seconds: number,
    name: string,
    setting: string,
    more: { body?: object; error?: StoryCall["error"] } = {},
  ) =>
    bucketChange(caller, {
      at: later(start, seconds),
      name,
      bucket,
      setting,
      part: more.error ? "change-refused" : "change",
      ...more,
    });
  return [
    look(0, "sts", "GetCallerIdentity"),
    look(25, "s3", "ListBuckets"),
    look(60, "s3", "GetBucketPolicy", { bucketName: bucket, policy: "" }),
    look(75, "s3", "GetBucketPublicAccessBlock", { bucketName: bucket, publicAccessBlock: "" }),
    change(140, "PutBucketPolicy", "policy", { body: openPolicy(bucket), error: BLOCKED }),
    change(190, "DeleteBucketPublicAccessBlock", "publicAccessBlock"),
    change(225, "PutBucketPolicy", "policy", { body: openPolicy(bucket) }),
    change(330, "PutBucketReplication", "replication", {
      body: {
        ReplicationConfiguration: {
          Rule: { Status: "Enabled", Destination: { Bucket: "arn:aws:s3:::copies" } },
        },
      },
      error: DENIED,
    }),
    look(360, "s3", "GetBucketLocation", { bucketName: bucket, location: "" }),
  ];
}

/** Strangers read: one takes hundreds, one looks around, one comes late; and another account takes a few. */
export function strangersRead(cast: PublicBucketCast, start: Date, random: SeededRandom): StoryCall[] {
  const { bucket, readers } = cast;
  const size = () => random.between(38_000, 220_000);
  const bulk = anonymous({ address: readers.bulk, userAgent: cast.bulkAgent });
  const crawler = anonymous({ address: readers.crawler, userAgent: cast.hostileAgent });
  const late = anonymous({ address: readers.late, userAgent: "curl/8.7.1" });
  const foreign: Caller = {
    identity: { type: "AWSAccount", principalId: "AIDASTRANGERSEXAMPLE0", accountId: cast.foreignAccount },
    address: "192.0.2.91",
    userAgent: "aws-cli/2.15.0 Python/3.11.6 Linux/6.5.0",
  };
  const listing = (seconds: number): StoryCall => ({
    at: later(start, seconds),
    caller: bulk,
    service: "s3",
    name: "ListObjects",
    region: REGION,
    request: { bucketName: bucket, prefix: "invoices/2026/", "max-keys": "1000" },
    bytes: { out: 251_337 },
    part: "stranger-list",
  });
  const read = (caller: Caller, seconds: number, key: string) =>
    objectCall(caller, {
      at: later(start, seconds),
      name: "GetObject",
      bucket,
      key,
      bytes: { out: size() },
      part: "stranger-read",
    });
  const missed = (caller: Caller, seconds: number, key: string) =>
    objectCall(caller, {
      at: later(start, seconds),
      name: "GetObject",
      bucket,
      key,
      error: { code: "NoSuchKey", message: "The specified key does not exist." },
      part: "stranger-miss",
    });
  return [
    listing(0),
    listing(2),
    ...Array.from({ length: 640 }, (_, number) => read(bulk, 5 + number * 2, invoiceKey(91_000 + number))),
    ...Array.from({ length: 45 }, (_, number) =>
      read(crawler, 200 + number * 17, invoiceKey(91_000 + number * 3)),
    ),
    ...Array.from({ length: 12 }, (_, number) => read(late, 1250 + number * 6, invoiceKey(93_500 + number))),
    ...Array.from({ length: 8 }, (_, number) => read(foreign, 700 + number * 3, invoiceKey(91_700 + number))),
    ...cast.hostileKeys.map((key, number) => missed(crawler, 420 + number * 11, key)),
    missed(late, 1240, cast.signedKey),
  ];
}
