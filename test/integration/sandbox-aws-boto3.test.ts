import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { NOW, story } from "./sandbox-account.ts";

const run = promisify(execFile);

/** Every python3 on the path that has boto3. */
async function pythons(): Promise<string[]> {
  const found = (process.env.PATH ?? "")
    .split(":")
    .map((folder) => join(folder, "python3"))
    .filter(existsSync)
    .map((path) => realpathSync(path));
  const able = await Promise.all(
    [...new Set(found)].map((python) =>
      run(python, ["-c", "import boto3"]).then(
        () => [python],
        () => [],
      ),
    ),
  );
  return able.flat();
}
const PYTHONS = await pythons();

describe.skipIf(PYTHONS.length === 0)("boto3", () => {
  let account: Account;
  beforeAll(async () => {
    account = await startAccount({
      clock: () => NOW,
      records: story.records,
      accountId: story.accountId,
      lookupRatePerSecond: 10_000,
      filterRatePerSecond: 10_000,
    });
  });
  afterAll(() => account.stop());

  test.each(PYTHONS)("%s understands every answer", async (python) => {
    const script = join(import.meta.dirname, "sandbox-aws.py");
    const { stdout } = await run(python, [script, account.url, account.accountId]);
    const topic = `arn:aws:sns:eu-central-1:${account.accountId}:alarms`;
    expect(JSON.parse(stdout)).toEqual({
      trails: ["management-events"],
      logging: true,
      selectors: 1,
      "unknown trail": "TrailNotFoundException",
      events: expect.any(Number),
      filters: "denied",
      statuses: ["Scheduled", "Complete"],
      row: ["eventName", "n"],
      malformed: 0,
      subscribed: true,
      topic: "2",
      topics: [topic],
      tags: [{ Key: "a", Value: "b" }],
      received: ["hello", "v"],
      "unknown topic": "NotFound",
      "unknown queue": "AWS.SimpleQueueService.NonExistentQueue",
      alarm: ["ALARM", 2.5],
      composite: "ALARM",
      "alarm tags": [{ Key: "runbook", Value: "denied" }],
      history: 3,
      datapoints: [[3, 2]],
      told: ["denied", "ALARM", 2.5],
      "unknown alarm": "ResourceNotFound",
      connection: "AUTHORIZED",
      destination: "ACTIVE",
      targets: 0,
      "bad pattern": "InvalidEventPatternException",
      "source identity": "responder",
    });
  });
});
