import { describe, expect, test } from "vitest";
import { currentEntries, currentSummary } from "./corrections.ts";
import type { EntryBody, TimelineAction, TimelineEntry } from "./timeline.ts";

const timeline = (...entries: [TimelineAction, EntryBody][]): TimelineEntry[] =>
  entries.map(([action, body], index) => ({
    incidentId: "one",
    seq: index + 1,
    at: new Date(Date.UTC(2026, 10, 14, 2, index)),
    actor: { kind: "responder", id: "U0RESPONDER", name: "responder" },
    action,
    body,
    salt: "",
    hash: "",
  }));

const marks = (...entries: [TimelineAction, EntryBody][]) =>
  currentEntries(timeline(...entries)).map(({ supersededBy }) => supersededBy);

describe("corrections", () => {
  test("leave everything in its place and mark what a newer entry supersedes", () => {
    expect(
      marks(
        ["note.add", { text: "the key of build" }],
        ["incident.acknowledge", {}],
        ["note.correct", { text: "the key of deploy", corrects: 1 }],
      ),
    ).toEqual([3, undefined, undefined]);
  });

  test("can be corrected in their turn", () => {
    expect(
      marks(
        ["note.add", { text: "a" }],
        ["note.correct", { text: "b", corrects: 1 }],
        ["note.correct", { text: "c", corrects: 2 }],
      ),
    ).toEqual([2, 3, undefined]);
  });

  test("never supersede what Cairn saw or did, what comes later, or themselves", () => {
    expect(
      marks(
        ["alarm.transition", { alarm: "a" }],
        ["note.correct", { text: "b", corrects: 1 }],
        ["note.correct", { text: "c", corrects: 3 }],
        ["note.correct", { text: "d", corrects: 5 }],
        ["note.add", { text: "e" }],
        ["run.finish", { corrects: 5 }],
        ["note.correct", { text: "f", corrects: "5" }],
      ),
    ).toEqual(Array(7).fill(undefined));
  });

  test("of a summary need not be named: the newest counts", () => {
    const written: [TimelineAction, EntryBody][] = [
      ["summary.write", { text: "first" }],
      ["note.add", { text: "between" }],
      ["summary.write", { text: "second" }],
      ["summary.write", { text: "third", corrects: 1 }],
    ];
    expect(marks(...written)).toEqual([4, undefined, 4, undefined]);
    expect(currentSummary(timeline(...written))?.body.text).toBe("third");
    expect(currentSummary(timeline())).toBeUndefined();
  });
});
