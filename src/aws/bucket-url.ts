/** `s3://bucket/prefix`, the prefix without slashes at its ends. */
export interface BucketPlace {
  bucket: string;
  prefix: string;
}

/** False for the path of a folder. */
export const isInBucket = (archive: string): boolean => archive.startsWith("s3:");

const bucketUrl = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/+(.*?))?\/*$/;

/** Undefined for what is no such address. */
export function readBucketUrl(url: string): BucketPlace | undefined {
  const [, bucket, prefix = ""] = bucketUrl.exec(url) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}
