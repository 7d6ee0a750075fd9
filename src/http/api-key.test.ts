import { expect, test } from "vitest";
import { createKeyCheck } from "./api-key.ts";

const hasKey = createKeyCheck(["the-key-of-today", "the-key-of-tomorrow"]);

test.each([
  ["today's key", { "x-cairn-key": "the-key-of-today" }],
  ["tomorrow's key", { "x-cairn-key": "the-key-of-tomorrow" }],
  ["authorization", { authorization: "the-key-of-today" }],
  ["a bearer", { authorization: "Bearer the-key-of-tomorrow" }],
  ["one of both headers", { "x-cairn-key": "another", authorization: "the-key-of-today" }],
])("%s opens", (_, headers) => {
  expect(hasKey(headers)).toBe(true);
});

test.each([
  ["no key", {}],
  ["an empty key", { "x-cairn-key": "" }],
  ["a wrong key", { "x-cairn-key": "the-key-of-yesterday" }],
  [
    "both keys joined, as Node joins a header sent twice",
    { "x-cairn-key": "the-key-of-today, the-key-of-tomorrow" },
  ],
  ["the beginning of a key", { authorization: "the-key" }],
])("%s does not open", (_, headers) => {
  expect(hasKey(headers)).toBe(false);
});

test("without keys nothing opens", () => {
  expect(createKeyCheck([])({ "x-cairn-key": "" })).toBe(false);
});
