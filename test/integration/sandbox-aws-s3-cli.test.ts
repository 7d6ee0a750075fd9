import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";

const NOW = new Date("2026-05-04T12:00:00Z");
const call = (eventID: string, eventTime: string, awsRegion = "eu-central-1") => ({
  eventVersion: "1.11",
  eventID,
  eventTime,
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion,
  recipientAccountId: "111122223333",
  readOnly: false,
});
const trail = "cloudtrail-logs-111122223333";

let account: Account;
let folder = "";
beforeAll(async () => {
  account = await startAccount({
    clock: () => NOW,
    accountId: "111122223333",
    records: [
      call("one", "2026-05-04T08:00:30Z"),
      call("two", "2026-05-04T08:20:30Z"),
      call("three", "2026-05-03T08:00:00Z", "us-east-1"),
    ],
  });
  folder = await mkdtemp(join(tmpdir(), "s3-cli-"));
});
afterAll(async () => {
  await account.stop();
  await rm(folder, { recursive: true });
});

const found = (process.env.PATH ?? "")
  .split(":")
  .map((path) => join(path, "aws"))
  .filter(existsSync);
const CLIS = [...new Set(found.map((path) => realpathSync(path)))];

describe.skipIf(CLIS.length === 0)("the AWS CLI and S3", () => {
  describe.each(CLIS)("%s", (cli) => {
    async function aws(words: string[], region = "eu-central-1"): Promise<string> {
      const env = {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_PAGER: "",
      };
      const common = ["--region", region, "--endpoint-url", account.url, "--output", "json"];
      const { stdout } = await promisify(execFile)(cli, [...common, ...words], { env });
      return stdout;
    }
    const s3api = async (...words: string[]) => JSON.parse(await aws(["s3api", ...words]));
    const bucket = `cli-${CLIS.indexOf(cli)}`;

    test("shows the files of the trail", async () => {
      const days = await aws([
        "s3",
        "ls",
        `s3://${trail}/AWSLogs/111122223333/CloudTrail/eu-central-1/2026/05/`,
      ]);
      expect(days.trim()).toBe("PRE 04/");
      const all = await aws(["s3", "ls", "--recursive", `s3://${trail}`]);
      expect(
        all.match(/_CloudTrail_(eu-central|us-east)-1_2026050[34]T08\d\dZ_\w{16}\.json\.gz/g),
      ).toHaveLength(3);
      const { Contents, CommonPrefixes } = await s3api(
        ...["list-objects-v2", "--bucket", trail, "--prefix", "AWSLogs/", "--delimiter", "CloudTrail/"],
      );
      expect(Contents).toBeUndefined();
      expect(CommonPrefixes).toEqual([{ Prefix: "AWSLogs/111122223333/CloudTrail/" }]);
    });

    test("pages through a list", async () => {
      const { Contents } = await s3api("list-objects-v2", "--bucket", trail, "--page-size", "1");
      expect(Contents).toHaveLength(3);
      const { NextToken, Contents: two } = await s3api(
        "list-objects-v2",
        "--bucket",
        trail,
        "--max-items",
        "2",
      );
      expect(two).toHaveLength(2);
      const rest = await s3api("list-objects-v2", "--bucket", trail, "--starting-token", NextToken);
      expect(rest.Contents).toHaveLength(1);
    });

    test("copies the trail's files to a folder", async () => {
      const copy = join(folder, bucket, "copy");
      await aws(["s3", "cp", "--recursive", "--quiet", `s3://${trail}`, copy]);
      const files = (await readdir(copy, { recursive: true })).filter((file) => file.endsWith(".json.gz"));
      const records = await Promise.all(
        files.map(
          async (file) => JSON.parse(gunzipSync(await readFile(join(copy, file))).toString()).Records,
        ),
      );
      expect(
        records
          .flat()
          .map(({ eventID }) => eventID)
          .sort(),
      ).toEqual(["one", "three", "two"]);
    });

    test("puts files with odd names, and gets them back", async () => {
      await aws(["s3", "mb", `s3://${bucket}`]);
      const there = join(folder, bucket);
      const name = "a b+ü&(1)%.bin";
      const bytes = Buffer.from([0x1f, 0x8b, 0, 13, 10, 0xff]);
      await mkdir(there, { recursive: true });
      await writeFile(join(there, "file"), bytes);
      await aws(["s3", "cp", "--quiet", join(there, "file"), `s3://${bucket}/x/${name}`]);
      expect(await aws(["s3", "ls", `s3://${bucket}/x/`])).toContain(`6 ${name}`);
      const got = await s3api("get-object", "--bucket", bucket, "--key", `x/${name}`, join(there, "back"));
      expect(got).toMatchObject({ ContentLength: 6, AcceptRanges: "bytes" });
      expect(await readFile(join(there, "back"))).toEqual(bytes);
      const ranged = ["--range", "bytes=1-2", join(there, "part")];
      await s3api("get-object", "--bucket", bucket, "--key", `x/${name}`, ...ranged);
      expect(await readFile(join(there, "part"))).toEqual(bytes.subarray(1, 3));
      expect(await s3api("head-object", "--bucket", bucket, "--key", `x/${name}`)).toMatchObject({
        ContentLength: 6,
      });
      await aws(["s3", "rm", "--quiet", `s3://${bucket}/x/${name}`]);
      expect(await s3api("list-objects-v2", "--bucket", bucket).catch(() => ({}))).not.toHaveProperty(
        "Contents",
      );
      const { Buckets } = await s3api("list-buckets");
      expect(Buckets.map(({ Name }: { Name: string }) => Name)).toContain(bucket);
    });

    test("is told what is wrong", async () => {
      const missing = ["get-object", "--bucket", trail, "--key", "nowhere", join(folder, "none")];
      await expect(s3api(...missing)).rejects.toThrow("NoSuchKey");
      await expect(s3api("list-objects-v2", "--bucket", "nobody")).rejects.toThrow("NoSuchBucket");
      const heal = account.fault({ operation: "s3:ListBucket", how: "deny" });
      await expect(aws(["s3", "ls", `s3://${trail}`])).rejects.toThrow("AccessDenied");
      heal();
      expect(await aws(["s3", "ls", `s3://${trail}`])).toContain("PRE AWSLogs/");
    });
  });
});
