import { z } from "zod";
import { isInBucket, readBucketUrl } from "../aws/bucket-url.ts";

export const accountId = z
  .string()
  .regex(/^\d{12}$/, 'must be 12 digits in quotes, for instance "111122223333"');
export const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "must be a Region such as eu-central-1");

const identifier = z.string().regex(/^[A-Za-z0-9_]{1,255}$/, "must be a name of letters, digits and _");
const athenaTable = z.strictObject({
  /** Of the table; the account's first Region unless told. */
  region: region.optional(),
  database: identifier,
  table: identifier,
  workgroup: z.string().min(1).optional(),
  /** Where results go, unless the workgroup says so. */
  output: z
    .string()
    .regex(/^s3:\/\/.+/, "must be a place such as s3://bucket/folder/")
    .optional(),
  /** Bytes scanned at which a question is stopped; AWS charges about $5 for 10^12. */
  maxBytes: z.int().min(10_000_000, "must be at least 10000000 (bytes)").default(200_000_000_000),
});

/** One of `accounts`: what can be asked there, and with which rights. */
export const accountForm = z.strictObject({
  id: accountId,
  name: z.string().min(1).optional(),
  regions: z.array(region).min(1, "needs at least one Region"),
  /** Assumed for every call, with the responder as SourceIdentity. */
  role: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/, "must be a role's ARN")
    .optional(),
  externalId: z.string().min(2).optional(),
  /** Where the account's trails write; a trail of all Regions has one group, in its home Region. */
  logGroups: z.array(z.strictObject({ region, name: z.string().min(1) })).default([]),
  /** CloudTrail files: a folder, or s3://bucket/prefix, which is read with the account's role. */
  archive: z
    .string()
    .min(1)
    .refine((at) => !isInBucket(at) || readBucketUrl(at) !== undefined, {
      error: "must be a folder, or s3://bucket or s3://bucket/prefix",
    })
    .optional(),
  /** Leave out what this account's event history may not be asked. */
  eventHistory: z.boolean().default(true),
  /** The log groups may be asked with Logs Insights too, which costs about $0.005 a gigabyte scanned. */
  insights: z.boolean().default(false),
  /** The partition-projected CloudTrail table over the trail's bucket. */
  athena: athenaTable.optional(),
});
