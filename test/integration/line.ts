import { once } from "node:events";
import net from "node:net";

/** A line to a server that can break in the ways lines break. */
export interface Line {
  port: number;
  /** Everything that is connected is cut off, and nobody gets in until `mend`. */
  cut(): void;
  mend(): void;
  /** What is connected hears nothing any more, and is not told; new connections work. */
  silence(): void;
  close(): Promise<void>;
}

interface LineOptions {
  /** The server's port on this machine. */
  to: number;
  /** 0 for any free one. */
  port?: number;
  /** Asked for each connection, counted from 1: is it cut off as soon as it is there? */
  refuses?: (connection: number) => boolean;
  /** Asked at each COMMIT: is the connection cut before or after it is passed on? */
  onCommit?: () => "before" | "after" | undefined;
}

export async function openLine({ to, port = 0, refuses, onCommit }: LineOptions): Promise<Line> {
  const pairs = new Set<[net.Socket, net.Socket]>();
  const silent = new WeakSet<net.Socket>();
  let broken = false;
  let connections = 0;
  const server = net.createServer((near) => {
    near.on("error", () => {});
    connections += 1;
    if (broken || refuses?.(connections)) return near.destroy();
    const far = net.connect(to, "127.0.0.1").on("error", () => {});
    const pair: [net.Socket, net.Socket] = [near, far];
    pairs.add(pair);
    let deaf = false;
    near.on("data", (bytes) => {
      if (silent.has(near)) return;
      const cut = bytes.includes("commit\0") ? onCommit?.() : undefined;
      if (cut === "before") near.destroy();
      else far.write(bytes);
      deaf ||= cut === "after";
    });
    far.on("data", (bytes) => {
      if (silent.has(near)) return;
      if (deaf) near.destroy();
      else near.write(bytes);
    });
    near.on("close", () => {
      far.destroy();
      pairs.delete(pair);
    });
    far.on("close", () => near.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const cutAll = () => {
    for (const [near] of pairs) near.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    cut() {
      broken = true;
      cutAll();
    },
    mend() {
      broken = false;
    },
    silence() {
      for (const [near] of pairs) silent.add(near);
    },
    async close() {
      cutAll();
      server.close();
      await once(server, "close");
    },
  };
}

/** The same server, through the line. */
export function through(url: string, { port }: Pick<Line, "port">): string {
  const other = new URL(url);
  other.port = String(port);
  return other.href;
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
