import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, type Receiver, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { WebAPIPlatformError } from "@slack/web-api";
import type { Log } from "../log.ts";
import { clientOptions, type SlackApi } from "./clients.ts";
import { isTokenTrouble } from "./errors.ts";

export interface Link {
  receiver: Receiver;
  healthy(): boolean;
  connections(): number;
}

interface SocketOptions extends SlackApi {
  appToken: string;
  log: Log;
  logger: Logger;
}

const helloWithinMs = 20_000;
const stopWithinMs = 2_000;

/**
 * Two Socket Mode connections, each kept open by a loop of our own: Slack closes one every few hours, and the
 * library's reconnecting leaves seconds without any, ends the process on `app_rate_limited`, and gives up for good
 * on a 5xx that lasts (socket-mode 3.1.0).
 */
export function createSocketConnections(options: SocketOptions): Link {
  const links = [createLink(options), createLink(options)];
  const halt = new AbortController();
  let loops: Promise<void>[] = [];
  return {
    receiver: {
      init: (app) => {
        for (const link of links) link.init(app);
      },
      start: async () => {
        loops = links.map((link) => keepOpen(link, halt.signal, options.log));
      },
      stop: async () => {
        halt.abort();
        const closed = links.map((link) => link.stop().catch(() => {}));
        await Promise.race([
          Promise.allSettled([...closed, ...loops]),
          sleep(stopWithinMs, undefined, { ref: false }),
        ]);
      },
    },
    healthy: () => links.some(isAlive),
    connections: () => links.filter(isAlive).length,
  };
}

const isAlive = (link: SocketModeReceiver): boolean => link.client.websocket?.isActive() ?? false;

/** What we use of the client although it is private: there is no other way to guard it. */
interface GuardedClient {
  removeAllListeners(event: "ws_message"): void;
  on(event: "ws_message", listener: (data: string | ArrayBuffer, binary: boolean) => void): void;
  send(envelopeId: string): Promise<void>;
  onWebSocketMessage(data: string | ArrayBuffer, binary: boolean): Promise<void>;
}

function createLink({ appToken, log, logger, slackApiUrl }: SocketOptions): SocketModeReceiver {
  const link = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions({ slackApiUrl }, 0) },
  });
  const client = link.client as unknown as GuardedClient;
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data, binary) => {
    const message = readMessage(data);
    if (message === undefined) return;
    if (message.type === "events_api" && message.payload?.event === undefined) {
      client.send(message.envelope_id ?? "").catch(() => {});
      log.warn({ type: message.payload?.type }, "Slack holds events back");
      return;
    }
    client
      .onWebSocketMessage(data, binary)
      .catch((err: unknown) => log.warn({ err }, "A message of Slack's was lost"));
  });
  return link;
}

interface Envelope {
  type?: string;
  envelope_id?: string;
  payload?: ReceiverEvent["body"];
}

function readMessage(data: string | ArrayBuffer): Envelope | undefined {
  try {
    return JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data)) as Envelope;
  } catch {
    return undefined;
  }
}

async function keepOpen(link: SocketModeReceiver, halt: AbortSignal, log: Log): Promise<void> {
  let failures = 0;
  while (!halt.aborted) {
    let openedAt: number | undefined;
    try {
      await opened(link);
      openedAt = performance.now();
      await new Promise<void>((down) => link.client.once("disconnected", () => down()));
      if (!halt.aborted) log.info({}, "A connection to Slack was closed and is opened again");
    } catch (err) {
      if (err instanceof WebAPIPlatformError && isTokenTrouble(err.data.error))
        log.error(
          { code: err.data.error },
          "Slack refuses SLACK_APP_TOKEN: nobody can reach Cairn until it is mended",
        );
      else if (!halt.aborted) log.warn({ err }, "A connection to Slack could not be opened");
    }
    failures = openedAt !== undefined && performance.now() - openedAt > 5_000 ? 0 : failures + 1;
    if (failures > 0) await pause(Math.min(30_000, 250 * 2 ** failures) * (0.5 + Math.random() / 2), halt);
  }
}

/** Resolves at Slack's hello; a peer that never says it must not hold the loop for ever. */
async function opened(link: SocketModeReceiver): Promise<void> {
  const late = new AbortController();
  const timeout = sleep(helloWithinMs, undefined, { signal: late.signal, ref: false }).then(async () => {
    await link.client.disconnect();
    throw new Error(`Slack did not greet within ${helloWithinMs / 1000} s.`);
  });
  timeout.catch(() => {});
  try {
    await Promise.race([link.client.start(), timeout]);
  } finally {
    late.abort();
  }
}

const pause = (ms: number, halt: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal: halt }).catch(() => {});
