import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeWorld, responder } from "../../test/fakes/world.ts";
import type { Destination, OutboxRow } from "../flows/ports.ts";
import { executeRun } from "../flows/runs/execute-run.ts";
import { requestRun } from "../flows/runs/request-run.ts";
import {
  measuredBudget,
  measuredDestination,
  measuredFetch,
  measuredReceive,
  measuredRun,
} from "./measure.ts";
import { createMetrics } from "./metrics.ts";

const log = { warn: vi.fn() };
const lines = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
  (await metrics.page()).text.split("\n").filter((line) => line.startsWith(name));

afterEach(() => vi.unstubAllGlobals());

describe("calls to Slack are counted by method and by what Slack said", () => {
  const answers: [string, () => Promise<Response>, string][] = [
    ["sent", async () => Response.json({ ok: true }), "ok"],
    ["refused", async () => Response.json({ ok: false, error: "not_in_channel" }), "not_in_channel"],
    ["too many", async () => new Response("", { status: 429 }), "http_429"],
    ["no JSON", async () => new Response("<html>"), "other"],
    ["a word of anybody's", async () => Response.json({ ok: false, error: 'x"} evil 1' }), "other"],
  ];
  test.each(answers)("%s", async (_name, answer, code) => {
    vi.stubGlobal("fetch", answer);
    const metrics = createMetrics(log);
    const response = await measuredFetch(metrics)("https://slack.example/api/chat.postMessage");
    expect(response.bodyUsed).toBe(false);
    expect(await lines(metrics, "cairn_slack_calls_total")).toEqual([
      `cairn_slack_calls_total{method="chat.postMessage",code="${code}"} 1`,
    ]);
  });

  test("no answer at all", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("fetch failed");
    });
    const metrics = createMetrics(log);
    await expect(measuredFetch(metrics)("https://slack.example/api/auth.test")).rejects.toThrow("failed");
    expect(await lines(metrics, "cairn_slack_calls_total")).toEqual([
      'cairn_slack_calls_total{method="auth.test",code="no_answer"} 1',
    ]);
  });
});

test("labels are bounded, whatever a neighbour says", async () => {
  const metrics = createMetrics(log);
  for (let index = 0; index < 5_000; index++) metrics.slackCall("chat.postMessage", `error_${index}`, 1);
  const counted = await lines(metrics, "cairn_slack_calls_total");
  expect(counted.length).toBeLessThanOrEqual(61);
  expect(counted.some((line) => line.includes('code="other"'))).toBe(true);
});

test("messages taken in are counted, those that could not be kept too", async () => {
  const metrics = createMetrics(log);
  const message = { source: "sns", transportKey: "k", body: "{}" } as const;
  await measuredReceive(metrics, async () => "new")(message);
  const down = measuredReceive(metrics, async () => {
    throw new Error("down");
  });
  await expect(down(message)).rejects.toThrow("down");
  expect(await lines(metrics, "cairn_alarms_received_total")).toEqual([
    'cairn_alarms_received_total{source="sns",result="new"} 1',
    'cairn_alarms_received_total{source="sns",result="failed"} 1',
  ]);
});

test("how long an alarm took to its thread is told once, at its first message", async () => {
  const metrics = createMetrics(log);
  const slack = { send: async () => ({ outcome: "sent" }), find: async () => undefined } as Destination;
  let shown: { channel: string; ts: string } | undefined;
  const held = async () => {};
  const measured = measuredDestination(metrics, "slack", slack, {
    shown: async () => shown,
    secondsSinceAlarm: async () => 1.5,
  });
  const row = { show: { show: "incident", incidentId: "i" } } as OutboxRow;
  await measured.send(row, held);
  shown = { channel: "C0", ts: "1.1" };
  await measured.send(row, held);
  await measured.send({ ...row, show: { show: "entry", incidentId: "i", seq: 1 } }, held);
  expect(await lines(metrics, "cairn_alarm_to_thread_seconds_sum")).toEqual([
    "cairn_alarm_to_thread_seconds_sum 1.5",
  ]);
  expect(await lines(metrics, "cairn_alarm_to_thread_seconds_count")).toEqual([
    "cairn_alarm_to_thread_seconds_count 1",
  ]);
  expect(await lines(metrics, "cairn_deliveries_total")).toEqual([
    'cairn_deliveries_total{destination="slack",outcome="sent"} 3',
  ]);
});

test("a run is counted when it has ended, and not for every ring", async () => {
  const metrics = createMetrics(log);
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  const work = measuredRun(metrics, cairn.ports.store, (runId) => executeRun(cairn.ports, runId));
  for (let ring = 0; ring < 3; ring++) await work(run.id);
  expect(await lines(metrics, "cairn_runs_total")).toEqual([
    'cairn_runs_total{engine="event-history",outcome="done"} 1',
  ]);
});

test("waits for a turn are timed by API, aborted ones too", async () => {
  const metrics = createMetrics(log);
  const take = measuredBudget(metrics, async (_api, signal) => signal.throwIfAborted());
  const api = { account: "111122223333", region: "eu-central-1", api: "LookupEvents" };
  await take(api, new AbortController().signal);
  await expect(take(api, AbortSignal.abort())).rejects.toThrow();
  expect(await lines(metrics, "cairn_budget_wait_seconds_count")).toEqual([
    'cairn_budget_wait_seconds_count{api="LookupEvents"} 2',
  ]);
});

test("what waits is shown with its age, and nothing stale when it cannot be read", async () => {
  const metrics = createMetrics(log);
  let down = false;
  metrics.gauge({
    slackConnections: () => 2,
    database: { totalCount: 5, idleCount: 3, waitingCount: 1 },
    depths: async () => {
      if (down) throw new Error("the database is down");
      return {
        inbox: { waiting: 3, oldestSeconds: 12, dead: 1, unparsed: 2 },
        outbox: { slack: { waiting: 7, oldestSeconds: 61 } },
        runs: { waiting: 1, oldestSeconds: 4 },
      };
    },
  });
  expect(await lines(metrics, "cairn_inbox_oldest")).toEqual(["cairn_inbox_oldest_seconds 12"]);
  expect(await lines(metrics, "cairn_outbox_")).toEqual([
    'cairn_outbox_messages{destination="slack"} 7',
    'cairn_outbox_oldest_seconds{destination="slack"} 61',
  ]);
  expect(await lines(metrics, "cairn_slack_connections")).toEqual(["cairn_slack_connections 2"]);
  expect((await metrics.page()).text).toContain("nodejs_eventloop_lag_seconds");
  down = true;
  expect(await lines(metrics, "cairn_outbox_messages")).toEqual([]);
  expect(log.warn).toHaveBeenCalled();
});
