import { expect, test } from "vitest";
import { settingsForm } from "../config/form.ts";
import { bindQuery } from "../domain/query/bind.ts";
import { literalFill } from "../domain/query/fill.ts";
import { queryForm } from "../domain/query/form.ts";
import type { QueryRequest } from "../flows/ports.ts";
import { cheapestPlan } from "../flows/runs/cheapest-plan.ts";
import { createEngines } from "./engines.ts";

const account = "111122223333";
const window = { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T09:00:00Z") };
const parts = { clients: {} as never, takeBudget: async () => {}, now: () => new Date() };

function engines(accessLogs: object[], more: object = {}) {
  const settings = {
    slack: { channel: "C0INCIDENTS" },
    accounts: [{ id: account, regions: ["eu-central-1"], ...more }],
  };
  return createEngines(settingsForm.parse({ ...settings, accessLogs }), parts)(account);
}
const request = (from: string): QueryRequest => ({
  query: bindQuery(queryForm.parse({ from, where: { ip: "203.0.113.7" } }), literalFill),
  window,
  account,
  regions: ["eu-central-1"],
  askedBy: { name: "responder" },
});

test("a question from access logs goes to the gateways' log group, one from CloudTrail to the trail's", () => {
  const found = engines([{ account, logGroup: "/aws/apigateway/shop", format: "apigateway-json" }], {
    eventHistory: false,
    logGroups: [{ region: "eu-central-1", name: "trail" }],
  });
  expect(found.map(({ name }) => name)).toEqual(["log-group"]);
  expect(cheapestPlan(found, request("access-log")).plan.command).toContain(
    "--log-group-name /aws/apigateway/shop",
  );
  expect(cheapestPlan(found, request("cloudtrail")).plan.command).toContain("--log-group-name trail");
});

test("a folder of access logs is asked as an archive, and a log group is the first choice beside it", () => {
  const both = engines([
    { account, folder: "/logs/kong", format: "kong" },
    { account, logGroup: "/envoy", region: "us-east-1", format: "envoy-text" },
  ]);
  expect(both.map(({ name }) => name)).toEqual(["event-history", "log-group", "archive"]);
  expect(cheapestPlan(both, request("access-log")).engine.name).toBe("log-group");
  const folder = engines([{ account, folder: "/logs/kong" }]);
  expect(cheapestPlan(folder, request("access-log")).plan.command).toContain("--archive /logs/kong");
});

test("an account without access logs is told which setting is missing", () => {
  const found = engines([], { logGroups: [{ region: "eu-central-1", name: "trail" }] });
  expect(() => cheapestPlan(found, request("access-log"))).toThrow(
    /Name them under `accessLogs` in cairn\.yml/,
  );
});

test("access logs alone answer nothing about CloudTrail", () => {
  const found = engines([{ account, folder: "/logs/kong" }], { eventHistory: false });
  expect(() => cheapestPlan(found, request("cloudtrail"))).toThrow(
    /holds no CloudTrail records of account 111122223333/,
  );
});
