import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { Bucket, Buckets } from "./buckets.ts";
import type { S3Input } from "./read-s3-request.ts";

/** Throws AwsError when there is none, or when another Region's S3 was asked, which only says where it is. */
export function requireBucket(buckets: Buckets, { input, region }: Call, where?: "anywhere"): Bucket {
  const { bucketName = "" } = input as S3Input;
  const bucket = buckets.find(bucketName);
  if (bucket === undefined) {
    throw new AwsError("NoSuchBucket", "The specified bucket does not exist", {
      status: 404,
      details: { BucketName: bucketName },
    });
  }
  if (bucket.region !== region && where === undefined) {
    throw new AwsError(
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
      {
        status: 301,
        details: {
          Endpoint: `${bucketName}.s3.${bucket.region}.amazonaws.com`,
          Bucket: bucketName,
          headers: { "x-amz-bucket-region": bucket.region },
        },
      },
    );
  }
  return bucket;
}
