import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Run } from "../domain/run/run.ts";
import type { Log } from "../log.ts";
import type { Depths } from "../store/depths.ts";

/** What is counted and timed; who does the work knows nothing of it (measure.ts stands in between). */
export type Metrics = ReturnType<typeof createMetrics>;

/** What is looked at when somebody asks. */
export interface Gauged {
  depths: () => Promise<Depths>;
  slackConnections: () => number;
  database: { totalCount: number; idleCount: number; waitingCount: number };
}

const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const mostValues = 60;

/** The same label, or `other` once too many are known: a neighbour's words must not fill our memory. */
function bounded(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (!/^[\w.-]{1,60}$/.test(value)) return "other";
    if (known.size < mostValues) known.add(value);
    return known.has(value) ? value : "other";
  };
}

export function createMetrics(log: Pick<Log, "warn">) {
  const registers = [new Registry()];
  const [register] = registers;
  // Memory, handles and the lag of the event loop among them.
  collectDefaultMetrics({ register });
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `cairn_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Histogram({ name: `cairn_${name}`, help, labelNames, buckets: seconds, registers });
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `cairn_${name}`, help, labelNames, registers });

  const [method, code, api] = [bounded(), bounded(), bounded()];
  const slackCalls = counter("slack_calls_total", "Calls to Slack's Web API.", "method", "code");
  const slackSeconds = histogram("slack_call_seconds", "How long Slack took to answer.", "method");
  const received = counter("alarms_received_total", "Messages taken in.", "source", "result");
  const alarmToThread = histogram(
    "alarm_to_thread_seconds",
    "From an alarm's receipt to the first message of its incident.",
  );
  const delivered = counter("deliveries_total", "What became of tries to deliver.", "destination", "outcome");
  const runs = counter("runs_total", "Runs that ended.", "engine", "outcome");
  const runSeconds = histogram("run_seconds", "From a run's start to its end.", "engine");
  const budget = histogram("budget_wait_seconds", "Waits for a turn at an API of AWS.", "api");
  const inbox = gauge("inbox_messages", "Messages of the inbox, by state.", "state");
  const inboxAge = gauge("inbox_oldest_seconds", "Age of the oldest message that nobody has read.");
  const outbox = gauge("outbox_messages", "What is to be delivered.", "destination");
  const outboxAge = gauge("outbox_oldest_seconds", "Age of the oldest of these.", "destination");
  const waitingRuns = gauge("runs_waiting", "Runs queued or running.");
  const waitingRunsAge = gauge("runs_oldest_seconds", "Age of the oldest of these.");
  const slackConnections = gauge("slack_connections", "Over which Slack delivers to this process.");
  const database = gauge("database_connections", "Connections of this process.", "state");
  let gauged: Gauged | undefined;

  async function look(): Promise<void> {
    if (gauged === undefined) return;
    slackConnections.set(gauged.slackConnections());
    const { totalCount, idleCount, waitingCount } = gauged.database;
    database.set({ state: "used" }, totalCount - idleCount);
    database.set({ state: "idle" }, idleCount);
    database.set({ state: "awaited" }, waitingCount);
    // What cannot be read now must not look as it did before.
    for (const each of [inbox, inboxAge, outbox, outboxAge, waitingRuns, waitingRunsAge]) each.reset();
    const depths = await gauged.depths();
    inbox.set({ state: "new" }, depths.inbox.waiting);
    inbox.set({ state: "dead" }, depths.inbox.dead);
    inbox.set({ state: "unparsed" }, depths.inbox.unparsed);
    inboxAge.set(depths.inbox.oldestSeconds);
    for (const [destination, { waiting, oldestSeconds }] of Object.entries(depths.outbox)) {
      outbox.set({ destination }, waiting);
      outboxAge.set({ destination }, oldestSeconds);
    }
    waitingRuns.set(depths.runs.waiting);
    waitingRunsAge.set(depths.runs.oldestSeconds);
  }

  return {
    /** From now on these are looked at for each page. */
    gauge(parts: Gauged): void {
      gauged = parts;
    },
    /** Never rejects: what cannot be read is left out. */
    async page(): Promise<{ type: string; text: string }> {
      await look().catch((err: unknown) => log.warn({ err }, "some metrics could not be read"));
      return { type: register?.contentType ?? "text/plain", text: (await register?.metrics()) ?? "" };
    },
    slackCall(name: string, answer: string, ms: number): void {
      slackCalls.inc({ method: method(name), code: code(answer) });
      slackSeconds.observe({ method: method(name) }, ms / 1_000);
    },
    received: (source: string, result: "new" | "seen" | "failed"): void => received.inc({ source, result }),
    delivered: (destination: string, outcome: string): void => delivered.inc({ destination, outcome }),
    alarmShown: (afterSeconds: number): void => alarmToThread.observe(afterSeconds),
    budgetWait: (of: string, ms: number): void => budget.observe({ api: api(of) }, ms / 1_000),
    runEnded({ plan, state, startedAt, endedAt }: Run): void {
      const engine = plan?.engine ?? "none";
      runs.inc({ engine, outcome: state });
      if (startedAt && endedAt)
        runSeconds.observe({ engine }, Math.max(0, endedAt.getTime() - startedAt.getTime()) / 1_000);
    },
  };
}
