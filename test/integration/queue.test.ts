import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Doorbell } from "../../src/flows/ports.ts";
import { createDoorbell, type DoorbellOptions } from "../../src/queue/doorbell.ts";
import { freePort, openLine, through } from "./line.ts";
import { ask, quiet, useDatabase } from "./postgres.ts";

const database = useDatabase({ migrated: false });
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
const redis = { url: "", port: 0 };
const servers: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "cairn-redis-"));
  if (!hasRedis) return console.warn("redis-server is not installed: the Redis half is skipped");
  redis.port = await freePort();
  redis.url = await startRedis(redis.port, safe);
});
afterAll(async () => {
  for (const server of servers) await end(server);
  await fs.rm(folder, { recursive: true, force: true });
});

const open: Doorbell[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((doorbell) => doorbell.close()));
});

const backends = [
  { backend: "PostgreSQL", available: true, at: () => ({ databaseUrl: database.url }) },
  { backend: "Redis", available: hasRedis, at: () => ({ databaseUrl: database.url, redisUrl: redis.url }) },
];

describe.each(backends)("the doorbell on $backend", ({ backend, available, at }) => {
  let queues = 0;
  const make = async (options: Partial<DoorbellOptions> = {}): Promise<Doorbell> => {
    const doorbell = await createDoorbell({
      ...at(),
      log: quiet,
      queue: `test-${++queues}`,
      closeWithinMs: 2_000,
      ...options,
    });
    open.push(doorbell);
    return doorbell;
  };

  test.skipIf(!available)("a ring is looked at, once, whatever the run is called", async () => {
    const looked: string[] = [];
    const doorbell = await make();
    await doorbell.onRing(async (runId) => void looked.push(runId));
    const ids = ["0f8fad5b-d9cb-469f-a165-70867728950e", "42", "with:colon", "a/ü"];
    for (const id of ids) await doorbell.ring(id);
    await vi.waitFor(() => expect(looked.toSorted()).toEqual(ids.toSorted()), 10_000);
  });

  test.skipIf(!available)("a ring waits for a worker, and another process's worker may take it", async () => {
    const looked: string[] = [];
    const queue = `shared-${backend}`;
    await (await make({ queue })).ring("early");
    await (await make({ queue })).onRing(async (runId) => void looked.push(runId));
    await vi.waitFor(() => expect(looked).toEqual(["early"]), 10_000);
  });

  test.skipIf(!available)("while a ring waits, more rings for the same run add nothing", async () => {
    const looked: string[] = [];
    const doorbell = await make();
    for (let ring = 0; ring < 5; ring++) await doorbell.ring("same");
    await doorbell.ring("last");
    await doorbell.onRing(async (runId) => void looked.push(runId));
    await vi.waitFor(() => expect(looked).toContain("last"), 10_000);
    expect(looked.filter((runId) => runId === "same")).toHaveLength(1);
  });

  test.skipIf(!available)("the same run can be rung for again later", async () => {
    const looked: string[] = [];
    const doorbell = await make();
    await doorbell.onRing(async (runId) => void looked.push(runId));
    for (let times = 1; times <= 3; times++) {
      await doorbell.ring("again");
      await vi.waitFor(() => expect(looked).toHaveLength(times), 10_000);
    }
  });

  test.skipIf(!available)("a run can be rung for while somebody, perhaps dead, looks at it", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const looked: string[] = [];
    const doorbell = await make({ concurrency: 2 });
    await doorbell.onRing(async (runId) => {
      looked.push(runId);
      if (looked.length === 1) await held;
    });
    await doorbell.ring("held");
    await vi.waitFor(() => expect(looked).toHaveLength(1), 10_000);
    await doorbell.ring("held");
    await vi.waitFor(() => expect(looked).toHaveLength(2), 10_000);
    release();
  });

  test.skipIf(!available)("what was looked at in vain is rung again", async () => {
    let looks = 0;
    const doorbell = await make();
    await doorbell.onRing(async () => {
      looks++;
      if (looks < 3) throw new Error("not now");
    });
    await doorbell.ring("hard");
    await vi.waitFor(() => expect(looks).toBe(3), 15_000);
    // Given up or done, nothing is left that could silence the next ring.
    await doorbell.ring("hard");
    await vi.waitFor(() => expect(looks).toBe(4), 10_000);
  });

  test.skipIf(!available)("a run that always fails is given up, and may be rung for anew", async () => {
    let looks = 0;
    const doorbell = await make();
    await doorbell.onRing(async () => {
      looks++;
      throw new Error("never");
    });
    await doorbell.ring("hopeless");
    await vi.waitFor(() => expect(looks).toBe(3), 20_000);
    await vi.waitFor(async () => {
      await doorbell.ring("hopeless");
      expect(looks).toBeGreaterThan(3);
    }, 10_000);
  });

  test.skipIf(!available)("several runs are looked at at a time, and not more", async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    const doorbell = await make({ concurrency: 3 });
    await doorbell.onRing(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 100));
      now--;
      done++;
    });
    for (let run = 0; run < 9; run++) await doorbell.ring(`many-${run}`);
    await vi.waitFor(() => expect(done).toBe(9), 15_000);
    expect(most).toBe(3);
  });

  test.skipIf(!available)("closing waits for what is under way", async () => {
    let ended = false;
    let began = false;
    const doorbell = await make();
    await doorbell.onRing(async () => {
      began = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
      ended = true;
    });
    await doorbell.ring("slow");
    await vi.waitFor(() => expect(began).toBe(true), 10_000);
    await doorbell.close();
    expect(ended).toBe(true);
    expect(doorbell.healthy()).toBe(false);
    await doorbell.ring("after closing");
  });

  test.skipIf(!available)("but not for ever", async () => {
    let began = false;
    const doorbell = await make({ closeWithinMs: 300 });
    await doorbell.onRing(async () => {
      began = true;
      await new Promise((resolve) => setTimeout(resolve, 8_000));
    });
    await doorbell.ring("endless");
    await vi.waitFor(() => expect(began).toBe(true), 10_000);
    const started = performance.now();
    await doorbell.close();
    expect(performance.now() - started).toBeLessThan(4_500);
  });

  test.skipIf(!available)("is healthy as long as its heartbeat gets through", async () => {
    const doorbell = await make({ heartbeatMs: 100 });
    expect(doorbell.healthy()).toBe(true);
    await doorbell.onRing(async () => {});
    for (let look = 0; look < 10; look++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(doorbell.healthy()).toBe(true);
    }
  });
});

