import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { Operations, World } from "../world.ts";
import { type Bucket, type Buckets, type StoredObject, storedObject } from "./buckets.ts";
import { byteRange } from "./byte-range.ts";
import { unchunked } from "./chunked-body.ts";
import type { S3Input } from "./read-s3-request.ts";
import { requireBucket } from "./require-bucket.ts";
import type { S3Reply } from "./s3-answer.ts";

const CHECKSUM = "x-amz-checksum-crc32";
const KEPT = /^(content-(type|encoding|language|disposition)|cache-control|x-amz-meta-.+)$/;

/** Single objects: whole, a range of bytes, or what is known about them. */
export function objectOperations(world: World, buckets: Buckets): Operations {
  const read = (call: Call): S3Reply => {
    const bucket = requireBucket(buckets, call);
    const object = requireObject(bucket, call);
    const range =
      call.operation === "GetObject" ? byteRange(headerOf(call, "range"), object.bytes.length) : undefined;
    const bytes = range ? object.bytes.subarray(range.start, range.end + 1) : object.bytes;
    const wantsChecksum = headerOf(call, "x-amz-checksum-mode") === "ENABLED" && range === undefined;
    const { [CHECKSUM]: checksum, ...kept } = object.headers;
    return {
      status: range ? 206 : 200,
      headers: {
        "content-type": "binary/octet-stream",
        ...kept,
        ...(wantsChecksum && checksum && { [CHECKSUM]: checksum, "x-amz-checksum-type": "FULL_OBJECT" }),
        "content-length": `${bytes.length}`,
        ...(range && { "content-range": `bytes ${range.start}-${range.end}/${object.bytes.length}` }),
        "accept-ranges": "bytes",
        etag: object.etag,
        "last-modified": object.modifiedAt.toUTCString(),
      },
      bytes,
    };
  };
  return {
    GetObject: read,
    HeadObject: read,
    PutObject(call): S3Reply {
      const bucket = requireBucket(buckets, call);
      if (headerOf(call, "x-amz-copy-source") !== undefined) {
        throw new AwsError("NotImplemented", "The sandbox account copies no objects.", { status: 501 });
      }
      const isChunked = /aws-chunked/.test(headerOf(call, "content-encoding") ?? "");
      const { bytes, trailers } = isChunked
        ? unchunked(bodyOf(call))
        : { bytes: bodyOf(call), trailers: {} as Record<string, string> };
      const checksum = headerOf(call, CHECKSUM) ?? trailers[CHECKSUM];
      requireIntact(bytes, { checksum, md5: headerOf(call, "content-md5") });
      const headers = keptHeaders(call);
      if (checksum !== undefined) headers[CHECKSUM] = checksum;
      const object = storedObject(() => bytes, { modifiedAt: world.clock(), headers });
      bucket.put(keyOf(call), object);
      return { headers: { etag: object.etag } };
    },
    DeleteObject(call): S3Reply {
      requireBucket(buckets, call).remove(keyOf(call));
      return { status: 204 };
    },
  };
}

const keyOf = ({ input }: Call): string => (input as S3Input).key ?? "";
const bodyOf = ({ rest }: Call): Buffer => rest?.body ?? Buffer.alloc(0);

function headerOf({ rest }: Call, name: string): string | undefined {
  const value = rest?.headers[name];
  return typeof value === "string" ? value : undefined;
}

function requireObject(bucket: Bucket, call: Call): StoredObject {
  const object = bucket.get(keyOf(call));
  if (object) return object;
  throw new AwsError("NoSuchKey", "The specified key does not exist.", {
    status: 404,
    details: { Key: keyOf(call) },
  });
}

/** `aws-chunked` says how it travelled, not what it is. */
function keptHeaders({ rest }: Call): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest?.headers ?? {})) {
    if (typeof value === "string" && KEPT.test(name)) kept[name] = value;
  }
  const encoding = kept["content-encoding"]?.replace(/\s*aws-chunked\s*,?\s*/, "");
  delete kept["content-encoding"];
  return encoding ? { ...kept, "content-encoding": encoding } : kept;
}

function requireIntact(bytes: Buffer, { checksum, md5 }: { checksum?: string; md5?: string }): void {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  const isWrong =
    (checksum !== undefined && checksum !== sum.toString("base64")) ||
    (md5 !== undefined && md5 !== createHash("md5").update(bytes).digest("base64"));
  if (isWrong) {
    throw new AwsError(
      "BadDigest",
      "The Content-MD5 or checksum value that you specified did not match what the server received.",
    );
  }
}
