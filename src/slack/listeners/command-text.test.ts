import { expect, test } from "vitest";
import { parseCommandText, parsePairs } from "./command-text.ts";

test.each([
  ["", { verb: "", rest: "", words: "" }],
  ["ack", { verb: "ack", rest: "" }],
  ["NOTE Seen in eu-west-1", { verb: "note", rest: "Seen in eu-west-1" }],
  ["note inc-42 Seen", { verb: "note", number: 42, rest: "Seen" }],
  ["INC-42", { verb: "", number: 42, rest: "" }],
  ["INC-42 ack", { verb: "ack", number: 42, rest: "" }],
  ["note 42 failed logins", { verb: "note", rest: "42 failed logins" }],
  ["note INC-42x is not an incident", { verb: "note", rest: "INC-42x is not an incident" }],
  ["assign INC-7 <@U0LEAD|lead>", { verb: "assign", number: 7, people: ["U0LEAD"], rest: "@lead" }],
  [
    "note see <#C0GENERAL|general> and <https://a.example/x|a.example/x>",
    { verb: "note", rest: "see #general and a.example/x" },
  ],
  ["note <!channel> a &lt;b&gt; &amp;amp; c", { verb: "note", rest: "channel a <b> &amp; c" }],
])("%j is read as a person means it", (text, expected) => {
  expect(parseCommandText(text)).toMatchObject(expected);
});

test("an incident is named by its own number only where it is meant", () => {
  expect(parseCommandText("note as in INC-41")).not.toHaveProperty("number");
});

test("values of inputs may hold spaces in quotes, and keep their capitals", () => {
  expect(parsePairs('key-used key=AKIAIOSFODNN7EXAMPLE window="last 24h" x')).toEqual({
    pairs: { key: "AKIAIOSFODNN7EXAMPLE", window: "last 24h" },
    words: ["key-used", "x"],
  });
});
