import { setTimeout as sleep } from "node:timers/promises";
import { createPersonClient, type PersonClient, type PersonWire } from "./people/person-client.ts";
import type { Channel, Person } from "./records.ts";
import type { Report } from "./report.ts";
import type { FaultInput } from "./workspace.ts";

export interface WorkspaceClient {
  url: string;
  people: Person[];
  channels: Pick<Channel, "id" | "name">[];
  as(personId: string): PersonClient;
  report(): Promise<Report>;
  fault(fault: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  now(): Promise<Date>;
  advance(ms: number): Promise<void>;
}

/** Controls a workspace that runs in another process, by its page's address. */
export async function connectWorkspace(url: string): Promise<WorkspaceClient> {
  const ask = async <T>(path: string, init?: { method: string; body?: unknown }): Promise<T> => {
    const response = await fetch(new URL(`/sandbox/${path}`, url), {
      method: init?.method ?? "GET",
      headers: { "content-type": "application/json" },
      ...(init?.body !== undefined && { body: JSON.stringify(init.body) }),
    });
    const answer: T & { error?: string } = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`The sandbox workspace at ${url} refused ${path}: ${answer.error}`);
    return answer;
  };
  const wire: PersonWire = {
    act: (as, request) => ask("act", { method: "POST", body: { as, request } }),
    screen: (as) => ask(`screen?${new URLSearchParams({ as })}`),
    messages: (as, { channel, threadTs = "", limit = 0 }) =>
      ask(`messages?${new URLSearchParams({ as, channel, thread: threadTs, limit: String(limit) })}`),
    nextChange: async (withinMs) => void (await sleep(Math.min(withinMs, 100))),
  };
  const known = await ask<{ url: string; people: Person[]; channels: Pick<Channel, "id" | "name">[] }>(
    "workspace",
  );
  return {
    ...known,
    as: (personId) => createPersonClient(personId, wire),
    report: () => ask("report"),
    fault: (fault) => ask("faults", { method: "POST", body: fault }),
    clearFaults: () => ask("faults", { method: "DELETE" }),
    now: async () => new Date((await ask<{ now: string }>("clock")).now),
    advance: (advanceMs) => ask("clock", { method: "POST", body: { advanceMs } }),
  };
}
