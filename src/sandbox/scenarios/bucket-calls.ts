import type { Caller, StoryCall } from "./story-call.ts";

const REGION = "eu-central-1";

/** A change of one of a bucket's settings; S3 repeats the setting's name as an empty parameter. */
export function bucketChange(
  caller: Caller,
  change: Pick<StoryCall, "at" | "name" | "error" | "part"> & {
    bucket: string;
    setting: string;
    body?: object;
  },
): StoryCall {
  const { bucket, setting, body, ...rest } = change;
  return {
    ...rest,
    caller,
    service: "s3",
    region: REGION,
    request: { bucketName: bucket, [setting]: "", ...body },
    bytes: { in: body ? JSON.stringify(body).length : 0, out: 0 },
  };
}

/** A call on one object: a data event. */
export function objectCall(
  caller: Caller,
  call: Pick<StoryCall, "at" | "name" | "error" | "part" | "bytes"> & { bucket: string; key: string },
): StoryCall {
  const { bucket, key, ...rest } = call;
  return { ...rest, caller, service: "s3", region: REGION, request: { bucketName: bucket, key } };
}

export const openPolicy = (bucket: string): object => ({
  bucketPolicy: {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "share",
        Effect: "Allow",
        Principal: "*",
        Action: ["s3:GetObject", "s3:ListBucket"],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  },
});

export const publicAccessBlock = (on: boolean): object => ({
  PublicAccessBlockConfiguration: {
    xmlns: "http://s3.amazonaws.com/doc/2006-03-01/",
    BlockPublicAcls: on,
    IgnorePublicAcls: on,
    BlockPublicPolicy: on,
    RestrictPublicBuckets: on,
  },
});

export const invoiceKey = (number: number): string => `invoices/2026/${String(number).padStart(6, "0")}.pdf`;
