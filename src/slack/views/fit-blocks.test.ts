import { expect, test } from "vitest";
import { actions, button, foreign, line, lines } from "./blocks.ts";
import { fitBlocks, maxBlockText, textLength } from "./fit-blocks.ts";

const long = () => lines(line(foreign("<".repeat(2_900), 3_000)));

test("a message with too much text is cut from its end, and keeps its first words and its buttons", () => {
  const press = actions([button("cairn.acknowledge", "Acknowledge", {})]);
  const fitted = fitBlocks([long(), ...Array.from({ length: 40 }, long), ...press]);
  expect(textLength(fitted)).toBeLessThanOrEqual(maxBlockText);
  expect(textLength(fitted[0])).toBeGreaterThan(9_000);
  expect(fitted.at(-1)).toEqual(press[0]);
});

test("a message that fits is left as it is", () => {
  const blocks = [lines(line(foreign("short")))];
  expect(fitBlocks(blocks)).toEqual(blocks);
});

test("no text is cut in the middle of a character", () => {
  const [block] = fitBlocks(
    [lines(line(foreign("👩".repeat(2_999), 3_000))), ...Array.from({ length: 9 }, long)].slice(0, 9),
  );
  expect(JSON.stringify(block)).not.toMatch(/\\ud/i);
});
