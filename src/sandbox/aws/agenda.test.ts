import { expect, test } from "vitest";
import { createAgenda } from "./agenda.ts";

const START = Date.UTC(2026, 10, 20, 12);

test("what falls due while time passes happens at its own time, in order, and is waited for", async () => {
  const agenda = createAgenda(() => new Date(START));
  const seen: string[] = [];
  const note = (name: string) => async (at: Date) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(`${name} ${at.getTime() - START} ${agenda.clock().getTime() - START}`);
  };
  for (const time of [300, 100, 200, 100, 5000]) agenda.at(START + time, note(String(time)));
  agenda.at(START + 150, (at) => agenda.at(at.getTime() + 60, note("follow-up")));
  await agenda.advance(1000);
  expect(seen).toEqual(["100 100 100", "100 100 100", "200 200 200", "follow-up 210 210", "300 300 300"]);
  expect(agenda.clock().getTime()).toBe(START + 1000);
  agenda.stop();
});

test("a clock that jumps by itself is noticed", async () => {
  let now = START;
  const agenda = createAgenda(() => new Date(now));
  const due = new Promise<Date>((resolve) => agenda.at(START + 60_000, resolve));
  now += 120_000;
  expect(await due).toEqual(new Date(START + 60_000));
  agenda.stop();
});

test("a thousand entries come out in order", async () => {
  const agenda = createAgenda(() => new Date(START));
  const seen: number[] = [];
  for (let at = 0; at < 1000; at += 1) {
    agenda.at(START + ((at * 7919) % 1000), (time) => void seen.push(time.getTime()));
  }
  await agenda.advance(1000);
  expect(seen).toHaveLength(1000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  agenda.stop();
});
