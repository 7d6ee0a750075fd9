import { expect, test, vi } from "vitest";
import { keepDoing } from "./loop.ts";

const log = { error: vi.fn() };

test("work goes on while there is some, and begins again on news", async () => {
  let waiting = 3;
  let done = 0;
  let ring = () => {};
  const loop = keepDoing({
    name: "test",
    idleMs: 60_000,
    log,
    onNews: (wake) => {
      ring = wake;
      return () => {};
    },
    work: async () => {
      if (waiting === 0) return false;
      waiting -= 1;
      done += 1;
      return true;
    },
  });
  await vi.waitFor(() => expect(done).toBe(3));
  waiting = 2;
  ring();
  await vi.waitFor(() => expect(done).toBe(5));
  await loop.stop();
});

test("a failure is logged and does not end the work", async () => {
  let tries = 0;
  const loop = keepDoing({
    name: "test",
    idleMs: 5,
    log,
    work: async () => {
      tries += 1;
      if (tries === 1) throw new Error("once");
      return false;
    },
  });
  await vi.waitFor(() => expect(tries).toBeGreaterThan(1), { timeout: 3_000 });
  expect(log.error).toHaveBeenCalled();
  await loop.stop();
});

test("stopping waits for the work in hand", async () => {
  let finish = () => {};
  let finished = false;
  const loop = keepDoing({
    name: "test",
    idleMs: 5,
    log,
    work: () =>
      new Promise((resolve) => {
        finish = () => {
          finished = true;
          resolve(false);
        };
      }),
  });
  const stopping = loop.stop();
  finish();
  await stopping;
  expect(finished).toBe(true);
});
