import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../wire/aws-error.ts";

/** One request as S3 speaks it: the method, the path and the query say what is wanted. */
export interface RestRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What of a request an operation reads; `input` is what CloudTrail would write about it. */
export interface S3Request {
  operation: string;
  input: S3Input;
}

export type S3Input = { bucketName?: string; key?: string } & Record<string, string | undefined>;

const OPERATIONS: Record<string, string> = {
  "GET account": "ListBuckets",
  "GET bucket": "ListObjects",
  "GET bucket list-type": "ListObjectsV2",
  "GET bucket location": "GetBucketLocation",
  "GET bucket versioning": "GetBucketVersioning",
  "HEAD bucket": "HeadBucket",
  "PUT bucket": "CreateBucket",
  "GET object": "GetObject",
  "HEAD object": "HeadObject",
  "PUT object": "PutObject",
  "DELETE object": "DeleteObject",
  "POST object uploads": "CreateMultipartUpload",
  "PUT object uploadId": "UploadPart",
  "POST bucket delete": "DeleteObjects",
};

const SUBRESOURCES = new Set(
  [
    "acl",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "lifecycle",
    "list-type",
    "location",
    "logging",
  ].concat([
    "policy",
    "publicAccessBlock",
    "restore",
    "select",
    "tagging",
    "uploadId",
    "uploads",
    "versioning",
    "versions",
  ]),
);

/** Throws AwsError when the path is not UTF-8. */
export function readS3Request({ method, path, headers }: RestRequest): S3Request {
  const [rawPath = "/", query = ""] = split(path, "?");
  const parameters = [...new URLSearchParams(query)].filter(([name]) => name !== "x-id");
  const virtual = bucketInHost(headers.host ?? "");
  const [first = "", rest = ""] =
    virtual === undefined ? split(rawPath.slice(1), "/") : ["", rawPath.slice(1)];
  const bucketName = virtual ?? decoded(first);
  const key = decoded(rest);
  const level = bucketName === "" ? "account" : key === "" ? "bucket" : "object";
  const subresource = parameters.find(([name]) => SUBRESOURCES.has(name))?.[0];
  const name = [method, level, ...(subresource ? [subresource] : [])].join(" ");
  return {
    operation: OPERATIONS[name] ?? name,
    input: {
      ...Object.fromEntries(parameters),
      ...(bucketName !== "" && { bucketName }),
      ...(key !== "" && { key }),
    },
  };
}

/** `bucket.localhost`, `bucket.s3.eu-central-1.amazonaws.com`; undefined when the bucket is in the path. */
function bucketInHost(host: string): string | undefined {
  return /^(.+)\.(?:localhost|s3[.-][a-z0-9.-]*amazonaws\.com)(?::\d+)?$/.exec(host)?.[1];
}

function split(text: string, at: string): [string, string] {
  const position = text.indexOf(at);
  return position === -1 ? [text, ""] : [text.slice(0, position), text.slice(position + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}
