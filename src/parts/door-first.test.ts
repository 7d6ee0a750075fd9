import { describe, expect, test, vi } from "vitest";
import type { RawMessage } from "../flows/ports.ts";
import { doorFirst } from "./door-first.ts";

const message: RawMessage = { source: "sqs", transportKey: "sqs:1", body: "{}" };

/** So many messages at the door, none of them stored yet. */
function crowd(size: number) {
  const stored: (() => void)[] = [];
  const door = doorFirst(() => new Promise((resolve) => stored.push(() => resolve("new"))));
  const received = Array.from({ length: size }, () => door.receive(message));
  return { door, store: () => Promise.all([stored.map((each) => each()), ...received]) };
}

describe("whoever works on stored alarms", () => {
  test("does so at once when few come", async () => {
    vi.useFakeTimers();
    const { door } = crowd(3);
    await expect(door.calm()).resolves.toBeUndefined();
    vi.useRealTimers();
  });

  test("has its first turn at once in a rush at the door, and the next ones now and then", async () => {
    vi.useFakeTimers();
    const { door, store } = crowd(20);
    await expect(door.calm()).resolves.toBeUndefined();
    let worked = false;
    const work = door.calm().then(() => {
      worked = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(worked).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await work;
    await store();
    await expect(door.calm()).resolves.toBeUndefined();
    vi.useRealTimers();
  });
});
