import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, chainFault, chainStart, entryHash, rowsHash } from "./audit.ts";
import type { TimelineEntry } from "./timeline.ts";

const at = new Date("2026-11-14T02:41:07Z");

/** Three notes whose chain holds. */
function chain(): TimelineEntry[] {
  let previous = chainStart;
  return ["one", "two", "three"].map((text, index) => {
    const entry = {
      incidentId: "incident-1",
      seq: index + 1,
      at: new Date(at.getTime() + index * 1_000),
      actor: { kind: "responder", id: "U0RESPONDER", name: "responder" } as const,
      action: "note.add" as const,
      body: { text, of: { b: 1, a: [true, null] } },
      salt: `0${index}`,
    };
    previous = entryHash(previous, entry);
    return { ...entry, hash: previous };
  });
}

const withSecond = (changes: Partial<TimelineEntry>) =>
  chain().map((entry) => (entry.seq === 2 ? { ...entry, ...changes } : entry));

describe("the chain of a timeline", () => {
  test("holds when nobody touched it, also when it is empty", () => {
    expect(chainFault(chain())).toBeUndefined();
    expect(chainFault([])).toBeUndefined();
  });

  test.each<[string, Partial<TimelineEntry>]>([
    ["what was said", { body: { text: "other" } }],
    ["who said it", { actor: { kind: "responder", id: "U0ELSE", name: "responder" } }],
    ["that a person did it", { actor: { kind: "system" } }],
    ["when it was", { at }],
    ["what was done", { action: "incident.resolve" }],
    ["whose it is", { incidentId: "incident-2" }],
    ["the salt", { salt: "ff" }],
    ["the hash", { hash: "0".repeat(64) }],
  ])("tells that somebody changed %s", (_, changes) => {
    expect(chainFault(withSecond(changes))).toMatch(/^Entry 2 was changed/);
  });

  test("tells that an entry was taken out, put in or exchanged", () => {
    const [one, two, three] = chain() as [TimelineEntry, TimelineEntry, TimelineEntry];
    expect(chainFault([one, three])).toBe("Entry 2 is missing: the next one is 3.");
    expect(chainFault([two, three])).toMatch(/^Entry 1 is missing/);
    expect(chainFault([one, { ...two, seq: 3 }])).toMatch(/^Entry 2 is missing/);
    expect(chainFault([one, { ...three, seq: 2 }, { ...two, seq: 3 }])).toMatch(/^Entry 2 was changed/);
    expect(chainFault([one, two, { ...two, seq: 3 }])).toMatch(/^Entry 3 was changed/);
  });

  test("tells that an entry was sealed anew after it was changed: what follows does not fit", () => {
    const [one, two, three] = chain() as [TimelineEntry, TimelineEntry, TimelineEntry];
    const forged = { ...two, body: { text: "forged" } };
    const sealed = { ...forged, hash: entryHash(one.hash, forged) };
    expect(chainFault([one, sealed, three])).toMatch(/^Entry 3 was changed/);
  });

  test("does not hang on a person's name, which may change", () => {
    expect(
      chainFault(withSecond({ actor: { kind: "responder", id: "U0RESPONDER", name: "new name" } })),
    ).toBe(undefined);
  });
});

test("a value has the same bytes whatever the order of its keys, and another value has others", () => {
  expect(canonicalJson({ b: 1, a: { d: [2, "x"], c: null } })).toBe('{"a":{"c":null,"d":[2,"x"]},"b":1}');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      const json = canonicalJson(turned as never);
      expect(json).toBe(canonicalJson(value as never));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("rows have a hash of their own: a cell, a column or the order changes it", () => {
  const rows = [{ ip: "192.0.2.1" }, { ip: "192.0.2.2" }];
  const hash = rowsHash(["ip"], rows);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(rowsHash(["ip"], structuredClone(rows))).toBe(hash);
  const others = [
    rowsHash(["ip"], [...rows].reverse()),
    rowsHash(["ip", "key"], rows),
    rowsHash(["ip"], [{ ip: "192.0.2.1" }, { ip: "192.0.2.3" }]),
    rowsHash(["ip"], rows.slice(0, 1)),
  ];
  expect(new Set([hash, ...others]).size).toBe(5);
});
