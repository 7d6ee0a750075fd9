import { describe, expect, test } from "vitest";
import { answerChoices, answerIn } from "./answer-choices.ts";
import type { Step } from "./schema.ts";

const step = (of: object): Step => ({ id: "s", title: "A step", ...of }) as unknown as Step;
const yesNo = answerChoices(
  step({ kind: "ask", answers: { mine: "That was me", "not-mine": "Not me" } }),
  "waiting",
);

describe("words answer a question", () => {
  test.each<[string, string, string | undefined]>([
    ["mine", "mine", undefined],
    ["That was me", "mine", undefined],
    ["that was me, from the train", "mine", "from the train"],
    ["not-mine", "not-mine", undefined],
    ["NOT", "not-mine", undefined],
    ["mine: I deployed", "mine", "I deployed"],
  ])("“%s” is %s", (text, value, note) => {
    expect(answerIn(text, yesNo)).toMatchObject({ choice: { value }, ...(note && { note }) });
  });

  test.each(["", "n", "perhaps", "mineral", "them"])("“%s” is none of them", (text) => {
    expect(answerIn(text, yesNo)).toBeUndefined();
  });
});

test("what is done is told in free words, which are its note", () => {
  const done = answerChoices(step({ kind: "instruct", note: "required" }), "waiting");
  expect(answerIn("I set it inactive", done)).toEqual({ choice: done[0], note: "I set it inactive" });
  expect(answerIn("done", done)).toEqual({ choice: done[0] });
  const finish = answerChoices(step({ kind: "finish" }), "waiting");
  expect(answerIn("whatever", finish)).toBeUndefined();
  expect(answerIn("done", finish)?.choice.value).toBe("done");
});

test("an event that did not go out can only have been done by hand; one that did worked or did not", () => {
  const act = step({ kind: "act" });
  expect(answerChoices(act, "ready")).toMatchObject([{ value: "worked", note: "required" }]);
  expect(answerChoices(act, "waiting").map(({ value }) => value)).toEqual(["worked", "failed"]);
});

test.each([
  ["query", /answered by AWS/],
  ["repeat", /answered by AWS/],
  ["approve", /approve or reject/],
])("nobody answers a %s step in words", (kind, why) => {
  expect(() => answerChoices(step({ kind }), "waiting")).toThrow(why);
});
