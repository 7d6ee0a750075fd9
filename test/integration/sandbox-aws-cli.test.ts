import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW, story, storyAccount } from "./sandbox-account.ts";

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

    test("reads what the trail records", async () => {
      const { trailList } = await aws("cloudtrail", "describe-trails");
      expect(trailList).toMatchObject([{ Name: "management-events", HomeRegion: "eu-central-1" }]);
      const status = await aws("cloudtrail", "get-trail-status", "--name", "management-events");
      expect(status.IsLogging).toBe(true);
      const selectors = await aws("cloudtrail", "get-event-selectors", "--trail-name", "management-events");
      expect(selectors.TrailARN).toBe(trailList[0].TrailARN);
      await expect(aws("cloudtrail", "get-trail-status", "--name", "none")).rejects.toThrow("TrailNotFound");
    });

    test("asks Logs Insights and reads metric filters", async () => {
      const group = ["--log-group-name", "aws/cloudtrail/managementevents"];
      const to = Math.floor(NOW.getTime() / 1000);
      const times = ["--start-time", String(to - 90_000), "--end-time", String(to)];
      const text = ["--query-string", "stats count(*) as n by awsRegion | sort n desc | limit 1"];
      const { queryId } = await aws("logs", "start-query", ...group, ...times, ...text);
      account.pass(10_000);
      const answer = await aws("logs", "get-query-results", "--query-id", queryId);
      expect([answer.status, answer.results.length]).toEqual(["Complete", 1]);
      const broken = aws("logs", "start-query", ...group, ...times, "--query-string", "filtre x");
      await expect(broken).rejects.toThrow("MalformedQueryException");

      const metric = JSON.stringify([{ metricName: "D", metricNamespace: "S", metricValue: "1" }]);
      const filter = ["--filter-name", "d", "--filter-pattern", '{ $.errorCode = "AccessDenied*" }'];
      await aws("logs", "put-metric-filter", ...group, ...filter, "--metric-transformations", metric);
      const fed = ["--metric-name", "D", "--metric-namespace", "S"];
      const { metricFilters } = await aws("logs", "describe-metric-filters", ...fed);
      expect(metricFilters).toMatchObject([{ filterName: "d", metricTransformations: JSON.parse(metric) }]);
    });

    test("subscribes a queue to a topic and hears an alarm on a metric", async () => {
      const name = `told-${CLIS.indexOf(cli)}`;
      const { TopicArn } = await aws(
        "sns",
        "create-topic",
        "--name",
        name,
        "--attributes",
        "SignatureVersion=2",
      );
      const allow = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
      const Policy = JSON.stringify({ Statement: [allow] });
      const { QueueUrl } = await aws(
        ...["sqs", "create-queue", "--queue-name", name],
        ...["--attributes", JSON.stringify({ Policy })],
      );
      const endpoint = `arn:aws:sqs:eu-central-1:${account.accountId}:${name}`;
      const { SubscriptionArn } = await aws(
        ...["sns", "subscribe", "--topic-arn", TopicArn, "--protocol", "sqs"],
        ...["--notification-endpoint", endpoint, "--attributes", "RawMessageDelivery=true"],
      );
      const { Attributes } = await aws(
        "sns",
        "get-subscription-attributes",
        "--subscription-arn",
        SubscriptionArn,
      );
      expect(Attributes).toMatchObject({ RawMessageDelivery: "true", PendingConfirmation: "false" });
      const topic = await aws("sns", "get-topic-attributes", "--topic-arn", TopicArn);
      expect(topic.Attributes.SignatureVersion).toBe("2");

      const metric = ["--namespace", "Cli", "--metric-name", name];
      await aws(
        ...["cloudwatch", "put-metric-alarm", "--alarm-name", name, ...metric, "--statistic", "Sum"],
        ...["--period", "60", "--evaluation-periods", "1", "--threshold", "2"],
        ...["--comparison-operator", "GreaterThanThreshold", "--alarm-actions", TopicArn],
        ...["--dimensions", "Name=Site,Value=west", "--tags", "Key=runbook,Value=r"],
      );
      const rule = ["--alarm-rule", `ALARM(${name})`];
      await aws("cloudwatch", "put-composite-alarm", "--alarm-name", `${name}-all`, ...rule);
      const value = ["--value", "5", "--dimensions", "Site=west"];
      await aws("cloudwatch", "put-metric-data", ...metric, ...value);
      await account.advance(60_000);
      const types = ["--alarm-types", "MetricAlarm", "CompositeAlarm"];
      const described = await aws("cloudwatch", "describe-alarms", ...types, "--alarm-name-prefix", name);
      expect(described.MetricAlarms).toMatchObject([
        { StateValue: "ALARM", Dimensions: [{ Name: "Site", Value: "west" }], AlarmActions: [TopicArn] },
      ]);
      expect(described.CompositeAlarms).toMatchObject([{ AlarmRule: `ALARM(${name})`, StateValue: "ALARM" }]);
      const tags = ["--resource-arn", described.MetricAlarms[0].AlarmArn];
      const listed = await aws("cloudwatch", "list-tags-for-resource", ...tags);
      expect(listed.Tags).toEqual([{ Key: "runbook", Value: "r" }]);
      const statistics = await aws(
        ...["cloudwatch", "get-metric-statistics", ...metric, "--dimensions", "Name=Site,Value=west"],
        ...["--start-time", new Date(account.clock().getTime() - 600_000).toISOString()],
        ...["--end-time", account.clock().toISOString(), "--period", "60", "--statistics", "Sum"],
      );
      expect(statistics.Datapoints).toMatchObject([{ Sum: 5, Unit: "None" }]);
      const { Messages } = await aws("sqs", "receive-message", "--queue-url", QueueUrl);
      expect(JSON.parse(Messages[0].Body)).toMatchObject({ AlarmName: name, NewStateValue: "ALARM" });
    });

    test("makes an API destination", async () => {
      const name = `cli-${CLIS.indexOf(cli)}`;
      const { ConnectionArn } = await aws(
        ...["events", "create-connection", "--name", name, "--authorization-type", "API_KEY"],
        ...["--auth-parameters", '{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"v"}}'],
      );
      // As JSON, because CLI 1 would fetch a parameter that is an address.
      const input = {
        Name: name,
        ConnectionArn,
        InvocationEndpoint: "http://127.0.0.1:9/x",
        HttpMethod: "POST",
      };
      const { ApiDestinationState } = await aws(
        ...["events", "create-api-destination", "--cli-input-json", JSON.stringify(input)],
      );
      expect(ApiDestinationState).toBe("ACTIVE");
    });

    test("is told of faults by their names", async () => {
      account.fault({ operation: "cloudwatch:DescribeAlarms", how: "deny", times: 1 });
      await expect(aws("cloudwatch", "describe-alarms")).rejects.toThrow("AccessDenied");
      account.fault({ operation: "sns:ListTopics", how: "expired" });
      await expect(aws("sns", "list-topics")).rejects.toThrow("ExpiredToken");
      // It tries a throttled call again by itself.
      account.fault({ operation: "cloudtrail:ListTrails", how: "throttle" });
      expect((await aws("cloudtrail", "list-trails")).Trails).toHaveLength(1);
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
