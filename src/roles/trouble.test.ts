import { expect, test } from "vitest";
import type { Depths } from "../store/depths.ts";
import { createTrouble } from "./trouble.ts";

const quiet: Depths = {
  inbox: { waiting: 0, oldestSeconds: 0, dead: 0, unparsed: 0 },
  outbox: { slack: { waiting: 0, oldestSeconds: 0 } },
  runs: { waiting: 0, oldestSeconds: 0 },
};

const look = (changes: Partial<Depths> = {}, ready = {}, alive = {}) =>
  createTrouble({
    checks: { ready, alive },
    depths: async () => ({ ...quiet, ...changes }),
    monotonic: () => 0,
  })();

test("all is well when nothing is wrong", async () => {
  expect(await look({}, { database: () => undefined }, { heartbeat: async () => undefined })).toEqual([]);
});

test("each part that does not work is told by its name and in its words", async () => {
  const broken = async () => {
    throw new Error("connection refused");
  };
  expect(await look({}, { database: broken, queue: () => "Redis is gone." })).toEqual([
    "database: connection refused",
    "queue: Redis is gone.",
  ]);
});

test("what is late is told, in words that stay the same for a while", async () => {
  const late = (seconds: number) => look({ outbox: { slack: { waiting: 3, oldestSeconds: seconds } } });
  expect(await late(59)).toEqual([]);
  expect(await late(61)).toEqual(["Messages to Slack are late, by more than a minute."]);
  expect(await late(300)).toEqual(await late(61));
  expect(await late(4_000)).toEqual(["Messages to Slack are late, by more than an hour."]);
  expect(await look({ inbox: { waiting: 9, oldestSeconds: 120, dead: 2, unparsed: 0 } })).toEqual([
    "Alarms wait to be read, for more than a minute.",
    "Alarms that could not be handled lie aside: 2. An admin sees them with cairn inbox.",
  ]);
});

test("a hundred people who look at once are one look, until ten seconds have passed", async () => {
  let [looks, now] = [0, 0];
  const trouble = createTrouble({
    checks: { ready: {}, alive: {} },
    depths: async () => {
      looks += 1;
      return quiet;
    },
    monotonic: () => now,
  });
  await Promise.all(Array.from({ length: 100 }, () => trouble()));
  expect(looks).toBe(1);
  now = 10_001;
  await trouble();
  expect(looks).toBe(2);
});

test("a database that does not answer takes no App Home with it", async () => {
  const trouble = createTrouble({
    checks: { ready: { database: () => "It is gone." }, alive: {} },
    depths: () => Promise.reject(new Error("gone")),
    monotonic: () => 0,
  });
  expect(await trouble()).toEqual(["database: It is gone."]);
});
