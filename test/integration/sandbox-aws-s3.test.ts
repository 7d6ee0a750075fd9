import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { clientSettings, NOW, story } from "./sandbox-account.ts";

let account: Account;
let s3: S3Client;
const Bucket = "staged";
const recent = (story.records as { eventTime: string; eventID: string }[]).filter(
  ({ eventTime }) => Date.parse(eventTime) > NOW.getTime() - 6 * 3_600_000,
);

beforeAll(async () => {
  account = await startAccount({
    clock: () => NOW,
    accountId: story.accountId,
    records: recent,
    lookupRatePerSecond: 10_000,
  });
  s3 = new S3Client(clientSettings(account, "eu-central-1"));
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => account.stop());

const put = (Key: string, Body = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const keysOf = async (input: Partial<ConstructorParameters<typeof ListObjectsV2Command>[0]>) => {
  const { Contents = [], CommonPrefixes = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, ...input }),
  );
  return [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)];
};

describe("objects", () => {
  test("come back as they were put, with what was said about them", async () => {
    const Body = Buffer.from([0x1f, 0x8b, 0, 255, 13, 10, 0x80]);
    const headers = { ContentType: "application/json", ContentEncoding: "gzip", Metadata: { from: "here" } };
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü+%.gz", Body, ...headers }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/ü+%.gz" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got).toMatchObject({ ...headers, ContentLength: 7, ETag });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a b/ü+%.gz" }));
    expect(head).toMatchObject({ ...headers, ContentLength: 7, ETag, LastModified: NOW });
  });

  test("are taken in chunks with a checksum behind them", async () => {
    const stream = Readable.from([Buffer.alloc(70_000, "x"), Buffer.from("end")]);
    const sized = Object.assign(stream, { length: 70_003 });
    await s3.send(new PutObjectCommand({ Bucket, Key: "streamed", Body: sized, ContentLength: 70_003 }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
    const text = await got.Body?.transformToString();
    expect(text?.length).toBe(70_003);
    expect(text?.endsWith("xend")).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test("are refused when they came in broken", async () => {
    const broken = new PutObjectCommand({ Bucket, Key: "broken", Body: "x", ChecksumCRC32: "AAAAAA==" });
    await expect(s3.send(broken)).rejects.toMatchObject({ name: "BadDigest" });
    await expect(keysOf({ Prefix: "broken" })).resolves.toEqual([]);
  });

  test.each([
    ["bytes=0-2", "012", "bytes 0-2/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("are given in part: %s", async (Range, text, ContentRange) => {
    await put("ten", "0123456789");
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "ten", Range }));
    expect(await got.Body?.transformToString()).toBe(text);
    expect(got).toMatchObject({
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
  });

  test("have no bytes beyond their end", async () => {
    await put("ten", "0123456789");
    await expect(
      s3.send(new GetObjectCommand({ Bucket, Key: "ten", Range: "bytes=10-" })),
    ).rejects.toMatchObject({ name: "InvalidRange", $metadata: { httpStatusCode: 416 } });
  });

  test("are found by the bucket's own host name, too", async () => {
    await put("by host", "here");
    const scope = "Credential=AKIAIOSFODNN7EXAMPLE/20261120/eu-central-1/s3/aws4_request";
    const headers = { host: `${Bucket}.s3.eu-central-1.amazonaws.com`, authorization: scope };
    const answer = get(`${account.url}/by%20host`, { headers });
    const [response] = (await once(answer, "response")) as [IncomingMessage];
    expect(await text(response)).toBe("here");
  });

  test("that are not there are missed by name", async () => {
    const missing = { Bucket, Key: "nowhere" };
    await expect(s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({
      name: "NoSuchKey",
      Key: "nowhere",
      $metadata: { httpStatusCode: 404 },
    });
    await expect(s3.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ name: "NotFound" });
    await expect(s3.send(new GetObjectCommand({ ...missing, Bucket: "nobody" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
    await put("gone");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: "gone" }))).rejects.toMatchObject({
      name: "NoSuchKey",
    });
  });
});

describe("lists", () => {
  const names = ["l/a", "l/b/1", "l/b/2", "l/c/1", "l/d", "l/\u{1f4a1}", "l/\uff5e"];
  beforeAll(async () => {
    for (const name of names) await put(name);
  });

  test("are below a prefix, in the order of their bytes", async () => {
    expect(await keysOf({ Prefix: "l/" })).toEqual([...names.slice(0, 5), "l/\uff5e", "l/\u{1f4a1}"]);
    expect(await keysOf({ Prefix: "l/b" })).toEqual(["l/b/1", "l/b/2"]);
  });

  test("name folders once", async () => {
    expect(await keysOf({ Prefix: "l/", Delimiter: "/" })).toEqual([
      ...["l/a", "l/d", "l/\uff5e", "l/\u{1f4a1}"],
      ...["l/b/", "l/c/"],
    ]);
  });

  test("begin behind a key", async () => {
    expect(await keysOf({ Prefix: "l/", StartAfter: "l/b/1", Delimiter: "/" })).toContain("l/b/");
    expect(await keysOf({ Prefix: "l/", StartAfter: "l/c/1" })).toEqual(["l/d", "l/\uff5e", "l/\u{1f4a1}"]);
  });

  test.each([1, 2, 3])("come in pages of %s that together are the whole", async (MaxKeys) => {
    for (const Delimiter of [undefined, "/"]) {
      const whole = await keysOf({ Prefix: "l/", Delimiter });
      const paged: unknown[] = [];
      for await (const page of paginateListObjectsV2(
        { client: s3 },
        { Bucket, Prefix: "l/", Delimiter, MaxKeys },
      )) {
        expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
        paged.push(...(page.Contents ?? []).map(({ Key }) => Key));
        paged.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      }
      expect(paged.sort()).toEqual(whole.sort());
    }
  });

  test("know their own pages only", async () => {
    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "l/", MaxKeys: 1 }));
    const { NextContinuationToken: ContinuationToken } = first;
    expect(await keysOf({ Prefix: "l/b", ContinuationToken }).catch(({ name }) => name)).toBe(
      "InvalidArgument",
    );
    expect(await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))).toMatchObject({
      KeyCount: 0,
      IsTruncated: false,
    });
  });

  test("write names for a URL when asked to", async () => {
    await put("odd/a b+ü&(1)");
    expect(await keysOf({ Prefix: "odd/", EncodingType: "url" })).toEqual(["odd/a+b%2B%C3%BC%26%281%29"]);
  });
});

