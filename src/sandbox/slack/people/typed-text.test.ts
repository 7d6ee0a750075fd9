import { expect, test } from "vitest";
import type { World } from "../world.ts";
import { fromTyped } from "./typed-text.ts";

const world = {
  state: {
    people: [{ id: "U0LEAD", handle: "lead", name: "Lead", timeZone: "Etc/UTC" }],
    channels: [{ id: "C1", name: "incidents" }],
  },
  manifest: { botName: "cairn" },
  nextId: (prefix: string) => `${prefix}1`,
} as unknown as World;

test("what people type is escaped, and their references become Slack's", () => {
  const { text, blocks } = fromTyped(
    world,
    "@lead see #incidents <b> & https://example.com/?a=1&b=2 @nobody",
  );
  expect(text).toBe(
    "<@U0LEAD> see <#C1|incidents> &lt;b&gt; &amp; <https://example.com/?a=1&amp;b=2> @nobody",
  );
  const [section] = (blocks[0] as { elements: { elements: { type: string; text?: string }[] }[] }).elements;
  expect(section?.elements.map((leaf) => leaf.type)).toEqual([
    "user",
    "text",
    "channel",
    "text",
    "link",
    "text",
  ]);
  expect(section?.elements[3]?.text).toBe(" <b> & ");
});

test("the app is mentioned by its own name", () => {
  expect(fromTyped(world, "@cairn status").text).toBe("<@U0CAIRN> status");
});
