import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { buildChild, type Child, isUp, startChild } from "../chaos/children.ts";
import { alarmEvent } from "../chaos/load.ts";
import { quick } from "../chaos/order.ts";
import { startRedis, type TestRedis } from "../chaos/redis.ts";
import { freePort, type Line, openLine, through } from "./line.ts";
import { ask, useDatabase } from "./postgres.ts";

// One Cairn with all roles, and between it and each of its neighbours a line that breaks.

const root = join(import.meta.dirname, "../..");
const server = useDatabase({ migrated: false });
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
const intakeKey = "key-of-the-neighbours-test";
const settings = `
slack: { channel: C0INCIDENTS }
people: { responders: [U0RESPONDER], leads: [U0LEAD] }
accounts:
  - id: "111122223333"
    regions: [eu-central-1]
runbooks: ${join(root, "runbooks")}
`;

let folder: string;
let program: string;
let redis: TestRedis | undefined;
let workspace: Workspace;
const children: (Child | ChildProcess)[] = [];
const lines: Line[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cairn-neighbours-"));
  program = await buildChild();
  redis = hasRedis ? await startRedis(join(folder, "redis"), await freePort()) : undefined;
  workspace = await startWorkspace({ manifestFile: join(root, "manifest.yml") });
}, 120_000);
afterEach(async () => {
  for (const child of children.splice(0)) {
    const process = "process" in child ? child.process : child;
    if (process.exitCode !== null || process.signalCode !== null) continue;
    process.kill("SIGKILL");
    await once(process, "exit");
  }
  for (const line of lines.splice(0)) await line.close();
});
afterAll(async () => {
  await workspace?.stop();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Neighbours {
  database: Line;
  redis: Line | undefined;
  slack: Line;
  environment: Record<string, string>;
}

/** A database of its own, and lines to everything. */
async function neighbours(): Promise<Neighbours> {
  const name = `cairn_${randomUUID().replaceAll("-", "")}`;
  await ask(server.url, `create database ${name}`);
  const own = new URL(server.url);
  own.pathname = `/${name}`;
  const api = new URL(workspace.apiUrl);
  const database = await openLine({ to: Number(own.port) });
  const slack = await openLine({ to: Number(api.port) });
  const redisLine = redis && (await openLine({ to: redis.port }));
  lines.push(database, slack, ...(redisLine ? [redisLine] : []));
  await redis?.flush();
  return {
    ...{ database, slack, redis: redisLine },
    environment: {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: through(workspace.apiUrl, slack),
      DATABASE_URL: through(own.href, database),
      ...(redisLine ? { REDIS_URL: `redis://127.0.0.1:${redisLine.port}` } : {}),
      CAIRN_INTAKE_KEY: intakeKey,
      CAIRN_HTTP_PORT: String(await freePort()),
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_REGION: "eu-central-1",
    },
  };
}

async function start(environment: Record<string, string>): Promise<Child> {
  const order = { ...quick, speed: 1 };
  const child = await startChild(program, folder, { name: randomUUID(), settings, environment, order });
  children.push(child);
  return child;
}

interface Health {
  status: number;
  parts: Record<string, { ok: boolean; why?: string }>;
}

async function look(environment: Record<string, string>, path = "/readyz"): Promise<Health | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${environment.CAIRN_HTTP_PORT}${path}`);
    return { status: response.status, ...((await response.json()) as Pick<Health, "parts">) };
  } catch {
    return undefined;
  }
}

/** Milliseconds until it is so. */
async function until(what: string, withinMs: number, isSo: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return performance.now() - began;
}

const shows = (name: string) =>
  (workspace.report().messages.C0INCIDENTS ?? []).some((message) => JSON.stringify(message).includes(name));

/** Sent as EventBridge would, again until it is taken. */
async function sendAlarm(environment: Record<string, string>, name: string): Promise<void> {
  await until(`${name} is taken in`, 60_000, async () => {
    const answer = await fetch(`http://127.0.0.1:${environment.CAIRN_HTTP_PORT}/intake/eventbridge`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-cairn-key": intakeKey },
      body: alarmEvent(`delivery-${name}`, { name }),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    return answer?.ok ?? false;
  });
}

