import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Alarm, transitionKey } from "./alarm.ts";
import { parseAlarm } from "./parse-alarm.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/alarms/${name}.json`, import.meta.url), "utf8");

function alarmIn(body: string): Alarm {
  const parsed = parseAlarm(body);
  if (parsed.outcome !== "alarm") throw new Error(`expected an alarm: ${JSON.stringify(parsed)}`);
  return parsed.alarm;
}

function whyNot(body: string): string {
  const parsed = parseAlarm(body);
  return parsed.outcome === "unparsed" ? parsed.why : `not unparsed but ${parsed.outcome}`;
}

/** The fixture with something changed. */
function changed(name: string, change: (json: { detail: Record<string, unknown> }) => void): string {
  const json = JSON.parse(fixture(name));
  change(json);
  return JSON.stringify(json);
}

describe("EventBridge", () => {
  test("a metric alarm has its account, Region, time, metric, tags and what it was before", () => {
    expect(alarmIn(fixture("eventbridge-metric"))).toEqual({
      arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:denied-calls-burst",
      name: "denied-calls-burst",
      account: "111122223333",
      region: "eu-west-1",
      kind: "metric",
      state: "ALARM",
      previousState: "OK",
      reason: expect.stringMatching(/^Threshold Crossed: 1 out of/),
      description: "More denied calls than a day of mistakes explains",
      at: new Date("2026-06-09T02:41:07.338Z"),
      metrics: [
        {
          id: "denied",
          namespace: "Trail",
          name: "DeniedCalls",
          dimensions: { Stage: "live" },
          stat: "Sum",
          periodSeconds: 300,
          returnData: true,
        },
      ],
      dimensions: { Stage: "live" },
      children: [],
      muted: false,
      suppressed: false,
      tags: { runbook: "unauthorised-calls", team: "security" },
      periodSeconds: 300,
    });
  });

  test("a metric math alarm has only the dimensions its metrics agree on, and the longest period", () => {
    const alarm = alarmIn(fixture("eventbridge-metric-math-muted"));
    expect(alarm).toMatchObject({ kind: "metric-math", state: "OK" });
    expect(alarm.dimensions).toEqual({ Api: "orders" });
    expect(alarm.periodSeconds).toBe(120);
    expect(alarm.metrics.map(({ returnData }) => returnData)).toEqual([true, false, false]);
  });

  test("an offset other than UTC is the same moment", () => {
    expect(alarmIn(fixture("eventbridge-metric-math-muted")).at).toEqual(
      new Date("2026-06-09T03:00:10.004Z"),
    );
  });

  test("a muted alarm is known as muted, wherever the detail stands", () => {
    expect(alarmIn(fixture("eventbridge-metric-math-muted")).muted).toBe(true);
    const inDetail = changed("eventbridge-metric", ({ detail }) => {
      Object.assign(detail, { muteDetail: { mutedByArn: "arn:aws:cloudwatch:x" } });
    });
    expect(alarmIn(inDetail).muted).toBe(true);
  });

  test("an anomaly alarm is told by its band", () => {
    expect(alarmIn(fixture("eventbridge-anomaly"))).toMatchObject({
      kind: "anomaly",
      state: "INSUFFICIENT_DATA",
      name: "Sign-ins outside the band",
      region: "us-east-1",
    });
  });

  test("a composite alarm has no metrics, but the alarms that made it change, and its suppressor", () => {
    expect(alarmIn(fixture("eventbridge-composite-suppressed"))).toMatchObject({
      kind: "composite",
      metrics: [],
      suppressed: true,
      children: [
        { arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:denied-calls-burst", state: "ALARM" },
        { arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:new-access-key", state: "OK" },
      ],
    });
  });

  test("reasonData may be an object too", () => {
    const body = changed("eventbridge-composite-suppressed", (json) => {
      const state = json.detail.state as { reasonData: unknown };
      state.reasonData = JSON.parse(state.reasonData as string);
    });
    expect(alarmIn(body)).toEqual(alarmIn(fixture("eventbridge-composite-suppressed")));
  });

  test("a multi-series alarm and its contributors are apart, though they changed at the same time", () => {
    const parent = alarmIn(fixture("eventbridge-multi-series"));
    const contributor = alarmIn(fixture("eventbridge-contributor"));
    expect(parent).toMatchObject({ kind: "multi-series", contributor: undefined });
    expect(contributor).toMatchObject({
      kind: "contributor",
      previousState: undefined,
      contributor: { id: "9d41c7aa02b3e86f", attributes: { QueueName: "orders" } },
    });
    expect(transitionKey(parent)).not.toBe(transitionKey(contributor));
  });

  test("a configuration change is no alarm; it says what was done, and when", () => {
    expect(parseAlarm(fixture("eventbridge-configuration-change"))).toEqual({
      outcome: "configuration-change",
      change: {
        arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:new-access-key",
        name: "new-access-key",
        account: "111122223333",
        region: "eu-west-1",
        operation: "delete",
        at: new Date("2026-06-09T02:39:59Z"),
      },
    });
  });

  test("without a listed ARN the alarm is known by its name, account and Region", () => {
    const body = changed("eventbridge-metric", (json) => {
      Object.assign(json, { resources: [] });
    });
    expect(alarmIn(body).arn).toBe(alarmIn(fixture("eventbridge-metric")).arn);
  });
});

describe("SNS", () => {
  test("a metric alarm reads the same as by EventBridge, but for what only one of them tells", () => {
    const metric = {
      namespace: "Trail",
      name: "DeniedCalls",
      dimensions: { Stage: "live" },
      stat: "SampleCount",
      periodSeconds: 300,
      returnData: true,
    };
    expect(alarmIn(fixture("sns-metric"))).toEqual({
      ...alarmIn(fixture("eventbridge-metric")),
      metrics: [metric],
      tags: { runbook: "unauthorised-calls" },
      evaluationPeriods: 2,
    });
  });

  test("one transition has one key, by EventBridge, SNS, or SNS in SQS", () => {
    const paths = ["eventbridge-metric", "sns-metric", "sns-envelope"].map(fixture).map(alarmIn);
    expect(new Set(paths.map(transitionKey))).toEqual(
      new Set(["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:denied-calls-burst||ALARM|1780972867338"]),
    );
  });

  test("Region is taken from the ARN, never from the display name", () => {
    expect(alarmIn(fixture("sns-metric")).region).toBe("eu-west-1");
  });

  test("a metric math alarm has its expression and inputs", () => {
    expect(alarmIn(fixture("sns-metric-math"))).toMatchObject({
      kind: "metric-math",
      description: undefined,
      dimensions: { Api: "orders" },
      metrics: [{ expression: "refused / all" }, { name: "Count", namespace: "Gateway", stat: "Sum" }],
    });
  });

  test("a composite alarm has its children, and none is no fault", () => {
    expect(alarmIn(fixture("sns-composite"))).toMatchObject({
      kind: "composite",
      children: [
        { arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:denied-calls-burst", state: "ALARM" },
      ],
    });
    const childless = changed("sns-composite", (json) => {
      Object.assign(json, { TriggeringChildren: [] });
    });
    expect(alarmIn(childless)).toMatchObject({ kind: "composite", children: [] });
  });

  test("a log alarm needs no metric", () => {
    expect(alarmIn(fixture("sns-log"))).toMatchObject({
      kind: "log",
      metrics: [],
      region: "us-east-1",
      evaluationPeriods: 2,
    });
  });

  test("a log alarm's contributor names the suspect", () => {
    expect(alarmIn(fixture("sns-log-contributor"))).toMatchObject({
      kind: "contributor",
      contributor: {
        id: "51aa90cc77de1234",
        attributes: { "userIdentity.accessKeyId": "AKIAIOSFODNN7EXAMPLE" },
      },
    });
  });

  test("an old message without AlarmArn takes the Region of its topic", () => {
    expect(alarmIn(fixture("sns-envelope-old"))).toMatchObject({
      arn: "arn:aws:cloudwatch:ap-southeast-2:444455556666:alarm:disk-full",
      region: "ap-southeast-2",
      metrics: [{ stat: "Maximum" }],
    });
    expect(whyNot(fixture("sns-old"))).toMatch(/without AlarmArn/);
  });

  test("the forms that pass through Lambda are read", () => {
    expect(alarmIn(fixture("lambda-records"))).toMatchObject({ name: "refused-share", kind: "metric-math" });
    expect(alarmIn(fixture("lambda-action"))).toMatchObject({
      name: "function-errors",
      account: "444455556666",
      previousState: "OK",
      metrics: [{ stat: "p99", dimensions: { FunctionName: "importer" } }],
      tags: { team: "imports" },
      at: new Date("2026-06-13T06:07:08.888Z"),
    });
  });

  test("an event published to SNS is read inside its envelope", () => {
    expect(alarmIn(fixture("sns-envelope-of-event"))).toEqual(alarmIn(fixture("eventbridge-contributor")));
  });
});

describe("what Cairn does not know", () => {
  test.each([
    ["not json", "The body is not JSON."],
    ["null", "The JSON is not an object."],
    ['"text"', "The JSON is not an object."],
    ["[]", "The JSON is not an object."],
    ["{}", "No form of an alarm that Cairn knows."],
    ['{"detail-type":"AWS API Call via CloudTrail"}', "An EventBridge event, but not of a CloudWatch alarm."],
    ['{"detail-type":7}', "An EventBridge event whose detail-type is not a text."],
    ['{"Records":[{"eventSource":"aws:s3"}]}', "Records, but not of SNS."],
    [`{"Type":"Notification","TopicArn":"t","Message":7}`, "An SNS envelope whose Message is not a text."],
    ['{"AlarmName":"a","NewStateValue":"RED"}', /NewStateValue is not OK/],
    ['{"alarmArn":"a","alarmData":{}}', /without a readable alarm state/],
    ["[".repeat(65) + "]".repeat(65), "The JSON nests deeper than 64 levels."],
    [`"${"x".repeat(1_048_576)}"`, "The body is larger than 1 MB."],
  ])("unknown body %# is unparsed, and says why", (body, why) => {
    expect(whyNot(body)).toMatch(why);
  });

  test("SNS's own questions are shown to operators", () => {
    expect(whyNot(fixture("sns-subscription-confirmation"))).toMatch(/confirm a subscription/);
  });

  test("envelopes inside envelopes end", () => {
    let body = fixture("sns-metric");
    for (let depth = 0; depth < 4; depth++) {
      body = JSON.stringify({ Type: "Notification", TopicArn: "t", Message: body });
    }
    expect(whyNot(body)).toMatch(/Too many SNS envelopes/);
  });

  test("brackets inside a text are no nesting", () => {
    const body = changed("sns-metric", (json) => {
      Object.assign(json, { AlarmDescription: `\\"${"[{".repeat(500)}` });
    });
    expect(alarmIn(body).description).toContain("[{[{");
  });
});

describe("hostile input", () => {
  test("what only describes an alarm is dropped when it is malformed; the alarm stays", () => {
    const body = changed("eventbridge-metric", (json) => {
      Object.assign(json.detail, {
        previousState: "OK",
        configuration: { description: 7, metrics: [null, { id: "kept", metricStat: { period: -1 } }] },
        alarmTags: [{ Key: 1 }, 7],
        alarmContributor: "x",
      });
    });
    expect(alarmIn(body)).toMatchObject({
      state: "ALARM",
      metrics: [{ id: "kept", dimensions: {}, returnData: true }],
      tags: {},
    });
  });

  test("a NUL, which the database refuses, and a prototype do not get through", () => {
    const body = fixture("eventbridge-metric")
      .replaceAll("denied-calls-burst", "denied\\u0000burst")
      .replace('"team"', '"__proto__"');
    const alarm = alarmIn(body);
    expect(alarm.name).toBe("denied\uFFFDburst");
    expect(Object.keys(alarm.tags)).toEqual(["runbook"]);
    expect(JSON.stringify(alarm)).not.toContain("\\u0000");
  });

  test("a time that no calendar has is no time", () => {
    const body = changed("sns-metric", (json) => {
      Object.assign(json, { StateChangeTime: "9999999-01-01" });
    });
    expect(whyNot(body)).toMatch(/without a readable StateChangeTime/);
  });

  test("alarm names with separators do not share a key with another alarm's contributor", () => {
    const alarm = alarmIn(fixture("eventbridge-metric"));
    const trick = { ...alarm, arn: "a|b" };
    const other = { ...alarm, arn: "a", contributor: { id: "b|", attributes: {} } };
    expect(transitionKey(trick)).not.toBe(transitionKey(other));
  });

  test("nothing makes the parser throw, and every answer is one of three", () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(...ALL).chain((name) =>
        // Any value, at any place of a real message.
        fc.tuple(fc.nat(), fc.jsonValue()).map(([place, value]) => replaceNth(fixture(name), place, value)),
      ),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const parsed = parseAlarm(body);
        expect(["alarm", "configuration-change", "unparsed"]).toContain(parsed.outcome);
        if (parsed.outcome === "alarm") expect(transitionKey(parsed.alarm)).toMatch(/\|\d+$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

const ALL = [
  "eventbridge-metric",
  "eventbridge-composite-suppressed",
  "eventbridge-contributor",
  "eventbridge-configuration-change",
  "sns-metric",
  "sns-metric-math",
  "sns-log",
  "sns-log-contributor",
  "sns-envelope",
  "lambda-records",
  "lambda-action",
];

/** The JSON with its n-th value, counted through the whole tree, replaced. */
function replaceNth(body: string, place: number, value: unknown): string {
  const json: unknown = JSON.parse(body);
  let count = 0;
  JSON.stringify(json, (_, inner) => {
    count++;
    return inner;
  });
  let at = 0;
  return JSON.stringify(json, (_, inner) => (at++ === place % count ? value : inner)) ?? "";
}