describe("buckets", () => {
  test("are listed, and say where they are", async () => {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual([`cloudtrail-logs-${account.accountId}`, Bucket]);
    expect(await s3.send(new GetBucketLocationCommand({ Bucket }))).toMatchObject({
      LocationConstraint: "eu-central-1",
    });
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: "BucketAlreadyOwnedByYou",
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket: "nobody" }))).rejects.toMatchObject({
      name: "NotFound",
    });
  });

  test("of another Region only tell it, and a client that may follow does", async () => {
    const elsewhere = { ...clientSettings(account, "us-west-2") };
    const strict = new S3Client(elsewhere);
    await expect(strict.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: "PermanentRedirect",
    });
    const following = new S3Client({ ...elsewhere, followRegionRedirects: true });
    const { KeyCount } = await following.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
    expect(KeyCount).toBe(1);
  });
});

describe("what goes wrong is told as S3 tells it", () => {
  test.each([
    ["throttle", "SlowDown", 503],
    ["deny", "AccessDenied", 403],
    ["expired", "ExpiredToken", 400],
    ["region-off", "InvalidToken", 400],
    ["error", "InternalError", 500],
  ] as const)("%s: %s", async (how, name, httpStatusCode) => {
    const heal = account.fault({ operation: "s3:ListBucket", how });
    await expect(keysOf({})).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    heal();
    await expect(keysOf({ Prefix: "l/a" })).resolves.toEqual(["l/a"]);
  });

  test("an answer that breaks off in the middle is no answer", async () => {
    await put("long", "x".repeat(200_000));
    account.fault({ operation: "s3:GetObject", how: "half" });
    const broken = s3
      .send(new GetObjectCommand({ Bucket, Key: "long" }))
      .then(({ Body }) => Body?.transformToByteArray());
    await expect(broken).rejects.toThrow();
  });

  test("an operation that is not here is named, and counted", async () => {
    const key = { Bucket, Key: "x", CopySource: "staged/l/a" };
    const { CopyObjectCommand, CreateMultipartUploadCommand } = await import("@aws-sdk/client-s3");
    await expect(s3.send(new CopyObjectCommand(key))).rejects.toMatchObject({ name: "NotImplemented" });
    await expect(s3.send(new CreateMultipartUploadCommand(key))).rejects.toThrow("CreateMultipartUpload");
    expect(account.report().unknownOperations).toMatchObject({ "s3:CreateMultipartUpload": 1 });
  });
});