const orders: (keyof Omit<Neighbours, "environment">)[][] = [
  ["database", "redis", "slack"],
  ["slack", "redis", "database"],
  ["redis", "slack", "database"],
];

describe("started while its neighbours are down", () => {
  test.each(orders)(
    "it is up and not ready, and works within 15 s of the last of them: %s, %s, %s",
    { timeout: 180_000 },
    async (...order) => {
      const there = await neighbours();
      for (const name of order) there[name]?.cut();
      const child = await start(there.environment);
      await until("it answers", 60_000, async () => (await look(there.environment)) !== undefined);
      expect(await look(there.environment)).toMatchObject({
        status: 503,
        parts: { start: { ok: false, why: "Cairn is starting." } },
      });
      expect((await look(there.environment, "/healthz"))?.status).toBe(200);
      for (const name of order) {
        expect((await look(there.environment))?.status).toBe(503);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        there[name]?.mend();
      }
      const recovered = await until("it is ready", 60_000, async () => {
        return (await look(there.environment))?.status === 200;
      });
      expect(recovered).toBeLessThan(15_000);
      await isUp(child);
      await sendAlarm(there.environment, `early-${order[0]}`);
      await until("the alarm shows", 30_000, async () => shows(`early-${order[0]}`));
      expect(child.process.exitCode).toBeNull();
    },
  );
});

describe("connections that hear nothing any more and are not told", () => {
  test("are found within 20 s, and work goes on by itself", { timeout: 180_000 }, async () => {
    const there = await neighbours();
    const child = await start(there.environment);
    await isUp(child, 60_000);
    await sendAlarm(there.environment, "before-silence");
    await until("the first alarm shows", 30_000, async () => shows("before-silence"));

    there.database.silence();
    there.redis?.silence();
    const began = performance.now();
    await sendAlarm(there.environment, "after-silence");
    await until("the second alarm shows", 60_000, async () => shows("after-silence"));
    await until("it is ready", 60_000, async () => (await look(there.environment))?.status === 200);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(child.process.exitCode).toBeNull();
  });

  test("a database that is cut off makes it unready, says why, and no restart is asked for", {
    timeout: 120_000,
  }, async () => {
    const there = await neighbours();
    const child = await start(there.environment);
    await isUp(child, 60_000);
    there.database.cut();
    await until("it is not ready", 20_000, async () => (await look(there.environment))?.status === 503);
    const health = await look(there.environment);
    expect(health?.parts.database).toMatchObject({ ok: false, why: expect.stringMatching(/./) });
    expect((await look(there.environment, "/healthz"))?.status).toBe(200);
    there.database.mend();
    expect(
      await until("it is ready", 30_000, async () => (await look(there.environment))?.status === 200),
    ).toBeLessThan(10_000);
  });
});

describe("asked to stop", () => {
  async function main(
    environment: Record<string, string>,
  ): Promise<{ child: ChildProcess; output: () => string }> {
    const file = join(folder, `${randomUUID()}.yml`);
    await writeFile(file, settings);
    const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, CAIRN_CONFIG: file },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (bytes) => {
        output += bytes;
      });
    return { child, output: () => output };
  }

  test("while it still waits for its database it ends at once, without a complaint", {
    timeout: 120_000,
  }, async () => {
    const there = await neighbours();
    there.database.cut();
    const { child, output } = await main(there.environment);
    await until("it waits", 60_000, async () => output().includes("waiting for the database"));
    const began = performance.now();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("a second time it does not wait for what hangs", { timeout: 120_000 }, async () => {
    const there = await neighbours();
    const { child, output } = await main(there.environment);
    await until("it is up", 90_000, async () => output().includes("Cairn is up"));
    // A request that never ends holds the first stop up.
    const hanging = fetch(`http://127.0.0.1:${there.environment.CAIRN_HTTP_PORT}/intake/eventbridge`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-cairn-key": intakeKey },
      body: new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) }),
      duplex: "half",
    } as RequestInit).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill("SIGTERM");
    await until("it stops", 10_000, async () => output().includes("stopping"));
    const began = performance.now();
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(1);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(output()).toContain("stopped a second time");
    await hanging;
  });
});
