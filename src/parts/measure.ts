import { hasEnded } from "../domain/run/run.ts";
import type { Destination, ReceiveAlarm, Store, TakeBudget } from "../flows/ports.ts";
import type { Metrics } from "./metrics.ts";

// Each stands between a flow and an adapter, sees what passes, and changes nothing.

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Calls of Slack's Web API, by method and what Slack said: `ok`, its error, or the HTTP status. */
export const measuredFetch =
  (metrics: Pick<Metrics, "slackCall">): Fetch =>
  async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = new URL(url).pathname.split("/").at(-1) ?? "";
    const began = performance.now();
    const count = (code: string) => metrics.slackCall(method, code, performance.now() - began);
    try {
      const response = await fetch(input, init);
      count(await codeOf(response));
      return response;
    } catch (error) {
      count(error instanceof Error && error.name === "TimeoutError" ? "timeout" : "no_answer");
      throw error;
    }
  };

async function codeOf(response: Response): Promise<string> {
  if (response.status !== 200) return `http_${response.status}`;
  try {
    const body = (await response.clone().json()) as { ok?: unknown; error?: unknown };
    return body.ok === true ? "ok" : typeof body.error === "string" ? body.error : "other";
  } catch {
    return "other";
  }
}

export const measuredReceive =
  (metrics: Pick<Metrics, "received">, receive: ReceiveAlarm): ReceiveAlarm =>
  async (message) => {
    try {
      const result = await receive(message);
      metrics.received(message.source, result);
      return result;
    } catch (error) {
      metrics.received(message.source, "failed");
      throw error;
    }
  };

export const measuredBudget =
  (metrics: Pick<Metrics, "budgetWait">, take: TakeBudget): TakeBudget =>
  async (api, signal, onWait) => {
    const began = performance.now();
    try {
      await take(api, signal, onWait);
    } finally {
      metrics.budgetWait(api.api, performance.now() - began);
    }
  };

/** Counts outcomes, and how long an alarm took until its incident's first message was there. */
export function measuredDestination(
  metrics: Pick<Metrics, "delivered" | "alarmShown">,
  name: string,
  destination: Destination,
  record: {
    shown: Store["shown"];
    secondsSinceAlarm: (incidentId: string) => Promise<number | undefined>;
  },
): Destination {
  const tell = async (incidentId: string) => {
    const before = await record.shown(incidentId, "root");
    const after = before === undefined ? await record.secondsSinceAlarm(incidentId) : undefined;
    if (after !== undefined) metrics.alarmShown(after);
  };
  return {
    ...destination,
    async send(row, hold) {
      const outcome = await destination.send(row, hold);
      metrics.delivered(name, outcome.outcome);
      // Not kept yet, so that nothing is known of it before: it is the first.
      if (outcome.outcome === "sent" && row.show.show === "incident")
        await tell(row.show.incidentId).catch(() => {});
      return outcome;
    },
  };
}

/** Counts the run once it has ended, whoever ended it. */
export const measuredRun =
  (metrics: Pick<Metrics, "runEnded">, store: Pick<Store, "run">, work: (runId: string) => Promise<void>) =>
  async (runId: string): Promise<void> => {
    const before = await store.run(runId);
    try {
      await work(runId);
    } finally {
      const after = await store.run(runId).catch(() => undefined);
      if (before && after && !hasEnded(before.state) && hasEnded(after.state)) metrics.runEnded(after);
    }
  };
