import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { bot } from "./seed.ts";
import type { Send, SendResult } from "./world.ts";

const mostConnections = 10;
const pingEveryMs = 5000;
const ticketLivesMs = 30_000;
const lateWatchMs = 60_000;
const goodbyeMs = 250;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Awaited {
  socket: WebSocket;
  sentAt: number;
  settle(result: SendResult): void;
  late(afterMs: number): void;
  timedOut: boolean;
}

export type SocketFault = "cut" | "refresh" | "refuse" | "allow";

/** Slack's side of Socket Mode: single-use URLs, one connection for each envelope, acks within three seconds. */
export function createSocketMode(options: { ackWithinMs: number; onSecondAck: () => void }) {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const sockets: WebSocket[] = [];
  const awaited = new Map<string, Awaited>();
  const acked = new Set<string>();
  let waiters: (() => void)[] = [];
  let turn = 0;
  let refusing = false;

  const pinging = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, pingEveryMs).unref();

  function ticket(): string {
    const id = randomUUID();
    tickets.set(id, Date.now() + ticketLivesMs);
    return id;
  }

  function handleUpgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
    const id = new URL(request.url ?? "", "http://localhost").searchParams.get("ticket") ?? "";
    const validUntil = tickets.get(id);
    tickets.delete(id);
    if (refusing || validUntil === undefined || validUntil < Date.now()) {
      duplex.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    server.handleUpgrade(request, duplex, head, welcome);
  }

  function welcome(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    if (sockets.length >= mostConnections) {
      sayGoodbye(socket, "too_many_websockets");
      return;
    }
    sockets.push(socket);
    socket.on("message", (data) => receive(String(data)));
    socket.on("close", () => leave(socket));
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: sockets.length,
        debug_info: { host: "sandbox", build_number: 1, approximate_connection_time: 18060 },
        connection_info: { app_id: bot.appId },
      }),
    );
    const ready = waiters;
    waiters = [];
    for (const go of ready) go();
  }

  function leave(socket: WebSocket): void {
    const at = sockets.indexOf(socket);
    if (at >= 0) sockets.splice(at, 1);
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

  /** `cut`: the line goes dead. `refresh`: Slack says goodbye first. `refuse`/`allow`: new connections. */
  function disturb(how: SocketFault): void {
    if (how === "refuse") refusing = true;
    if (how === "allow") refusing = false;
    if (how === "cut") for (const socket of [...sockets]) socket.terminate();
    if (how === "refresh") for (const socket of [...sockets]) sayGoodbye(socket, "refresh_requested");
  }

  /** Says goodbye; who does not answer at once is cut off. */
  async function stop(): Promise<void> {
    clearInterval(pinging);
    refusing = true;
    for (const socket of server.clients) socket.close(1001);
    const impatience = setTimeout(() => {
      for (const socket of server.clients) socket.terminate();
    }, goodbyeMs);
    await new Promise<void>((done) => server.close(() => done()));
    while (server.clients.size > 0) await sleep(5);
    clearTimeout(impatience);
  }

  return { ticket, handleUpgrade, send, disturb, stop, count: () => sockets.length };
}

function sayGoodbye(socket: WebSocket, reason: string): void {
  socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "sandbox" } }));
  setTimeout(() => socket.close(1000), 50).unref();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
