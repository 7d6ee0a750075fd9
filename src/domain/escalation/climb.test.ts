import { expect, test } from "vitest";
import { climb, nextCall } from "./climb.ts";
import { beginClimb, type Escalation, isAnswer, stopClimb } from "./escalation.ts";
import { type Ladder, ladderFor, type Rung } from "./ladder.ts";

// Saturday.
const night = new Date("2026-11-14T02:42:00Z");
const hours = { timeZone: "UTC", days: ["sat"], from: "09:00", to: "17:00" } as const;
const always = (id: string): Rung => ({ notify: [id], afterSeconds: 300, outside: "skip" });
const inHours = (id: string, outside: Rung["outside"]): Rung => ({ ...always(id), hours, outside });
const begun = (...rungs: Rung[]): Escalation =>
  beginClimb({ name: "l", from: "P4", rungs }, { incidentId: "i", now: night, before: undefined });
const minutes = (count: number) => new Date(night.getTime() + count * 60_000);

test("the first rung is due after its own time, the next one after the one before was called", () => {
  const escalation = begun(always("U1"), { ...always("U2"), afterSeconds: 600 });
  expect(escalation.dueAt).toEqual(minutes(5));
  // Cairn was down for a while: nobody is called twice, and the next one has their time.
  const late = climb(escalation, minutes(60));
  expect(late).toMatchObject({ outcome: "call", position: 0, becomes: { next: 1, dueAt: minutes(70) } });
  expect(climb(late.becomes, minutes(70))).toMatchObject({
    ...{ outcome: "call", position: 1, becomes: { next: 2, dueAt: null } },
  });
});

test("outside its hours a rung is passed over, waits, or is called by whoever wants it at once", () => {
  const skips = begun(inHours("U1", "skip"), inHours("U2", "skip"), always("U3"));
  expect(climb(skips, night)).toMatchObject({ outcome: "call", position: 2, passed: [{}, {}] });
  const waits = begun(inHours("U1", "skip"), inHours("U2", "wait"), always("U3"));
  const morning = new Date("2026-11-14T09:00:00Z");
  expect(climb(waits, night)).toMatchObject({ outcome: "wait", becomes: { next: 1, dueAt: morning } });
  expect(climb(waits, night, { atOnce: true })).toMatchObject({ outcome: "call", position: 0, passed: [] });
  expect(climb(begun(inHours("U1", "skip")), night)).toMatchObject({
    ...{ outcome: "end", becomes: { next: 1, dueAt: null } },
  });
});

test("who is next can be told beforehand, with what the hours will make of it", () => {
  expect(nextCall(begun(always("U1")))).toMatchObject({ rung: { notify: ["U1"] }, at: minutes(5) });
  expect(nextCall(begun(inHours("U1", "skip"), always("U2")))?.rung.notify).toEqual(["U2"]);
  expect(nextCall(begun(inHours("U1", "wait")))).toMatchObject({ at: new Date("2026-11-14T09:00:00Z") });
  expect(nextCall(begun(inHours("U1", "skip")))).toBeUndefined();
  expect(nextCall(stopClimb(begun(always("U1"))))).toBeUndefined();
});

test("a new climb begins at the bottom and is told from the one before", () => {
  const before = { ...begun(always("U1")), next: 1, calls: [{ seq: 3, channels: [] }] };
  const ladder = { name: "l", from: "P4", rungs: [always("U1")] } as const;
  expect(beginClimb(ladder, { incidentId: "i", now: night, before })).toMatchObject({
    ...{ next: 0, climb: 2, calls: [], dueAt: minutes(5) },
  });
});

test("the ladder is the route's, else the one for everything", () => {
  const [all, own]: Ladder[] = [
    { from: "P4", rungs: [always("U1")] },
    { from: "P4", rungs: [always("U2")] },
  ];
  const ladders = { all, own } as Record<string, Ladder>;
  expect(ladderFor({ ladder: "own" }, { ladders, ladder: "all" })?.name).toBe("own");
  expect(ladderFor({}, { ladders, ladder: "all" })?.name).toBe("all");
  expect(ladderFor(undefined, { ladders, ladder: "all" })?.name).toBe("all");
  expect(ladderFor(undefined, { ladders })).toBeUndefined();
  expect(ladderFor({ ladder: "constructor" }, { ladders })).toBeUndefined();
});

const snoozed = { until: night, by: { kind: "system" }, reason: "r" } as const;
test.each([
  [{ state: "acknowledged" }, true],
  [{ state: "resolved" }, true],
  [{ snoozed }, true],
  [{ commander: { id: "U2", name: "b" } }, true],
  [{ commander: { id: "U1", name: "a" } }, false],
  [{}, false],
] as const)("from open, %j is an answer: %j", (change, answers) => {
  const before = { state: "open", snoozed: null, commander: { id: "U1", name: "a" } } as const;
  expect(isAnswer(before, { ...before, ...change })).toBe(answers);
});
