import { describe, expect, test } from "vitest";
import { subjectOf } from "../alarm/alarm-subject.ts";
import { createEvaluation } from "../query/evaluate.ts";
import type { Row } from "../query/query.ts";
import { changesQuery, groupChanges } from "./what-changed.ts";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const call = (principal: string, eventName: string, more: Row = {}): Row => ({
  principal,
  person: null,
  "userIdentity.type": "AssumedRole",
  "userIdentity.invokedBy": null,
  eventSource: "lambda.amazonaws.com",
  eventName,
  resource: null,
  errorCode: null,
  count: 1,
  first: "2026-11-20T02:00:00Z",
  last: "2026-11-20T02:00:00Z",
  ...more,
});
const metric = (namespace: string, dimensions: Record<string, string> = {}) =>
  subjectOf({ dimensions, metrics: [{ namespace, dimensions, returnData: true }] });
const shop = metric("AWS/Lambda", { FunctionName: "shop-api" });

describe("what an alarm is about", () => {
  test("is the service and the resource of its metric, as CloudTrail names them", () => {
    expect(shop).toEqual({ sources: ["lambda.amazonaws.com"], names: ["shop-api"] });
    expect(metric("AWS/ApplicationELB", { LoadBalancer: "app/shop/0123456789abcdef" }).sources).toEqual([
      "elasticloadbalancing.amazonaws.com",
    ]);
    expect(metric("AWS/ApiGateway", { ApiName: "shop", Stage: "prod" }).names).toEqual(["shop"]);
  });

  test("is the whole account for a metric filter's own metric", () => {
    expect(metric("Security")).toEqual({ sources: [], names: [] });
    expect(metric("AWS/Billing", { Currency: "USD" })).toEqual({ sources: [], names: [] });
  });
});

describe("who changed something", () => {
  test("on the alarm's own resource comes first, then on its service, then in the account, newest first", () => {
    const names = groupChanges(
      [
        call(role("reader"), "CreateTable", {
          eventSource: "dynamodb.amazonaws.com",
          last: "2026-11-20T02:50:00Z",
        }),
        call(role("admin"), "UpdateFunctionCode", { resource: "other", last: "2026-11-20T02:40:00Z" }),
        call(role("operator"), "PutFunctionConcurrency", { resource: "other", last: "2026-11-20T02:45:00Z" }),
        call(role("dev"), "UpdateFunctionConfiguration", {
          resource: "arn:aws:lambda:eu-central-1:111122223333:function:shop-api",
          last: "2026-11-20T02:10:00Z",
        }),
      ],
      shop,
      [],
    ).map(({ name, nearness }) => `${name}: ${nearness}`);
    expect(names).toEqual(["dev: resource", "operator: service", "admin: service", "reader: account"]);
  });

  test("on its log group is not on the function, and on its group by the group's own name is", () => {
    const nearness = (row: Row) => groupChanges([row], shop, [])[0]?.nearness;
    const logs = { eventSource: "logs.amazonaws.com", resource: "/aws/lambda/shop-api" };
    expect(nearness(call(role("dev"), "PutRetentionPolicy", logs))).toBe("account");
    const tags = { eventSource: "tagging.amazonaws.com", resource: "shop-api" };
    expect(nearness(call(role("dev"), "TagResources", tags))).toBe("resource");
  });

  test("from a pipeline or an AWS service is one line, however many sessions and kinds of call", () => {
    const rows = Array.from({ length: 41 }, (_, at) =>
      call(role("deploy-pipeline"), `Call${at}`, { person: `run-${at}` }),
    );
    const services = ["autoscaling.amazonaws.com", "autoscaling.amazonaws.com"].map((invokedBy, at) =>
      call(role(`any-${at}`), "TerminateInstances", { "userIdentity.invokedBy": invokedBy }),
    );
    const own = call(role("release-robot"), "PutImage");
    const found = groupChanges([...rows, ...services, own], metric("Security"), ["release-*"]);
    expect(found.map(({ kind, name, calls }) => `${kind} ${name}: ${calls}`).sort()).toEqual([
      "pipeline deploy-pipeline: 41",
      "pipeline release-robot: 1",
      "service autoscaling.amazonaws.com: 2",
    ]);
    expect(found.find(({ name }) => name === "deploy-pipeline")).toMatchObject({ more: 38 });
  });

  test("is told apart by session where people share a role", () => {
    const found = groupChanges(
      ["alice", "bob"].map((person) => call(role("Operations"), "StopInstances", { person })),
      shop,
      [],
    );
    expect(found.map(({ name }) => name)).toEqual(["alice (Operations)", "bob (Operations)"]);
  });

  test("what was refused is marked, and brings nobody nearer to the alarm than what worked", () => {
    const [first, second] = groupChanges(
      [
        call(role("curious"), "DeleteFunction", {
          resource: "shop-api",
          errorCode: "AccessDenied",
          count: 5,
        }),
        call(role("curious"), "CreateTags", { eventSource: "ec2.amazonaws.com" }),
        call(role("admin"), "PublishVersion", { resource: "shop-api" }),
      ],
      shop,
      [],
    );
    expect(first).toMatchObject({ name: "admin", nearness: "resource", failed: 0 });
    expect(second).toMatchObject({ name: "curious", nearness: "account", calls: 6, failed: 5 });
    expect(second?.shown.map(({ call: name, error }) => [name, error])).toEqual([
      ["CreateTags", undefined],
      ["DeleteFunction", "AccessDenied"],
    ]);
  });

  test("an instance's role is one caller, whichever instance called", () => {
    const found = groupChanges(
      ["i-0123456789abcdef0", "i-0fedcba9876543210"].map((person) =>
        call(role("web"), "PutParameter", { person }),
      ),
      shop,
      [],
    );
    expect(found.map(({ name, calls }) => [name, calls])).toEqual([["web", 2]]);
  });

  test("root and strangers have names too", () => {
    const names = groupChanges(
      [
        call("arn:aws:iam::111122223333:root", "ConsoleLogin"),
        call("AIDAEXAMPLE", "X"),
        call("", "Y"),
        call(role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operations_fedcba9876543210"), "Z"),
      ],
      shop,
      [],
    ).map(({ name }) => name);
    expect(names.sort()).toEqual(["AIDAEXAMPLE", "Operations", "root", "unknown"]);
  });
});

test("heartbeats of machines are not asked for: they would crowd out the rest", () => {
  const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-20T03:00:00Z") };
  const evaluation = createEvaluation(changesQuery, window);
  const record = { eventTime: "2026-11-20T02:00:00Z", readOnly: false };
  expect(evaluation.add({ ...record, eventName: "CreateLogStream" })).toBe("no");
  expect(evaluation.add({ ...record, eventName: "GetUser", readOnly: true })).toBe("no");
  expect(evaluation.add({ ...record, eventName: "CreateLogGroup" })).toBe("matched");
});
