import { bucketChange, invoiceKey, objectCall, publicAccessBlock } from "./bucket-calls.ts";
import { assumedRole, hourlySession } from "./callers.ts";
import { later } from "./noise-act.ts";
import { pipelineSignIn } from "./noise-pipeline.ts";
import { customers, hourOf } from "./noise-rhythm.ts";
import type { PublicBucketCast } from "./public-bucket-cast.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

const DAY_SECONDS = 24 * 3600;

/** What the bucket is for: the shop writes invoices and its mailer reads them, all day long. */
export function usualInvoices(
  cast: PublicBucketCast,
  { now, count, random }: { now: Date; count: number; random: SeededRandom },
): StoryCall[] {
  const { accountId, bucket } = cast;
  const calls: StoryCall[] = [];
  while (calls.length < count) {
    const at = later(now, -random.between(120, DAY_SECONDS));
    if (!random.chance(customers(hourOf(at)))) continue;
    const key = invoiceKey(random.between(90_000, 99_999));
    const writes = random.chance(0.4);
    const role = writes ? "shop-task" : "invoice-mailer";
    const caller = assumedRole(hourlySession({ accountId, role, session: `${role}-1` }, at), {
      address: `10.0.${random.between(10, 12)}.${random.between(4, 200)}`,
      userAgent: "aws-sdk-js/3.600.0 ua/2.0 os/linux lang/js md/nodejs#20.15.0",
    });
    const size = random.between(38_000, 120_000);
    calls.push(
      objectCall(caller, {
        at,
        name: writes ? "PutObject" : "GetObject",
        bucket,
        key,
        bytes: writes ? { in: size } : { out: size },
        part: "usual",
      }),
    );
  }
  return calls;
}

/** The pipeline changes buckets, too, and one change looks as bad as the real one: "*" may do nothing, or only from inside. */
export function harmlessChanges(cast: PublicBucketCast, start: Date, random: SeededRandom): StoryCall[] {
  const { accountId } = cast;
  const { signIn, caller } = pipelineSignIn({ at: start, accountId, random });
  const change = (seconds: number, bucket: string, name: string, setting: string, body?: object) =>
    bucketChange(caller, { at: later(start, seconds), name, bucket, setting, body, part: "harmless" });
  const statement = (bucket: string, more: object) => ({
    bucketPolicy: {
      Version: "2012-10-17",
      Statement: [{ Resource: `arn:aws:s3:::${bucket}/*`, ...more }],
    },
  });
  return [
    signIn,
    change(
      8,
      "shop-artifacts",
      "PutBucketPolicy",
      "policy",
      statement("shop-artifacts", {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    ),
    change(15, "shop-thumbnails", "PutBucketPublicAccessBlock", "publicAccessBlock", publicAccessBlock(true)),
    change(22, "shop-preview", "DeleteBucketPublicAccessBlock", "publicAccessBlock"),
    change(
      29,
      "shop-preview",
      "PutBucketPolicy",
      "policy",
      statement("shop-preview", {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Condition: { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f60001" } },
      }),
    ),
    change(
      36,
      "shop-site",
      "PutBucketPolicy",
      "policy",
      statement("shop-site", {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
      }),
    ),
    change(43, "shop-site", "PutBucketCors", "cors", {
      CORSConfiguration: { CORSRule: { AllowedMethod: "GET" } },
    }),
  ];
}
