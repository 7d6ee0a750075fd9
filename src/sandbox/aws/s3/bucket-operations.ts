import { AwsError } from "../wire/aws-error.ts";
import type { Operations, World } from "../world.ts";
import type { Buckets } from "./buckets.ts";
import { listObjects } from "./list-objects.ts";
import type { S3Input } from "./read-s3-request.ts";
import { requireBucket } from "./require-bucket.ts";
import type { S3Reply } from "./s3-answer.ts";

/** Buckets, and what lies in them. */
export function bucketOperations(world: World, buckets: Buckets): Operations {
  return {
    ListBuckets(): S3Reply {
      const own = buckets.ownedBy(world.accountId).sort((a, b) => (a.name < b.name ? -1 : 1));
      const Bucket = own.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: region,
      }));
      const Owner = { ID: world.accountId };
      return { xml: { root: "ListAllMyBucketsResult", content: { Owner, Buckets: { Bucket } } } };
    },
    CreateBucket({ input, region }): S3Reply {
      const { bucketName = "" } = input as S3Input;
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucketName)) {
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", {
          details: { BucketName: bucketName },
        });
      }
      const there = buckets.find(bucketName);
      if (there) {
        const isOwn = there.owner === world.accountId;
        throw new AwsError(
          isOwn ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists",
          isOwn
            ? "Your previous request to create the named bucket succeeded and you already own it."
            : "The requested bucket name is not available. The bucket namespace is shared by all users of the system.",
          { status: 409, details: { BucketName: bucketName } },
        );
      }
      buckets.ensure({ name: bucketName, owner: world.accountId, region, createdAt: world.clock() });
      return { headers: { location: `/${bucketName}` } };
    },
    HeadBucket(call): S3Reply {
      const { region } = requireBucket(buckets, call);
      return { headers: { "x-amz-bucket-region": region } };
    },
    GetBucketLocation(call): S3Reply {
      const bucket = requireBucket(buckets, call, "anywhere");
      // us-east-1 has no name here.
      const place = bucket.region === "us-east-1" ? "" : bucket.region;
      return { xml: { root: "LocationConstraint", content: place } };
    },
    ListObjectsV2: (call): S3Reply => listObjects(requireBucket(buckets, call), call),
  };
}