describe("a trail's bucket", () => {
  const delivered = async (from: Account, client: S3Client, name: string, prefix?: string) => {
    const files: { key: string; records: Record<string, string>[] }[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: name, Prefix: prefix },
    )) {
      for (const { Key = "", Size, LastModified } of Contents) {
        const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
        expect(ContentLength).toBe(Size);
        expect(LastModified?.getTime()).toBeLessThanOrEqual(from.clock().getTime());
        const raw = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array());
        files.push({ key: Key, records: JSON.parse(raw.toString()).Records });
      }
    }
    return files;
  };
  const name =
    /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/\1_CloudTrail_\2_\3\4\5T(\d\d)(\d\d)Z_[A-Za-z0-9]{16}\.json\.gz$/;

  test("holds what happened, in CloudTrail's own files", async () => {
    const files = await delivered(account, s3, `cloudtrail-logs-${account.accountId}`);
    for (const { key, records } of files) {
      const [, owner, region, year, month, day, hour, minute] = name.exec(key) ?? [];
      expect(owner, key).toBe(account.accountId);
      const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
      expect(at % 300_000).toBe(0);
      for (const record of records) {
        expect(record.awsRegion).toBe(region);
        const late = at - Date.parse(record.eventTime ?? "");
        expect(late).toBeGreaterThan(0);
        expect(late).toBeLessThanOrEqual(10 * 60_000);
      }
    }
    const ids = files.flatMap(({ records }) => records.map(({ eventID }) => eventID));
    const settled = recent.filter(({ eventTime }) => Date.parse(eventTime) < NOW.getTime() - 10 * 60_000);
    expect(settled.length).toBeGreaterThan(100);
    expect(ids.length).toBeLessThanOrEqual(recent.length);
    expect(new Set(ids)).toEqual(new Set([...ids, ...settled.map(({ eventID }) => eventID)]));
  });

  test("gets a file when its five minutes are over, and no file changes", async () => {
    let now = Date.parse("2026-05-04T08:02:00Z");
    const fresh = await startAccount({ clock: () => new Date(now), accountId: "444455556666" });
    const client = new S3Client(clientSettings(fresh, "eu-central-1"));
    const call = (eventID: string, eventTime: string) => ({
      eventVersion: "1.11",
      eventID,
      eventTime,
      eventSource: "ec2.amazonaws.com",
      eventName: "RunInstances",
      awsRegion: "eu-central-1",
      readOnly: false,
    });
    const bucket = `cloudtrail-logs-${fresh.accountId}`;
    const idsNow = async () =>
      (await delivered(fresh, client, bucket)).map(({ records }) => records.map(({ eventID }) => eventID));
    try {
      fresh.addRecords([call("one", "2026-05-04T08:01:00Z"), call("two", "2026-05-04T08:01:30Z")]);
      expect(await idsNow()).toEqual([]);
      now = Date.parse("2026-05-04T08:05:00Z");
      expect(await idsNow()).toEqual([["one", "two"]]);
      // Told later than others of its time.
      fresh.addRecords([call("three", "2026-05-04T07:59:00Z")]);
      now = Date.parse("2026-05-04T08:10:00Z");
      expect((await idsNow()).sort()).toEqual([["one", "two"], ["three"]]);
    } finally {
      await fresh.stop();
    }
  });

  test("gets nothing while the trail is off, and a second trail has a bucket and a prefix of its own", async () => {
    let now = Date.parse("2026-05-04T08:00:00Z");
    const fresh = await startAccount({ clock: () => new Date(now), accountId: "444455556666" });
    const settings = clientSettings(fresh, "eu-central-1");
    const client = new S3Client(settings);
    const cloudtrail = new CloudTrailClient(settings);
    const Name = "second";
    try {
      await cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: "elsewhere", S3KeyPrefix: "deep" }));
      const made = { eventVersion: "1.11", eventSource: "ec2.amazonaws.com", awsRegion: "eu-central-1" };
      const at = (eventTime: string) => [
        { ...made, eventID: eventTime, eventTime, eventName: "StopInstances" },
      ];
      fresh.addRecords(at("2026-05-04T08:00:30Z"));
      now += 60_000;
      await cloudtrail.send(new StartLoggingCommand({ Name }));
      fresh.addRecords(at("2026-05-04T08:01:30Z"));
      now += 20 * 60_000;
      const [file, ...others] = await delivered(fresh, client, "elsewhere", "deep/AWSLogs/444455556666/");
      const ids = [file, ...others].flatMap((each) => each?.records ?? []).map(({ eventID }) => eventID);
      expect(ids).toContain("2026-05-04T08:01:30Z");
      expect(ids).not.toContain("2026-05-04T08:00:30Z");
    } finally {
      await fresh.stop();
    }
  });
});
