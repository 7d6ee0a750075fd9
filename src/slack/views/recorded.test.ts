import { expect, test } from "vitest";
import { recordedBlocks } from "./recorded.ts";

const textOf = (blocks: unknown) => JSON.stringify(blocks);

test("not recorded is said in place of nothing found, with commands to copy", () => {
  const blocks = recordedBlocks({
    recorded: {
      state: "not-recorded",
      reasons: ["The trail main is switched off."],
      fix: [
        { say: "Start the trail again", command: "aws cloudtrail start-logging --name main" },
        { say: "Ask Event history instead." },
      ],
    },
  });
  expect(textOf(blocks)).toContain("Not recorded here: ");
  expect(textOf(blocks)).toContain("Start the trail again:");
  expect(blocks).toContainEqual({
    type: "rich_text",
    elements: [
      {
        type: "rich_text_preformatted",
        elements: [{ type: "text", text: "aws cloudtrail start-logging --name main" }],
      },
    ],
  });
});

test("a name from the account formats, pings and links nothing, and a long command is not cut short", () => {
  const blocks = recordedBlocks({
    recorded: {
      state: "cannot-tell",
      reasons: ["The trail <!channel> *x* \u202e is odd."],
      fix: [{ say: "Do", command: `aws ${"x".repeat(2_000)}` }],
    },
  });
  expect(blocks).toHaveLength(2);
  const [first] = blocks as { elements: { elements: { type: string; text: string }[] }[] }[];
  expect(first?.elements[0]?.elements.map(({ type, text }) => `${type}: ${text}`)).toEqual([
    "text: Nothing found. Whether such events are recorded here cannot be told: ",
    "text: The trail <!channel> *x*  is odd.",
  ]);
});

test("an answer nobody looked after says nothing of it", () => {
  expect(recordedBlocks({})).toEqual([]);
});
