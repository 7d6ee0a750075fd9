import { describe, expect, test } from "vitest";
import { chainFault, chainStart, entryHash } from "./audit.ts";
import { linkHash, threadFaults, threadReach, threadStart } from "./thread-chain.ts";
import type { MessageVersion } from "./thread-message.ts";
import type { TimelineEntry } from "./timeline.ts";

const incidentId = "incident-1";
const at = (second: number): Date => new Date(Date.UTC(2026, 10, 14, 2, 41, second));

const version = (second: number, text: string, changes: Partial<MessageVersion> = {}): MessageVersion => ({
  ...{ channel: "C0INCIDENTS", ts: `1794624060.00000${second}`, threadTs: "1794624000.000100" },
  ...{ author: { id: "U0ADA", name: "ada" }, text, at: at(second), kind: "posted", changedAt: at(second) },
  ...{ revision: "posted", ...changes },
});

/** Versions linked in this order, behind those that have no link. */
function linked(
  versions: readonly MessageVersion[],
  unlinked: readonly MessageVersion[] = [],
): MessageVersion[] {
  let previous = threadStart(unlinked);
  return versions.map((each, index) => {
    const place = { seq: index + 1, salt: `0${index}` };
    previous = linkHash(previous, incidentId, each, place);
    return { ...each, link: { ...place, hash: previous } };
  });
}

const three = linked([
  version(1, "One"),
  version(2, "Two"),
  version(1, "One, changed", { kind: "edited", changedAt: at(3), revision: "1794624063.000000" }),
]);
const headOf = (versions: readonly MessageVersion[]) => {
  const { seq = 0, hash = "" } = versions.at(-1)?.link ?? {};
  return { seq, hash };
};
const faults = (
  versions: readonly MessageVersion[],
  rest: Partial<Parameters<typeof threadFaults>[0]> = {},
): string[] => threadFaults({ incidentId, versions, entries: [], ...rest });
const withSecond = (changes: Partial<MessageVersion>) =>
  three.map((each) => (each.link?.seq === 2 ? { ...each, ...changes } : each));

describe("the chain of a thread's messages", () => {
  test("holds when nobody touched it, in whatever order it is read, and when it is empty", () => {
    const entries = [{ seq: 4, thread: headOf(three.slice(0, 2)) }, { seq: 5 }];
    expect(faults([...three].reverse(), { head: headOf(three), entries })).toEqual([]);
    expect(faults([])).toEqual([]);
  });

  test.each<[string, Partial<MessageVersion>]>([
    ["what was written", { text: "Other" }],
    ["who wrote it", { author: { id: "U0EVE", name: "ada" } }],
    ["when it was written", { at: at(9) }],
    ["when it changed", { changedAt: at(9) }],
    ["that it was deleted", { kind: "deleted" }],
    ["which edit it is", { revision: "1794624069.000000" }],
    ["where it stands", { channel: "C0OTHER" }],
    ["which message it is", { ts: "1794624060.000009" }],
    ["in which thread", { threadTs: "1794624000.000999" }],
  ])("tells that somebody changed %s, and only there", (_, changes) => {
    expect(faults(withSecond(changes))).toEqual([expect.stringMatching(/^Message version 2 .*was changed/)]);
  });

  test("does not hang on a person's name, which may change", () => {
    expect(faults(withSecond({ author: { id: "U0ADA", name: "Ada L." } }))).toEqual([]);
  });

  test("tells of a version that was left out, put in, exchanged or taken from another incident", () => {
    const [one, two, last] = three as [MessageVersion, MessageVersion, MessageVersion];
    expect(faults([one, last])).toEqual([expect.stringMatching(/^Message version 2 is missing/)]);
    expect(faults([two, last])[0]).toMatch(/^Message version 1 is missing/);
    const forged = { ...version(5, "Put in"), link: { seq: 3, salt: "aa", hash: "b".repeat(64) } };
    expect(faults([one, two, forged, last]).length).toBeGreaterThan(0);
    expect(threadFaults({ incidentId: "incident-2", versions: three, entries: [] })).toHaveLength(3);
  });

  test("tells of the last ones that were left out, by the incident's head and by the entries that name them", () => {
    expect(faults(three.slice(0, 2), { head: headOf(three) })[0]).toMatch(
      /tells of 3 versions of messages; 2 are/,
    );
    const entries = [{ seq: 7, thread: headOf(three) }];
    expect(faults(three.slice(0, 2), { entries })[0]).toMatch(/^Entry 7 tells of 3/);
    expect(faults(three, { head: headOf(three.slice(0, 2)) })[0]).toMatch(/some were added/);
  });

  test("that was sealed anew after a change does not fit what the timeline holds fast", () => {
    const entries = [{ seq: 7, thread: headOf(three) }];
    const sealed = linked(withSecond({ text: "Forged" }).map(({ link: _, ...each }) => each));
    expect(faults(sealed)).toEqual([]);
    expect(faults(sealed, { entries })).toEqual([
      expect.stringMatching(/^Entry 7 tells another hash of message version 3/),
    ]);
  });

  test("begins with what was kept before there was one: it cannot be changed, left out or added to unseen", () => {
    const before = [version(7, "Old"), version(8, "Older")];
    const after = linked([version(9, "New")], before);
    expect(faults([...after, ...before])).toEqual([]);
    expect(faults([...after, ...before].reverse())).toEqual([]);
    for (const wrong of [
      [before[0]!],
      [...before, version(6, "Put in")],
      [{ ...before[0]!, text: "Other" }, before[1]!],
    ])
      expect(faults([...wrong, ...after])[0]).toMatch(/^Message version 1 .*from before the chain/);
  });

  test("says how far it reaches", () => {
    const entries = [{ seq: 1 }, { seq: 2, thread: headOf(three.slice(0, 1)) }];
    expect(threadReach({ versions: [version(7, "Old"), ...three], entries })).toEqual({
      ...{ links: 3, unlinked: 1, loose: 2 },
    });
  });
});

test("an entry without a thread has the hash that it always had; with one, the thread is part of it", () => {
  const entry: Omit<TimelineEntry, "hash"> = {
    ...{ incidentId, seq: 1, at: at(0), actor: { kind: "system" }, action: "note.add" },
    ...{ body: { text: "x" }, salt: "00" },
  };
  // As it was before messages were chained.
  expect(entryHash(chainStart, entry)).toBe(
    "1045a0f1f5cacc58721e0a10aee4c7cb41f29d5addf40c80af0786b767a500d9",
  );
  const hash = entryHash(chainStart, { ...entry, thread: headOf(three) });
  expect(chainFault([{ ...entry, hash, thread: headOf(three) }])).toBeUndefined();
  expect(chainFault([{ ...entry, hash, thread: { ...headOf(three), seq: 2 } }])).toMatch(/was changed/);
  expect(chainFault([{ ...entry, hash }])).toMatch(/was changed/);
});
