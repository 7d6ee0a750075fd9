import type { JournalBody, JournalEntry } from "../journal.ts";
import type { Outcome, PersonRequest } from "../people/requests.ts";
import type { Screen, SeenMessage } from "../people/see.ts";
import type { Report } from "../report.ts";
import type { FaultInput } from "../workspace.ts";

export type { FaultInput, JournalBody, JournalEntry, Outcome, PersonRequest, Screen, SeenMessage };

export type BriefReport = Omit<Report, "messages">;

/** What is still to go wrong, and what goes wrong until it is put right. */
export interface FaultList {
  api: { method: string; channel?: string; times: number; [more: string]: unknown }[];
  delivery: { deliver: string; about?: string; how: string; times: number }[];
  tokenRevoked: boolean;
  sockets?: { door: string; connections: number; halfOpen: number; frozen: number };
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`/sandbox/${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The workspace answered ${response.status}.`);
  return answer;
}

function send<T>(path: string, body: unknown): Promise<T> {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export function fetchScreen(as: string): Promise<Screen> {
  return ask(`screen?${new URLSearchParams({ as })}`);
}

export function fetchPeople(): Promise<{ people: { id: string; name: string }[] }> {
  return ask("workspace");
}

export function fetchMessages(
  as: string,
  where: { channel: string; thread?: string; limit: number },
): Promise<SeenMessage[]> {
  const { channel, thread = "", limit } = where;
  return ask(`messages?${new URLSearchParams({ as, channel, thread, limit: String(limit) })}`);
}

export function act(as: string, request: PersonRequest): Promise<Outcome> {
  return send("act", { as, request });
}

export const fetchJournal = async (after: number): Promise<JournalEntry[]> =>
  (await ask<{ entries: JournalEntry[] }>(`journal?after=${after}`)).entries;
export const fetchJournalBody = (id: number): Promise<JournalBody> => ask(`journal/${id}`);
export const fetchReport = (): Promise<BriefReport> => ask("report?brief=1");
export const fetchFaults = (): Promise<FaultList> => ask("faults");
export const setFault = (fault: FaultInput): Promise<unknown> => send("faults", fault);
export const clearFaults = (): Promise<unknown> => ask("faults", { method: "DELETE" });
export const advanceClock = (advanceMs: number): Promise<unknown> => send("clock", { advanceMs });

export function fileUrl(as: string, id: string, download = false): string {
  return `/sandbox/files/${encodeURIComponent(id)}?${new URLSearchParams({ as, ...(download && { download: "1" }) })}`;
}

/** Calls back at every change until closed; also after a lost connection is back. */
export function listen(
  as: string,
  onChange: (change: { channel?: string }) => void,
  onLine: (up: boolean) => void,
) {
  const source = new EventSource(`/sandbox/stream?${new URLSearchParams({ as })}`);
  source.onopen = () => {
    onLine(true);
    onChange({});
  };
  source.onerror = () => onLine(false);
  source.onmessage = (event) => onChange(JSON.parse(event.data));
  return () => source.close();
}
