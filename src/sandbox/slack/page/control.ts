import type { Outcome, PersonRequest } from "../people/requests.ts";
import type { Screen, SeenMessage } from "../people/see.ts";

export type { Outcome, PersonRequest, Screen, SeenMessage };

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`/sandbox/${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The workspace answered ${response.status}.`);
  return answer;
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
  return ask("act", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ as, request }),
  });
}

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