describe("the doorbell on PostgreSQL", () => {
  test("twenty may be put up at once on an empty database", async () => {
    await ask(database.url, "drop schema if exists cairn_queue cascade");
    const doorbells = await Promise.all(
      Array.from({ length: 20 }, () => createDoorbell({ databaseUrl: database.url, log: quiet })),
    );
    await Promise.all(doorbells.map((doorbell) => doorbell.close()));
  });

  test("survives its connections, and a ring that is lost rejects nobody", async () => {
    const looked: string[] = [];
    const doorbell = await createDoorbell({ databaseUrl: database.url, log: quiet, queue: "survivor" });
    open.push(doorbell);
    await doorbell.onRing(async (runId) => void looked.push(runId));
    await doorbell.ring("before");
    await vi.waitFor(() => expect(looked).toEqual(["before"]), 10_000);
    await ask(
      database.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await vi.waitFor(async () => {
      await doorbell.ring("after");
      expect(looked).toContain("after");
    }, 20_000);
  });

  test.each(["cut", "silence"] as const)(
    "works again, by itself, after the line to the database broke: %s",
    async (fault) => {
      const line = await openLine({ to: Number(new URL(database.url).port) });
      const looked: string[] = [];
      const queue = `line-${fault}`;
      const far = await createDoorbell({ databaseUrl: through(database.url, line), log: quiet, queue });
      const near = await createDoorbell({ databaseUrl: database.url, log: quiet, queue });
      open.push(far, near);
      await far.onRing(async (runId) => void looked.push(runId));
      await near.ring("before");
      await vi.waitFor(() => expect(looked).toEqual(["before"]), 10_000);
      line[fault]();
      await near.ring("meanwhile");
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      line.mend();
      await near.ring("after");
      // A claim whose answer was lost holds its job for one lock and one stalled check: 23 s.
      await vi.waitFor(() => expect(looked.toSorted()).toEqual(["after", "before", "meanwhile"]), 40_000);
      await Promise.all([far.close(), near.close()]);
      await line.close();
    },
  );

  test("hears again within 20 s when the line falls silent just after it was cut", async () => {
    const line = await openLine({ to: Number(new URL(database.url).port) });
    const looked: string[] = [];
    const queue = "cut-then-silent";
    const far = await createDoorbell({ databaseUrl: through(database.url, line), log: quiet, queue });
    const near = await createDoorbell({ databaseUrl: database.url, log: quiet, queue });
    open.push(far, near);
    await far.onRing(async (runId) => void looked.push(runId));
    await near.ring("before");
    await vi.waitFor(() => expect(looked).toEqual(["before"]), 10_000);
    line.cut();
    await new Promise((resolve) => setTimeout(resolve, 300));
    line.mend();
    // It tries again after five seconds, and waits.
    await new Promise((resolve) => setTimeout(resolve, 6_500));
    line.silence();
    await near.ring("meanwhile");
    await vi.waitFor(() => expect(looked).toContain("meanwhile"), 20_000);
    await Promise.all([far.close(), near.close()]);
    await line.close();
  });

  test("begins anew when its first connections break off, and does not stay silent for ever", async () => {
    // The first one migrates; those that BullMQ remembers come after it.
    const refuses = (connection: number) => connection > 1 && connection < 6;
    const line = await openLine({ to: Number(new URL(database.url).port), refuses });
    const looked: string[] = [];
    const doorbell = await createDoorbell({
      databaseUrl: through(database.url, line),
      log: quiet,
      queue: "broken-start",
    });
    await doorbell.onRing(async (runId) => void looked.push(runId));
    await doorbell.ring("one");
    await vi.waitFor(() => expect(looked).toEqual(["one"]), 10_000);
    await doorbell.close();
    await line.close();
  });

  test("says at once when it is not let in", async () => {
    const wrong = new URL(database.url);
    wrong.password = "wrong";
    await expect(createDoorbell({ databaseUrl: wrong.href, log: quiet })).rejects.toThrow(
      "Check DATABASE_URL",
    );
  });
});

describe.skipIf(!hasRedis)("the doorbell on Redis", () => {
  const databaseUrl = "postgres://unused";

  test("refuses a Redis that may drop or lose jobs, unless that is accepted", async () => {
    const url = await startRedis(await freePort(), [
      "--maxmemory-policy",
      "allkeys-lru",
      "--appendonly",
      "no",
    ]);
    const lossy = { databaseUrl, redisUrl: url, log: quiet };
    await expect(createDoorbell(lossy)).rejects.toThrow(/maxmemory-policy is allkeys-lru.*appendonly yes/);
    const error = vi.fn();
    await (await createDoorbell({ ...lossy, log: { ...quiet, error }, acceptLossyRedis: true })).close();
    expect(error).toHaveBeenCalledOnce();
  });

  test("says at once when it is not let in", async () => {
    const url = await startRedis(await freePort(), [...safe, "--requirepass", "secret"]);
    await expect(createDoorbell({ databaseUrl, redisUrl: url, log: quiet })).rejects.toThrow(
      "Check REDIS_URL",
    );
  });

  test.each(["cut", "silence"] as const)(
    "works again, by itself and within 20 s, after the line to Redis broke: %s",
    async (fault) => {
      const line = await openLine({ to: redis.port });
      const looked: string[] = [];
      const queue = `redis-line-${fault}`;
      const through = `redis://127.0.0.1:${line.port}`;
      const far = await createDoorbell({ databaseUrl, redisUrl: through, log: quiet, queue });
      open.push(far);
      await far.onRing(async (runId) => void looked.push(runId));
      await far.ring("before");
      await vi.waitFor(() => expect(looked).toEqual(["before"]), 10_000);
      line[fault]();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      line.mend();
      const broken = performance.now();
      // Both halves: it rings over the line, and it hears over the line.
      while (!looked.includes("after")) {
        await far.ring("after");
        await new Promise((resolve) => setTimeout(resolve, 250));
        if (performance.now() - broken > 30_000) break;
      }
      expect(looked).toContain("after");
      expect(performance.now() - broken).toBeLessThan(20_000);
      expect(await far.trouble()).toBeUndefined();
      await far.close();
      await line.close();
    },
  );

  // Seen to fail once in many runs on a machine with four times more work than processors: tried once more there.
  test("waits for a Redis that comes later, and rings without one are lost quietly and quickly", {
    retry: 1,
    timeout: 90_000,
  }, async () => {
    const port = await freePort();
    const creating = createDoorbell({
      databaseUrl,
      redisUrl: `redis://127.0.0.1:${port}`,
      log: quiet,
      heartbeatMs: 100,
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await startRedis(port, safe);
    const doorbell = await creating;
    open.push(doorbell);
    const looked: string[] = [];
    await doorbell.onRing(async (runId) => void looked.push(runId));
    await end(servers.at(-1));
    const started = performance.now();
    await doorbell.ring("lost");
    expect(performance.now() - started).toBeLessThan(8_000);
    await vi.waitFor(() => expect(doorbell.healthy()).toBe(false), 5_000);
    await startRedis(port, safe);
    await vi.waitFor(async () => {
      await doorbell.ring("heard");
      expect(looked).toContain("heard");
    }, 40_000);
    await vi.waitFor(() => expect(doorbell.healthy()).toBe(true), 5_000);
  });
});

const safe = ["--maxmemory-policy", "noeviction", "--appendonly", "yes"];

async function startRedis(port: number, settings: string[]): Promise<string> {
  const dir = await fs.mkdtemp(path.join(folder, "data-"));
  const server = spawn(
    "redis-server",
    ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", dir, ...settings],
    { stdio: "ignore" },
  );
  servers.push(server);
  const url = `redis://127.0.0.1:${port}`;
  await vi.waitFor(async () => {
    const socket = net.connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
    } finally {
      socket.destroy();
    }
  }, 10_000);
  return url;
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}
