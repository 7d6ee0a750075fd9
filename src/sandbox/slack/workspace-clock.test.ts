import { expect, test } from "vitest";
import type { State } from "./records.ts";
import { createWorkspaceClock } from "./workspace-clock.ts";

function clockAt(ms: { now: number }) {
  const state = { lastTs: 0, clockOffsetMs: 0 } as State;
  return createWorkspaceClock(state, () => new Date(ms.now));
}

test("ts rises even when the clock stands still or goes back", () => {
  const source = { now: 1_700_000_000_000 };
  const clock = clockAt(source);
  const first = clock.nextTs();
  const second = clock.nextTs();
  source.now -= 60_000;
  const third = clock.nextTs();
  expect([first, second, third]).toEqual(["1700000000.000000", "1700000000.000001", "1700000000.000002"]);
});

test("what is due happens when time is let pass, in order", () => {
  const clock = clockAt({ now: 0 });
  const done: string[] = [];
  clock.after(300_000, () => done.push("five minutes"));
  clock.after(60_000, () => done.push("one minute"));
  clock.advance(59_999);
  expect(done).toEqual([]);
  clock.advance(300_000);
  expect(done).toEqual(["one minute", "five minutes"]);
  clock.stop();
});
