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
  /** SHUTDOWN NOSAVE. */
  shutdown(): Promise<void>;
  /** CONFIG SET. */
  set(name: string, value: string): Promise<void>;
  /** All that is in it, as text. */
  contents(): Promise<string>;
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

  async function asking<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(url, { maxRetriesPerRequest: 3 });
    client.on("error", () => {});
    return ask(client).finally(() => client.disconnect());
  }

  await start();
  return {
    url,
    port,
    start,
    kill,
    flush: () => asking((client) => client.flushall()).then(() => {}),
    set: (name, value) => asking((client) => client.config("SET", name, value)).then(() => {}),
    contents: () =>
      asking(async (client) => {
        const keys = await client.keys("*");
        return (await Promise.all(keys.map(async (key) => [key, await contentOf(client, key)]))).join("\n");
      }),
    async shutdown() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      await asking((client) => client.shutdown("NOSAVE")).catch(() => {});
      await ended;
    },
    stop: kill,
  };
}

async function contentOf(client: Redis, key: string): Promise<string> {
  switch (await client.type(key)) {
    case "hash":
      return JSON.stringify(await client.hgetall(key));
    case "string":
      return (await client.get(key)) ?? "";
    case "list":
      return (await client.lrange(key, 0, -1)).join(" ");
    case "stream":
      return JSON.stringify(await client.xrange(key, "-", "+"));
    case "zset":
      return (await client.zrange(key, "0", "-1")).join(" ");
    default:
      return "";
  }
}
