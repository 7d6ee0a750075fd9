import { describe, expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { bindQuery } from "../query/bind.ts";
import { queryForm } from "../query/form.ts";
import type { Facts } from "./facts.ts";
import { fillLeaf, fillText, lookupIn, parseTemplate, pathsInTemplate } from "./template.ts";

const at = new Date("2026-11-20T02:41:05Z");
const facts: Facts = {
  key: { value: "AKIAIOSFODNN7EXAMPLE", from: "input" },
  hostile: { value: "{{key}} <!channel> *bold* `x`", from: "step:who" },
  star: { value: "*", from: "step:who" },
  names: { value: ["GetUser", "List*"], from: "step:who" },
  since: { value: at, from: "step:who" },
  window: { value: { from: new Date(at.getTime() - 3_600_000), to: at }, from: "default" },
  count: { value: 7, from: "step:who" },
  nothing: { value: null, from: "step:who" },
  "alarm.contributor.userIdentity.accessKeyId": { value: "AKIAI44QH8DHBEXAMPLE", from: "alarm" },
};
const lookUp = lookupIn(facts);

describe("only {{name}} is a template", () => {
  test.each([
    ["{{{key}}}", "triple braces"],
    ["{{&key}}", "triple braces"],
    ["{{#if key}}x{{/if}}", "block helper"],
    ["{{#each names}}{{this}}{{/each}}", "block helper"],
    ["{{^key}}x{{/key}}", "block helper"],
    ["{{> secret}}", "a partial"],
    ["{{#> layout}}x{{/layout}}", "partial block"],
    ["{{! note }}", "a comment"],
    ["{{* decorator}}", "a decorator"],
    ["{{{{raw}}}}x{{{{/raw}}}}", "block helper"],
    ["{{lookup key 'x'}}", "calls a helper"],
    ["{{key as=1}}", "calls a helper"],
    ["{{~key~}}", "~"],
    ["{{@root}}", "leaves the facts"],
    ["{{../key}}", "leaves the facts"],
    ["{{./key}}", "leaves the facts"],
    ["{{this.key}}", "leaves the facts"],
    ["{{a/b}}", "leaves the facts"],
    ["{{'text'}}", "holds a value"],
    ["{{1}}", "holds a value"],
    ["{{constructor.constructor}}", "prototype"],
    ["{{key.__proto__.x}}", "prototype"],
    ["{{key", "not closed"],
    ["{{}}", "not closed"],
    ["{{(key)}}", "not closed"],
    ["{{{max.distinct(ip)}}}", "not closed"],
    ["\\{{max.distinct(ip)}}", "escapes its braces"],
    ["{{max.distinct(ip) x}}", "not closed"],
    ["{{#if x}}{{max.distinct(ip)}}{{/if}}", "not closed"],
    ["\\{{key}}", "escapes its braces"],
  ])("%s is refused", (template, words) => {
    expect(() => parseTemplate(template)).toThrow(InputError);
    expect(() => parseTemplate(template)).toThrow(words);
  });

  test.each(["max.distinct(ip)", "values.resources[0].ARN", "top.decode(requestParameters.policy).Version"])(
    "the column %s is a name",
    (path) => {
      expect(parseTemplate(`a {{ ${path} }}.`)).toEqual([{ text: "a " }, { path }, { text: "." }]);
    },
  );

  test("a ready-made syntax tree is no template", () => {
    const tree = { type: "Program", body: [{ type: "ContentStatement", value: "x", original: "x" }] };
    expect(() => parseTemplate(tree)).toThrow("must be text");
  });

  test("a template without end is refused", () => {
    expect(() => parseTemplate("x".repeat(10_001))).toThrow("10000 characters");
  });

  test("columns with brackets and hyphenated ids are names too", () => {
    expect(pathsInTemplate("{{max.[distinct(eventSource)]}} {{was-it-you}} {{alarm.tags.a:b}}")).toEqual([
      "max.distinct(eventSource)",
      "was-it-you",
      "alarm.tags.a:b",
    ]);
  });
});

describe("sentences", () => {
  test("keep the author's words and what was inserted apart", () => {
    expect(fillText("Key {{key}} at {{since}}.", lookUp)).toEqual([
      { author: "Key " },
      { inserted: "AKIAIOSFODNN7EXAMPLE" },
      { author: " at " },
      { inserted: "2026-11-20 02:41:05 UTC" },
      { author: "." },
    ]);
  });

  test("a template inside a value is not filled in again", () => {
    expect(fillText("{{hostile}}", lookUp)).toEqual([{ inserted: "{{key}} <!channel> *bold* `x`" }]);
  });

  test("say what is not known, and give no text from a prototype", () => {
    expect(fillText("{{toString}}{{nothing}}{{hasOwnProperty}}", lookUp)).toEqual([
      { author: "(not known)" },
      { author: "(not known)" },
      { author: "(not known)" },
    ]);
  });

  test("shorten what is too long, and lists after ten", () => {
    const many = {
      long: { value: "x".repeat(9_000), from: "" },
      list: { value: [..."abcdefghijkl"], from: "" },
    };
    const [long, list] = fillText("{{long}}{{list}}", lookupIn(many)).map((part) =>
      "inserted" in part ? part.inserted : "",
    );
    expect(long).toHaveLength(500);
    expect(list).toBe("a, b, c, d, e, f, g, h, i, j and 2 more");
  });

  test("find an alarm's attribute by its dotted name, and the ends of a window", () => {
    expect(fillText("{{alarm.contributor.userIdentity.accessKeyId}}", lookUp)).toEqual([
      { inserted: "AKIAI44QH8DHBEXAMPLE" },
    ]);
    expect(fillText("{{window.to}}", lookUp)).toEqual([{ inserted: "2026-11-20 02:41:05 UTC" }]);
  });
});

describe("leaves of a query", () => {
  test("a leaf that is one name takes the typed value", () => {
    expect(fillLeaf("{{names}}", lookUp)).toEqual({ value: ["GetUser", "List*"] });
    expect(fillLeaf("{{since}}", lookUp)).toEqual({ value: at });
    expect(fillLeaf("{{count}}", lookUp)).toEqual({ value: 7 });
  });

  test("any other leaf keeps its segments", () => {
    expect(fillLeaf("arn:*{{key}}", lookUp)).toEqual({
      segments: [{ author: "arn:*" }, { inserted: "AKIAIOSFODNN7EXAMPLE" }],
    });
  });

  test("what is not known, a window, or a list inside a text cannot be asked with", () => {
    expect(() => fillLeaf("{{nobody}}", lookUp)).toThrow("no earlier step found it");
    expect(() => fillLeaf("{{window}}", lookUp)).toThrow("use window.from or window.to");
    expect(() => fillLeaf("x{{names}}", lookUp)).toThrow("must stand alone");
  });

  test("a star that was inserted is a star, a star of the author is a wildcard", () => {
    const form = queryForm.parse({ where: { eventName: ["{{star}}", "{{names}}", "Get*", "{{star}}x*"] } });
    expect(bindQuery(form, (leaf) => fillLeaf(leaf, lookUp)).where).toEqual({
      path: "eventName",
      test: {
        op: "equals",
        values: [
          { type: "text", text: "*", openStart: false, openEnd: false },
          { type: "text", text: "GetUser", openStart: false, openEnd: false },
          { type: "text", text: "List*", openStart: false, openEnd: false },
          { type: "text", text: "Get", openStart: false, openEnd: true },
          { type: "text", text: "*x", openStart: false, openEnd: true },
        ],
      },
    });
  });

  test("what an intruder wrote changes no structure of the query", () => {
    const evil = { evil: { value: '"} , all: [ {eventName: "*"} ], x: {{key}}', from: "step:who" } };
    const form = queryForm.parse({ where: { userAgent: "{{evil}}" } });
    const { where } = bindQuery(form, (leaf) => fillLeaf(leaf, lookupIn(evil)));
    expect(where).toMatchObject({
      path: "userAgent",
      test: { op: "equals", values: [{ text: evil.evil.value }] },
    });
  });
});
