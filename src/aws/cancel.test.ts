import { describe, expect, test } from "vitest";
import { bindQuery } from "../domain/query/bind.ts";
import { literalFill } from "../domain/query/fill.ts";
import { queryForm } from "../domain/query/form.ts";
import type { QueryEngine, QueryRequest, TakeBudget } from "../flows/ports.ts";
import { createAthena } from "./athena/athena.ts";
import type { Wait } from "./call-aws.ts";
import { createEventHistory } from "./event-history/event-history.ts";
import { createInsights } from "./insights/insights.ts";
import { createLogGroup } from "./log-group/log-group.ts";

const account = "111122223333";
const region = "eu-central-1";
const now = new Date("2026-05-04T12:00:00Z");
const request: QueryRequest = {
  query: bindQuery(queryForm.parse({ where: { key: "AKIAIOSFODNN7EXAMPLE" } }), literalFill),
  window: { from: new Date("2026-05-04T08:00:00Z"), to: now },
  account,
  // Two of them: the other one must end as well.
  regions: [region, "us-east-1"],
  askedBy: { name: "responder" },
};

/** Nothing goes on beyond this stage, whoever waits and whatever is aborted; tells when it is reached. */
function createGate(stage: string) {
  let reached = () => {};
  const arrival = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const hang = <Value>(): Promise<Value> => {
    reached();
    return new Promise<Value>(() => {});
  };
  return {
    arrival,
    at: <Value>(here: string, go: () => Promise<Value>) => (here === stage ? hang<Value>() : go()),
  };
}

const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });

/** An AWS of which each call answers in a way that leads on to the next stage. */
function createAws(stage: string, at: ReturnType<typeof createGate>["at"]) {
  const sent: string[] = [];
  const looks = new Map<unknown, number>();
  const client = () => ({
    async send(command: { input?: { queryId?: string } }): Promise<object> {
      const name = command.constructor.name.replace("Command", "");
      sent.push(name);
      if (stage === "back-off" && !name.startsWith("Stop")) throw throttled;
      return at(name, async () => {
        switch (name) {
          case "LookupEvents":
            return at("second page", async () => ({ Events: [], NextToken: "more" }));
          case "FilterLogEvents":
            return { events: [], nextToken: "more" };
          case "StartQuery":
            return { queryId: `q-${sent.length}` };
          case "StartQueryExecution":
            return { QueryExecutionId: "q-1" };
          case "GetQueryExecution":
            return {
              QueryExecution: { Status: { State: stage === "between looks" ? "RUNNING" : "SUCCEEDED" } },
            };
          case "GetQueryResults": {
            const id = command.input?.queryId;
            looks.set(id, (looks.get(id) ?? 0) + 1);
            if (stage === "page" && looks.get(id) === 2) return at("page", async () => ({}));
            return {
              status: stage === "between looks" ? "Running" : "Complete",
              results: [],
            };
          }
          default:
            return {};
        }
      });
    },
  });
  return { client: client as never, sent };
}

type Parts = { takeBudget: TakeBudget; wait: Wait; now: () => Date };
type Client = ReturnType<typeof createAws>["client"];
const groups = [
  { account, region, group: "trail" },
  { account, region: "us-east-1", group: "trail" },
];
const table = { account, region, database: "default", table: "cloudtrail_logs", maxBytes: 1 };
const engines: Record<string, (client: Client, parts: Parts) => QueryEngine> = {
  "event-history": (cloudtrail, parts) =>
    createEventHistory({ clients: { cloudtrail, forget() {} }, ...parts }),
  "log-group": (logs, parts) => createLogGroup({ clients: { logs, forget() {} }, groups, ...parts }),
  insights: (logs, parts) => createInsights({ clients: { logs, forget() {} }, groups, ...parts }),
  athena: (athena, parts) => createAthena({ clients: { athena, forget() {} }, table, ...parts }),
};

/** Lets an engine come to a stage and stay there, cancels, and gives what it did afterwards. */
async function cancelAt(name: string, stage: string) {
  const gate = createGate(stage);
  const aws = createAws(stage, gate.at);
  const engine = engines[name]?.(aws.client, {
    takeBudget: () => gate.at("budget", async () => {}),
    wait: () => gate.at(stage === "back-off" || stage === "between looks" ? stage : "wait", async () => {}),
    now: () => now,
  });
  if (engine === undefined) throw new Error(`There is no ${name}.`);
  const stop = new AbortController();
  const reason = new Error("cancelled by a responder");
  const asked = engine.ask(request, { signal: stop.signal, progress() {} });
  asked.catch(() => {});
  await gate.arrival;
  const before = aws.sent.length;
  stop.abort(reason);
  await expect(asked).rejects.toBe(reason);
  return aws.sent.slice(before);
}

describe("a cancel ends a question at once, and what runs in AWS with it", () => {
  // A question that waited for what hangs would never end, and the test with it.
  test.each([
    ["event-history", "budget", []],
    ["event-history", "LookupEvents", []],
    ["event-history", "second page", []],
    ["event-history", "back-off", []],
    ["log-group", "budget", []],
    ["log-group", "FilterLogEvents", []],
    ["log-group", "back-off", []],
    ["insights", "budget", []],
    ["insights", "back-off", []],
    ["insights", "GetQueryResults", ["StopQuery", "StopQuery"]],
    ["insights", "between looks", ["StopQuery", "StopQuery"]],
    // A query that has come to its end needs no stop.
    ["insights", "page", []],
    ["athena", "budget", []],
    ["athena", "back-off", []],
    ["athena", "GetQueryExecution", ["StopQueryExecution"]],
    ["athena", "between looks", ["StopQueryExecution"]],
    ["athena", "GetQueryResults", []],
  ])("%s, at %s", async (name, stage, afterwards) => {
    expect(await cancelAt(name, stage)).toEqual(afterwards);
  });

  test("though its start is never answered: within two seconds", async () => {
    const before = performance.now();
    const afterwards = await Promise.all([
      cancelAt("insights", "StartQuery"),
      cancelAt("athena", "StartQueryExecution"),
    ]);
    expect(afterwards).toEqual([[], []]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
