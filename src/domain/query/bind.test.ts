import { describe, expect, test } from "vitest";
import { bindQuery, type Fill, type LeafValue } from "./bind.ts";
import { fillFrom, literalFill } from "./fill.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Literal } from "./query.ts";

const bind = (yaml: string, values: Record<string, LeafValue | LeafValue[]> = {}) =>
  bindQuery(parseQueryFile(yaml, "q.yml"), fillFrom(new Map(Object.entries(values))));
const text = (value: string, openStart = false, openEnd = false): Literal => ({
  type: "text",
  text: value,
  openStart,
  openEnd,
});

describe("wildcards", () => {
  test.each([
    ["abc", text("abc")],
    ["abc*", text("abc", false, true)],
    ["'*abc'", text("abc", true)],
    ["'*abc*'", text("abc", true, true)],
    ["'*'", text("", true, true)],
    ["'**'", text("", true, true)],
    ["'\\*'", text("*")],
    ["'a\\*b*'", text("a*b", false, true)],
    ["'ab\\*'", text("ab*")],
    ["'\\'", text("\\")],
  ])("%s", (written, literal) => {
    expect(bind(`where: { a: ${written} }`).where).toEqual({
      path: "a",
      test: { op: "equals", values: [literal] },
    });
  });

  test("what a template inserts is literal, whatever it holds", () => {
    const values = { v: "*evil*", w: "\\*" };
    const whereOf = (leaf: string) => bind(`where: { a: '${leaf}' }`, values).where;
    const equals = (literal: Literal) => ({ path: "a", test: { op: "equals", values: [literal] } });
    expect(whereOf("{{v}}")).toEqual(equals(text("*evil*")));
    expect(whereOf("{{v}}*")).toEqual(equals(text("*evil*", false, true)));
    expect(whereOf("*{{v}}")).toEqual(equals(text("*evil*", true)));
    expect(whereOf("x-{{v}}-{{w}}")).toEqual(equals(text("x-*evil*-\\*")));
  });

  test("contains takes every star as itself", () => {
    expect(bind('where: { a: { contains: \'"Action":"*"\' } }').where).toEqual({
      path: "a",
      test: { op: "contains", values: [text('"Action":"*"')] },
    });
  });
});

describe("a leaf that is one template takes the typed value", () => {
  test.each<[string, LeafValue | LeafValue[], Literal[]]>([
    ["a text", "x", [text("x")]],
    ["a number", 7, [{ type: "number", number: 7 }]],
    ["a boolean", false, [{ type: "boolean", boolean: false }]],
    ["a time", new Date(0), [{ type: "time", at: new Date(0) }]],
    ["a list", ["x", 7], [text("x"), { type: "number", number: 7 }]],
    ["an empty list", [], []],
  ])("%s", (_name, value, values) => {
    expect(bind("where: { a: '{{ v }}' }", { v: value }).where).toEqual({
      path: "a",
      test: { op: "equals", values },
    });
  });

  test("a list inside a list joins it", () => {
    expect(bind("where: { a: [one*, '{{v}}'] }", { v: ["two", "three"] }).where).toEqual({
      path: "a",
      test: { op: "equals", values: [text("one", false, true), text("two"), text("three")] },
    });
  });
});

test("a typed value can never become structure", () => {
  const injected = bind("where: { a: '{{v}}' }", { v: "x, none: [{ a: y }]" });
  expect(injected.where).toEqual({
    path: "a",
    test: { op: "equals", values: [text("x, none: [{ a: y }]")] },
  });
});

test("several operators on a field must all hold", () => {
  expect(
    bind("where: { ip: { inCidr: [10.0.0.0/8, '{{v}}'], not: 10.0.0.1 } }", { v: ["2001:db8::/32"] }).where,
  ).toEqual({
    all: [
      { path: "ip", test: { op: "not", values: [text("10.0.0.1")] } },
      { path: "ip", test: { op: "inCidr", networks: ["10.0.0.0/8", "2001:db8::/32"] } },
    ],
  });
});

test("groups keep their shape", () => {
  expect(
    bind("where: { a: 1, any: [{ b: 2, c: 3 }, { d: { exists: false } }], none: [{ e: 4 }] }").where,
  ).toMatchObject({
    all: [
      { path: "a" },
      { any: [{ all: [{ path: "b" }, { path: "c" }] }, { path: "d", test: { op: "exists", value: false } }] },
      { none: [{ path: "e" }] },
    ],
  });
});

describe("gt and the like compare numbers and times", () => {
  test.each<[string, LeafValue | undefined, Literal]>([
    ["5", undefined, { type: "number", number: 5 }],
    ["'5.5'", undefined, { type: "number", number: 5.5 }],
    ["2026-05-04T08:00:00Z", undefined, { type: "time", at: new Date("2026-05-04T08:00:00Z") }],
    ["'{{v}}'", "2026-05-04T08:00:00Z", { type: "time", at: new Date("2026-05-04T08:00:00Z") }],
    ["'{{v}}'", new Date(0), { type: "time", at: new Date(0) }],
    ["'{{v}}'", 3, { type: "number", number: 3 }],
  ])("%s %s", (leaf, v, value) => {
    expect(bind(`where: { a: { gt: ${leaf} } }`, v === undefined ? {} : { v }).where).toEqual({
      path: "a",
      test: { op: "gt", value },
    });
  });

  test.each([["word"], [["1", "2"]], [[]]])("and refuse %j", (v) => {
    expect(() => bind("where: { a: { lt: '{{v}}' } }", { v })).toThrow(/lt compares/);
  });
});

test("a value that is no network is refused when it is inserted", () => {
  expect(() => bind("where: { ip: { notInCidr: '{{v}}' } }", { v: ["10.0.0.0/8", "office"] })).toThrow(
    /^ip: "office" is not a network/,
  );
});

test("a value nobody gave is named", () => {
  const form = parseQueryFile("where: { a: '{{key}}' }", "q.yml");
  expect(() => bindQuery(form, literalFill)).toThrow(/\{\{key\}\}.*--set key=value/);
  expect(() => bindQuery(form, fillFrom(new Map()))).toThrow(/\{\{key\}\}/);
});

test("any fill may be used, for instance one that keeps its own segments", () => {
  const fill: Fill = () => ({ segments: [{ inserted: "*a" }, { author: "*" }] });
  expect(bindQuery(parseQueryFile("where: { a: anything }", "q.yml"), fill).where).toEqual({
    path: "a",
    test: { op: "equals", values: [text("*a", false, true)] },
  });
});
