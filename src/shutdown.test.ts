import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createShutdown } from "./shutdown.ts";

const log = { warn: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  log.warn.mockClear();
});
afterEach(() => vi.useRealTimers());

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("all work stops side by side, then what it stood on, the last opened first", async () => {
  const told: string[] = [];
  const { onStop, onWorkStop, stop } = createShutdown(log);
  onStop(() => void told.push("pool"));
  onStop(() => void told.push("queue"));
  for (const name of ["sender", "worker"])
    onWorkStop(async () => {
      told.push(`${name} stops`);
      await after(10_000);
      told.push(`${name} stopped`);
    });
  const stopped = stop();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopped;
  expect(told).toEqual(["sender stops", "worker stops", "sender stopped", "worker stopped", "queue", "pool"]);
  expect(log.warn).not.toHaveBeenCalled();
});

test("whatever hangs, it is over in 25 s, and says so", async () => {
  const { onStop, onWorkStop, stop } = createShutdown(log);
  onWorkStop(() => after(60_000));
  onStop(() => after(60_000));
  let over = false;
  const stopped = stop().then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(24_000);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  expect(log.warn).toHaveBeenCalledTimes(2);
});

test("a part that fails does not keep the others from stopping, and twice is once", async () => {
  const closed = vi.fn();
  const { onStop, onWorkStop, stop } = createShutdown(log);
  onWorkStop(() => {
    throw new Error("no");
  });
  onStop(closed);
  await Promise.all([stop(), stop()]);
  expect(closed).toHaveBeenCalledOnce();
  expect(log.warn).toHaveBeenCalledOnce();
});
