import { expect, test } from "vitest";
import { readBucketUrl } from "./bucket-url.ts";

test.each([
  ["s3://trail-logs", { bucket: "trail-logs", prefix: "" }],
  ["s3://trail-logs/", { bucket: "trail-logs", prefix: "" }],
  ["s3://trail-logs/org/o-example", { bucket: "trail-logs", prefix: "org/o-example" }],
  ["s3://trail.logs//a b/", { bucket: "trail.logs", prefix: "a b" }],
])("%s is a bucket and a prefix", (url, expected) => {
  expect(readBucketUrl(url)).toEqual(expected);
});

test.each(["s3:/trail-logs", "s3://", "s3://UPPER", "s3://a", "https://trail-logs", "/trail-logs"])(
  "%s is none",
  (url) => {
    expect(readBucketUrl(url)).toBeUndefined();
  },
);
