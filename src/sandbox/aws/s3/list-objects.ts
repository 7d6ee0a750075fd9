import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { readPageToken, writePageToken } from "../wire/page-token.ts";
import type { Bucket } from "./buckets.ts";
import { type KeyPlace, listKeys } from "./list-keys.ts";
import type { S3Input } from "./read-s3-request.ts";
import type { S3Reply } from "./s3-answer.ts";

const MOST_KEYS = 1_000;

/** ListObjectsV2: a page of the keys below a prefix, up to a delimiter. */
export function listObjects(bucket: Bucket, { input, page }: Call): S3Reply {
  const given = input as S3Input;
  const { prefix = "", delimiter = "", "start-after": startAfter } = given;
  const encoding = given["encoding-type"];
  if (encoding !== undefined && encoding !== "url") {
    throw invalid("encoding-type", encoding, "Invalid Encoding Method specified in Request");
  }
  const maxKeys = readMaxKeys(given["max-keys"]);
  const asked = { bucket: bucket.name, prefix, delimiter };
  const token = given["continuation-token"];
  const place = token === undefined ? placeAfter(startAfter) : placeOf(asked, token);
  const limit = page === "empty" ? 0 : page === "short" ? Math.ceil(maxKeys / 2) : maxKeys;
  const found = listKeys(bucket.keys(), { prefix, delimiter, place, limit });
  // A page that a fault cut to nothing goes on where it began.
  const next = page === "empty" ? (place ?? { after: "", andBelow: false }) : found.next;
  const shown = encoding === "url" ? urlEncoded : (text: string) => text;
  const content = {
    Name: bucket.name,
    Prefix: shown(prefix),
    ...(delimiter !== "" && { Delimiter: shown(delimiter) }),
    ...(encoding && { EncodingType: encoding }),
    MaxKeys: maxKeys,
    KeyCount: found.keys.length + found.prefixes.length,
    IsTruncated: next !== undefined,
    ...(startAfter !== undefined && { StartAfter: shown(startAfter) }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(next && { NextContinuationToken: writePageToken(asked, next) }),
    Contents: found.keys.map((key) => contentOf(bucket, key, shown, given["fetch-owner"] === "true")),
    CommonPrefixes: found.prefixes.map((folder) => ({ Prefix: shown(folder) })),
  };
  return { headers: { "x-amz-bucket-region": bucket.region }, xml: { root: "ListBucketResult", content } };
}

function contentOf(bucket: Bucket, key: string, shown: (text: string) => string, withOwner: boolean): object {
  const object = bucket.get(key);
  return {
    Key: shown(key),
    LastModified: object?.modifiedAt,
    ETag: object?.etag,
    Size: object?.bytes.length,
    ...(withOwner && { Owner: { ID: bucket.owner } }),
    StorageClass: "STANDARD",
  };
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return MOST_KEYS;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalid("max-keys", text, "Argument max-keys must be an integer between 0 and 2147483647");
  }
  return Math.min(MOST_KEYS, Number(text));
}

const placeAfter = (key: string | undefined): KeyPlace | undefined =>
  key === undefined ? undefined : { after: key, andBelow: false };

function placeOf(asked: object, token: string): KeyPlace {
  const { after, andBelow } = readPageToken(asked, token) ?? {};
  if (typeof after === "string" && typeof andBelow === "boolean") return { after, andBelow };
  throw invalid("continuation-token", token, "The continuation token provided is incorrect");
}

function invalid(name: string, value: string, message: string): AwsError {
  return new AwsError("InvalidArgument", message, {
    details: { ArgumentName: name, ArgumentValue: value },
  });
}

/** As S3 does it: slashes stand, a space is a plus. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}
