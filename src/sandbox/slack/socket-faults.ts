import type { WebSocket } from "ws";
import { z } from "zod";

/** What goes wrong with Socket Mode, from now on or at once. */
export const socketFaultSchema = z.strictObject({
  /**
   * `cut`: the line goes dead. `refresh`: a warning, ten seconds, goodbye, as every few hours. `half-open`: pings
   * are answered, envelopes vanish. `frozen`: nothing passes either way, the line stays. `refuse`: no new
   * connection. `none`: no new one, and the present ones are cut. `too_many_websockets`, `link_disabled`: said to
   * every connection, new ones too. `allow`: all is well again.
   */
  sockets: z.enum([
    "cut",
    "refresh",
    "half-open",
    "frozen",
    "refuse",
    "none",
    "too_many_websockets",
    "link_disabled",
    "allow",
  ]),
  /** Only so many of the present connections, the oldest first. */
  connections: z.int().positive().optional(),
});

export type SocketFault = z.output<typeof socketFaultSchema>;
export type Goodbye = "warning" | "refresh_requested" | "too_many_websockets" | "link_disabled";
type Door = "open" | "shut" | "too_many_websockets" | "link_disabled";

const warnedMs = 10_000;

export interface SocketState {
  door: Door;
  connections: number;
  halfOpen: number;
  frozen: number;
}

/** What is wrong with the connections on purpose. `sockets` is the living list, oldest first. */
export function createSocketFaults(options: {
  sockets: WebSocket[];
  after: (ms: number, work: () => void) => void;
  note: (what: string) => void;
}) {
  const { sockets, after, note } = options;
  const halfOpen = new WeakSet<WebSocket>();
  const frozen = new WeakSet<WebSocket>();
  let door: Door = "open";

  /** Ten seconds' notice; an app that goes by itself meanwhile is not told again. */
  function refresh(socket: WebSocket): void {
    if (!sockets.includes(socket)) return;
    note("disconnect: warning");
    socket.send(disconnect("warning"));
    after(warnedMs, () => {
      if (!sockets.includes(socket)) return;
      note("disconnect: refresh_requested");
      sayGoodbye(socket, "refresh_requested");
    });
  }

  function disturb({ sockets: how, connections = sockets.length }: SocketFault): void {
    const meant = sockets.slice(0, connections);
    const said = `sockets: ${how}`;
    note(connections < sockets.length ? `${said}, ${connections} of ${sockets.length}` : said);
    switch (how) {
      case "cut":
        for (const socket of meant) socket.terminate();
        return;
      case "refresh":
        for (const socket of meant) refresh(socket);
        return;
      case "half-open":
        for (const socket of meant) halfOpen.add(socket);
        return;
      case "frozen":
        for (const socket of meant) {
          frozen.add(socket);
          socket.pause();
        }
        return;
      case "refuse":
        door = "shut";
        return;
      case "none":
        door = "shut";
        for (const socket of meant) socket.terminate();
        return;
      case "too_many_websockets":
      case "link_disabled":
        door = how;
        for (const socket of meant) sayGoodbye(socket, how);
        return;
      case "allow":
        door = "open";
        for (const socket of sockets) {
          halfOpen.delete(socket);
          if (frozen.delete(socket)) socket.resume();
        }
    }
  }

  return {
    disturb,
    refresh,
    door: () => door,
    isFrozen: (socket: WebSocket) => frozen.has(socket),
    swallows: (socket: WebSocket) => halfOpen.has(socket) || frozen.has(socket),
    state: (): SocketState => ({
      door,
      connections: sockets.length,
      halfOpen: sockets.filter((each) => halfOpen.has(each)).length,
      frozen: sockets.filter((each) => frozen.has(each)).length,
    }),
  };
}

function disconnect(reason: Goodbye): string {
  return JSON.stringify({ type: "disconnect", reason, debug_info: { host: "sandbox" } });
}

export function sayGoodbye(socket: WebSocket, reason: Goodbye): void {
  socket.send(disconnect(reason));
  setTimeout(() => socket.close(1000), 50).unref();
}
