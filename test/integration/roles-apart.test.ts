import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildChild, type Child, isUp } from "../chaos/children.ts";
import { judge } from "../chaos/invariants/judge.ts";
import { createLoad } from "../chaos/load.ts";
import { pressRun } from "../chaos/people.ts";
import { untilQuiet } from "../chaos/quiet.ts";
import { startRedis, type TestRedis } from "../chaos/redis.ts";
import { seeded } from "../chaos/seeded.ts";
import { openWorld, type World } from "../chaos/world.ts";
import { freePort } from "./line.ts";
import { testServer } from "./postgres.ts";

const roles = ["sender", "worker", "slack", "intake", "web"] as const;
const ofEach = 3;
const alarms = 200;
const channels = 8;
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

let folder: string;
let program: string;
let redis: TestRedis | undefined;
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cairn-roles-"));
  program = await buildChild();
  server = await testServer();
  redis = hasRedis ? await startRedis(join(folder, "redis"), await freePort()) : undefined;
  world = await openWorld({
    ...{ serverUrl: server.url, redis, program, folder, speed: 6, channels },
    settings: 'web: { url: "http://127.0.0.1:8080", clientId: "123.456" }',
    backend: redis ? "redis" : "postgres",
  });
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await redis?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** How the list of incidents is answered to somebody who is not signed in: not at all where there are no pages. */
const pages = async ({ http }: Child) =>
  (await fetch(`http://127.0.0.1:${http}/incidents`, { redirect: "manual" })).status;
const alive = ({ process }: Child) => process.exitCode === null && process.signalCode === null;
const health = async ({ http }: Child, path: string) => {
  const response = await fetch(`http://127.0.0.1:${http}${path}`);
  return { status: response.status, body: (await response.json()) as { parts: Record<string, unknown> } };
};

test("three of each role, each restarted in turn under load, lose nothing and say nothing twice", {
  timeout: 400_000,
}, async () => {
  const children: Child[] = [];
  const start = async (role: string, name: string) => {
    const child = await world.start({ name, roles: role });
    children.push(child);
    return isUp(child, 120_000);
  };
  for (const role of roles)
    await Promise.all(Array.from({ length: ofEach }, (_, nth) => start(role, `${role}-${nth}`)));

  // Each tells of its own parts only.
  for (const child of children) {
    const { status, body } = await health(child, "/readyz");
    expect([child.name, status, body]).toMatchObject([child.name, 200, { ready: true }]);
    expect(Object.keys(body.parts).includes("slack")).toBe(child.name.startsWith("slack"));
    expect(Object.keys(body.parts).includes("heartbeat")).toBe(child.name.startsWith("worker"));
    expect((await health(child, "/healthz")).status).toBe(200);
    expect([child.name, (await pages(child)) !== 404]).toEqual([child.name, child.name.startsWith("web")]);
  }

  const doors = () =>
    children
      .filter((child) => child.name.startsWith("intake") && child.http !== undefined && alive(child))
      .map(({ http }) => `http://127.0.0.1:${http}/intake/eventbridge`);
  const load = createLoad({ ...world, intakes: doors }, seeded(20_261_114), { giveUpMs: 120_000 });
  const sending = (async () => {
    for (let at = 0; at < alarms; at += 10) {
      const batch = Array.from({ length: 10 }, (_, index) => at + index);
      await Promise.all(
        batch.map((nth) =>
          load.send({
            name: `apart-${nth}`,
            channel: nth % channels,
            withProbe: nth % 20 === 0,
            by: nth % 5 === 0 ? "queue" : "http",
          }),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  const clicking = pressRun(world, 6, 90_000);

  // A rolling restart: of each role one after the other, the new one up before the next goes.
  const stopMs: number[] = [];
  for (let nth = 0; nth < ofEach; nth++)
    await Promise.all(
      roles.map(async (role) => {
        const old = children.find(({ name }) => name === `${role}-${nth}`);
        if (!old) throw new Error(`no ${role}-${nth}`);
        const asked = performance.now();
        old.process.kill("SIGTERM");
        expect({ [old.name]: await old.ended }).toEqual({ [old.name]: { code: 0, signal: null } });
        stopMs.push(performance.now() - asked);
        await start(role, `${role}-${nth}-again`);
      }),
    );
  await sending;
  expect(await clicking).toBeGreaterThan(0);
  await untilQuiet(world, 120_000);

  const verdict = await judge(world, load.sent);
  expect(verdict).toMatchObject({ faults: [], counts: { lost: 0, doubled: 0, "out of order": 0, alarms } });
  expect(verdict.counts.runs).toBeGreaterThan(0);
  expect(world.workspace.report().duplicates).toEqual([]);
  expect(Math.max(...stopMs)).toBeLessThan(26_000);

  const again = children.filter((each) => each.name.startsWith("web") && alive(each));
  expect(again).toHaveLength(ofEach);
  for (const child of again) expect([200, 302, 303, 401]).toContain(await pages(child));

  // What happened is told by those who did it.
  const page = async (role: string) => {
    const all = children.filter((each) => each.name.startsWith(role) && alive(each));
    const pages = all.map(async ({ http }) => (await fetch(`http://127.0.0.1:${http}/metrics`)).text());
    return (await Promise.all(pages)).join("\n");
  };
  expect(await page("sender")).toMatch(/cairn_alarm_to_thread_seconds_count [1-9]/);
  expect(await page("intake")).toMatch(/cairn_alarms_received_total\{source="\w+",result="new"\} [1-9]/);
  expect(await page("sender")).toMatch(
    /cairn_slack_calls_total\{method="chat\.postMessage",code="ok"\} [1-9]/,
  );
  expect(await page("slack")).toMatch(/cairn_slack_connections 2/);
  expect(await page("worker")).toMatch(/cairn_outbox_oldest_seconds|cairn_inbox_oldest_seconds 0/);
});
