import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { bot } from "./seed.ts";
import { createSocketFaults, type Goodbye, sayGoodbye } from "./socket-faults.ts";
import type { Send, SendResult } from "./world.ts";

const mostConnections = 10;
const pingEveryMs = 5000;
const ticketLivesMs = 30_000;
const lateWatchMs = 60_000;
const goodbyeMs = 250;
const secondsAConnectionLives = 18_060;
/** With `debug_reconnects=true` on the URL. */
const secondsWhenDebugging = 360;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Awaited {
  socket: WebSocket;
  sentAt: number;
  settle(result: SendResult): void;
  late(afterMs: number): void;
  timedOut: boolean;
}

/** Slack's side of Socket Mode: single-use URLs, one connection for each envelope, acks within three seconds. */
export function createSocketMode(options: {
  ackWithinMs: number;
  onSecondAck: () => void;
  /** Waits on the workspace's clock. */
  after: (ms: number, work: () => void) => void;
  note: (what: string) => void;
}) {
  const { after, note } = options;
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const sockets: WebSocket[] = [];
  const awaited = new Map<string, Awaited>();
  const acked = new Set<string>();
  let waiters: (() => void)[] = [];
  let turn = 0;
  let stopping = false;
  const faults = createSocketFaults({ sockets, after, note });

  const pinging = setInterval(() => {
    for (const socket of sockets) if (!faults.isFrozen(socket)) socket.ping();
  }, pingEveryMs).unref();

  function ticket(): string {
    const id = randomUUID();
    tickets.set(id, Date.now() + ticketLivesMs);
    return id;
  }

  function handleUpgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
    const asked = new URL(request.url ?? "", "http://localhost").searchParams;
    const id = asked.get("ticket") ?? "";
    const validUntil = tickets.get(id);
    tickets.delete(id);
    if (stopping || faults.door() === "shut" || validUntil === undefined || validUntil < Date.now()) {
      note("a connection was refused");
      // Node leaves an upgraded socket without a listener: a client that hangs up first would end this process.
      duplex.on("error", () => duplex.destroy());
      duplex.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const debugging = asked.get("debug_reconnects") === "true";
    server.handleUpgrade(request, duplex, head, (socket) => welcome(socket, debugging));
  }

  function welcome(socket: WebSocket, debugging: boolean): void {
    socket.on("error", () => socket.terminate());
    const unwelcome = unwelcomeBecause();
    if (unwelcome !== undefined) {
      note(`disconnect: ${unwelcome}`);
      sayGoodbye(socket, unwelcome);
      return;
    }
    sockets.push(socket);
    note(`connection opened, now ${sockets.length}`);
    socket.on("message", (data) => receive(String(data)));
    socket.on("close", () => leave(socket));
    const livesSeconds = debugging ? secondsWhenDebugging : secondsAConnectionLives;
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: sockets.length,
        debug_info: { host: "sandbox", build_number: 1, approximate_connection_time: livesSeconds },
        connection_info: { app_id: bot.appId },
      }),
    );
    after(livesSeconds * 1000, () => faults.refresh(socket));
    const ready = waiters;
    waiters = [];
    for (const go of ready) go();
  }

  function unwelcomeBecause(): Goodbye | undefined {
    const door = faults.door();
    if (door === "too_many_websockets" || door === "link_disabled") return door;
    return sockets.length >= mostConnections ? "too_many_websockets" : undefined;
  }

  function leave(socket: WebSocket): void {
    const at = sockets.indexOf(socket);
    if (at >= 0) sockets.splice(at, 1);
    note(`connection closed, now ${sockets.length}`);
    for (const [id, each] of awaited) {
      if (each.socket !== socket) continue;
      awaited.delete(id);
      each.settle({ acked: false, reason: "connection_failed" });
    }
  }

  function receive(text: string): void {
    const parsed = ackSchema.safeParse(parseJson(text));
    if (!parsed.success) return;
    const { envelope_id: id, payload } = parsed.data;
    const waiting = awaited.get(id);
    if (waiting === undefined) {
      if (acked.has(id)) options.onSecondAck();
      return;
    }
    awaited.delete(id);
    acked.add(id);
    const afterMs = Date.now() - waiting.sentAt;
    if (waiting.timedOut) waiting.late(afterMs);
    else waiting.settle({ acked: true, body: payload, afterMs });
  }

  const send: Send = ({ kind, payload, acceptsResponse, retry, late }) =>
    new Promise<SendResult>((resolve) => {
      const id = randomUUID();
      const giveUp = setTimeout(() => {
        const waiting = awaited.get(id);
        waiters = waiters.filter((each) => each !== go);
        if (waiting === undefined) return resolve({ acked: false, reason: "no_connection" });
        waiting.timedOut = true;
        setTimeout(() => awaited.delete(id), lateWatchMs).unref();
        resolve({ acked: false, reason: "timeout" });
      }, options.ackWithinMs);
      const settle = (result: SendResult) => {
        clearTimeout(giveUp);
        resolve(result);
      };
      const go = () => {
        const socket = sockets[turn++ % Math.max(1, sockets.length)];
        // Nobody there: wait for a connection until time is up, as a retry a moment later would.
        if (socket === undefined) return void waiters.push(go);
        awaited.set(id, { socket, sentAt: Date.now(), settle, late, timedOut: false });
        if (faults.swallows(socket)) return;
        socket.send(
          JSON.stringify({
            envelope_id: id,
            type: kind,
            payload,
            accepts_response_payload: acceptsResponse,
            ...(retry && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
          }),
        );
      };
      go();
    });

  /** Says goodbye; who does not answer at once is cut off. */
  async function stop(): Promise<void> {
    clearInterval(pinging);
    stopping = true;
    for (const socket of server.clients) socket.close(1001);
    const impatience = setTimeout(() => {
      for (const socket of server.clients) socket.terminate();
    }, goodbyeMs);
    await new Promise<void>((done) => server.close(() => done()));
    while (server.clients.size > 0) await sleep(5);
    clearTimeout(impatience);
  }

  return {
    ticket,
    handleUpgrade,
    send,
    disturb: faults.disturb,
    state: faults.state,
    stop,
    count: () => sockets.length,
  };
}

export type SocketMode = ReturnType<typeof createSocketMode>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
