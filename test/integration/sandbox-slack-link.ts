import { WebClient } from "@slack/web-api";
import { WebSocket } from "ws";
import type { Workspace } from "../../src/sandbox/slack/index.ts";

export interface Envelope {
  type: string;
  envelope_id: string;
  reason?: string;
  retry_attempt?: number;
  num_connections?: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever Slack sends
  payload: any;
}

export function webClient(workspace: Workspace): WebClient {
  return new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2000,
  });
}

export async function linkUrl(workspace: Workspace): Promise<string> {
  const response = await fetch(`${workspace.apiUrl}apps.connections.open`, {
    method: "POST",
    headers: { authorization: `Bearer ${workspace.appToken}` },
  });
  const { url } = (await response.json()) as { url: string };
  return url;
}

/** A bare Socket Mode connection: everything that came, acknowledged unless told not to. */
export async function openLink(workspace: Workspace, { acks = true, query = "" } = {}) {
  const frames: Envelope[] = [];
  const socket = new WebSocket(`${await linkUrl(workspace)}${query}`);
  let closed = false;
  let pongs = 0;
  let pings = 0;
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    frames.push(frame);
    if (acks && frame.envelope_id !== undefined)
      socket.send(JSON.stringify({ envelope_id: frame.envelope_id }));
  });
  socket.on("close", () => {
    closed = true;
  });
  socket.on("error", () => {
    closed = true;
  });
  socket.on("pong", () => {
    pongs += 1;
  });
  socket.on("ping", () => {
    pings += 1;
  });
  const until = async (look: () => boolean, withinMs = 5000) => {
    const end = Date.now() + withinMs;
    while (!look()) {
      if (Date.now() > end) throw new Error(`In vain; frames: ${JSON.stringify(frames).slice(0, 500)}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  };
  await until(() => frames.length > 0 || closed);
  return {
    frames,
    socket,
    until,
    closed: () => closed,
    pongs: () => pongs,
    pings: () => pings,
    reasons: () => frames.filter((each) => each.type === "disconnect").map((each) => each.reason),
    /** What the events, commands and clicks were about. */
    heard: () =>
      frames
        .filter((each) => each.payload !== undefined)
        .map(({ payload }) => payload.event?.text ?? payload.event?.type ?? payload.command ?? payload.type),
    close: () => socket.terminate(),
  };
}
