import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { Redis } from "ioredis";

export interface TestRedis {
  url: string;
  port: number;
  /** As a lost machine would: no save, no goodbye. Its files stay. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Everything that was in it is gone. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis as Cairn demands it: append-only, and it evicts nothing. */
export async function startRedis(folder: string, port: number): Promise<TestRedis> {
  await mkdir(folder, { recursive: true });
  let server: ChildProcess | undefined;
  const url = `redis://127.0.0.1:${port}`;

  async function start(): Promise<void> {
    server = spawn(
      "redis-server",
      [
        ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder],
        ...["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"],
      ],
      { stdio: "ignore" },
    );
    server.on("error", () => {});
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
    client.on("error", () => {});
    await client.connect().catch(() => {});
    await client.ping();
    client.disconnect();
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  }

  await start();
  return {
    url,
    port,
    start,
    kill,
    async flush() {
      const client = new Redis(url, { maxRetriesPerRequest: 3 });
      await client.flushall();
      client.disconnect();
    },
    stop: kill,
  };
}
