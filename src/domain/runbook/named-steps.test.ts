import { expect, test } from "vitest";
import { namedSteps } from "./named-steps.ts";

const steps = [
  { id: "who", title: "Who uses this key?", number: 1 },
  { id: "was-it-you", title: "Was it you?", number: 2 },
  { id: "who-else", title: "Who else was there?", number: 3 },
  { id: "contain", title: "Contain it" },
];

test.each<[string, string[], string]>([
  ["3", ["who-else"], ""],
  ["#3", ["who-else"], ""],
  ["step 3", ["who-else"], ""],
  ["3. because we know", ["who-else"], "because we know"],
  ["2 yes 3 times", ["was-it-you"], "yes 3 times"],
  ["who", ["who"], ""],
  ["who uses", ["who"], ""],
  ["Who uses this key? because we know", ["who"], "because we know"],
  ["who else because", ["who-else"], "because"],
  ["WAS-it because nobody is there", ["was-it-you"], "because nobody is there"],
  ["cont", ["contain"], ""],
  ['"contain it" they did', ["contain"], "they did"],
  ["“contain it”", ["contain"], ""],
  ["who-", ["who-else"], ""],
  ["9 because", [], "because"],
  ["because we know", [], "because we know"],
  ["wh", [], "wh"],
  ["", [], ""],
])("“%s” names %j", (text, ids, rest) => {
  const found = namedSteps(text, steps);
  expect(found.steps.map(({ id }) => id)).toEqual(ids);
  expect(found.rest).toBe(rest);
});

test("what begins several names them all, for the person to choose", () => {
  const several = [...steps, { id: "was-it-root", title: "Was it root?", number: 4 }];
  expect(namedSteps("was because", several)).toMatchObject({
    steps: [{ id: "was-it-you" }, { id: "was-it-root" }],
    named: "was",
    rest: "because",
  });
});

test("a very long text is looked at only as far as a title may reach", () => {
  expect(namedSteps("x ".repeat(50_000), steps).steps).toEqual([]);
});
