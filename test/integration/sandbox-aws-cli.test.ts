import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { story, storyAccount } from "./sandbox-account.ts";

let account: Awaited<ReturnType<typeof storyAccount>>;

beforeAll(async () => {
  account = await storyAccount();
});

afterAll(() => account.stop());

const found = (process.env.PATH ?? "")
  .split(":")
  .map((folder) => join(folder, "aws"))
  .filter(existsSync);
// /bin is often /usr/bin under another name.
const CLIS = [...new Set(found.map((path) => realpathSync(path)))];

describe.skipIf(CLIS.length === 0)("the AWS CLI", () => {
  describe.each(CLIS)("%s", (cli) => {
    async function aws(...words: string[]) {
      const environment = {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_PAGER: "",
      };
      const common = ["--region", "eu-central-1", "--endpoint-url", account.url, "--output", "json"];
      const { stdout } = await promisify(execFile)(cli, [...common, ...words], { env: environment });
      return stdout.trim() === "" ? undefined : JSON.parse(stdout);
    }

    test("looks up events and pages through them", async () => {
      const key = `AttributeKey=AccessKeyId,AttributeValue=${story.answer.key}`;
      const { Events } = await aws("cloudtrail", "lookup-events", "--lookup-attributes", key);
      expect(Events.length).toBeGreaterThan(100);
      await expect(aws("cloudtrail", "lookup-events", "--lookup-attributes", key, key)).rejects.toThrow(
        "You can only specify one LookupAttribute per request.",
      );
    });

    test("filters log events", async () => {
      const pattern = `{ $.userIdentity.accessKeyId = "${story.answer.key}" && $.errorCode = "*UnauthorizedOperation" }`;
      const group = "aws/cloudtrail/managementevents";
      const { events } = await aws(
        "logs",
        "filter-log-events",
        "--log-group-name",
        group,
        "--filter-pattern",
        pattern,
      );
      expect(events.length).toBeGreaterThan(3);
    });

    test("runs a queue, a rule and an alarm from end to end", async () => {
      const name = `cli-${CLIS.indexOf(cli)}`;
      const queueArn = `arn:aws:sqs:eu-central-1:${account.accountId}:${name}`;
      const allow = {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "*",
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allow] });
      const { QueueUrl } = await aws(
        "sqs",
        "create-queue",
        "--queue-name",
        name,
        "--attributes",
        JSON.stringify({ Policy }),
      );
      const attributes = await aws(
        "sqs",
        "get-queue-attributes",
        "--queue-url",
        QueueUrl,
        "--attribute-names",
        "All",
      );
      expect(attributes.Attributes).toMatchObject({ QueueArn: queueArn, Policy });
      const pattern = JSON.stringify({
        detail: { alarmName: [name], previousState: { value: [{ exists: true }] } },
      });
      await aws("events", "put-rule", "--name", name, "--event-pattern", pattern);
      await aws("events", "put-targets", "--rule", name, "--targets", `Id=q,Arn=${queueArn}`);
      const metric = [
        "--metric-name",
        "m",
        "--namespace",
        "n",
        "--statistic",
        "Sum",
        "--period",
        "60",
        "--evaluation-periods",
        "1",
      ];
      const test = ["--threshold", "1.5", "--comparison-operator", "GreaterThanThreshold"];
      await aws("cloudwatch", "put-metric-alarm", "--alarm-name", name, ...metric, ...test);
      const state = ["--state-value", "ALARM", "--state-reason", "by hand"];
      await aws("cloudwatch", "set-alarm-state", "--alarm-name", name, ...state);
      const { MetricAlarms } = await aws("cloudwatch", "describe-alarms", "--alarm-names", name);
      expect(MetricAlarms).toMatchObject([
        { AlarmName: name, StateValue: "ALARM", Threshold: 1.5, EvaluationPeriods: 1 },
      ]);
      await expect(aws("cloudwatch", "set-alarm-state", "--alarm-name", "none", ...state)).rejects.toThrow(
        "ResourceNotFound",
      );

      const received = await aws(
        "sqs",
        "receive-message",
        "--queue-url",
        QueueUrl,
        "--attribute-names",
        "All",
      );
      expect(received.Messages).toMatchObject([{ Attributes: { ApproximateReceiveCount: "1" } }]);
      expect(JSON.parse(received.Messages[0].Body).detail.state.reason).toBe("by hand");
      const handle = ["--receipt-handle", received.Messages[0].ReceiptHandle];
      await aws("sqs", "delete-message", "--queue-url", QueueUrl, ...handle);
      expect(await aws("sqs", "receive-message", "--queue-url", QueueUrl)).toBeUndefined();
      await aws("sqs", "delete-queue", "--queue-url", QueueUrl);
      await expect(aws("sqs", "get-queue-url", "--queue-name", name)).rejects.toThrow("NonExistentQueue");
    });

    test("knows who it is and takes up a role", async () => {
      expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: account.accountId });
      const role = [
        "--role-arn",
        `arn:aws:iam::${account.accountId}:role/reader`,
        "--role-session-name",
        "cli",
      ];
      const { Credentials } = await aws("sts", "assume-role", ...role, "--source-identity", "responder");
      expect(Credentials.AccessKeyId).toMatch(/^ASIA/);
    });
  });
});
