import { expect, test } from "vitest";
import { fakeWorld } from "../../../test/fakes/world.ts";
import { nastiest } from "../../../test/fixtures/slack/record.ts";
import { holdText } from "../../flows/thread/hold-text.ts";
import { encodeRef, parseRef } from "../ids.ts";
import { messageWords } from "../message-words.ts";
import type { Desk } from "./desk.ts";
import { cutMark, heldMessage, holdMessage, messageHeld, toPin } from "./held-message.ts";

const people = { nameOf: async (id: string) => (id === "U0LEAD" ? "lead" : id) };

/** A desk that holds texts in a record. */
function deskOf() {
  const { ports, world } = fakeWorld();
  const desk = {
    ...{ people, reads: ports.store, log: { info: () => {} } },
    quick: { chat: { getPermalink: async () => ({ permalink: "https://a.example/p12" }) } },
    flows: { holdText: (message: Parameters<typeof holdText>[1]) => holdText(ports, message) },
  } as unknown as Desk;
  return { desk, world };
}

const used = (text: string, files: { name: string | null }[] = []) =>
  heldMessage({
    ...{ channel: { id: "C0GENERAL" }, message_ts: "1.2", team: { domain: "example" } },
    message: { user: "U0ONCALL", text, files, thread_ts: "1.1" },
  });

/** From the shortcut through the form to the timeline. */
async function through(text: string, { desk } = deskOf(), files?: { name: string | null }[]) {
  const message = used(text, files);
  if (message === undefined) throw new Error("no message");
  const metadata = encodeRef({ channel: "C0GENERAL", rest: await holdMessage(desk, message) });
  expect([...metadata].length).toBeLessThanOrEqual(3_000);
  return toPin(desk, messageHeld(parseRef(metadata).rest));
}

test("a short message comes through its form as the pushpin reads it: names, links, files and signs", async () => {
  const text = "<@U0LEAD> saw &amp;lt; at <https://a.example/?x=1&amp;y=2|the console>\n*bold*";
  const files = [{ name: "screen.png" }, { name: null }];
  const { world, desk } = deskOf();
  expect(await through(text, { world, desk }, files)).toMatchObject({
    ...{ channel: "C0GENERAL", ts: "1.2", threadTs: "1.1", author: { id: "U0ONCALL", name: "U0ONCALL" } },
    text: "@lead (U0LEAD) saw &lt; at the console (https://a.example/?x=1&y=2)\n*bold*\n[file: screen.png]\n[file: without a name]",
  });
  expect(await through(text)).toMatchObject({ text: await messageWords(people, { text }) });
  expect(world().heldTexts).toEqual({});
});

test.each([
  ["long", "A line of a log. ".repeat(600)],
  ["full of quotes", '"\\'.repeat(2_000)],
  ["hostile", `${nastiest}${"<!channel> &lt;@U0LEAD&gt; ".repeat(200)}`],
])("a message that is %s is on the timeline whole", async (_, text) => {
  expect((await through(text)).text).toBe(await messageWords(people, { text }));
});

test("a text that waits has no secret in it", async () => {
  const { desk, world } = deskOf();
  await through(`${"x ".repeat(2_000)}aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`, {
    desk,
    world,
  });
  expect(Object.keys(world().heldTexts)).toHaveLength(1);
  expect(JSON.stringify(world())).not.toContain("wJalrXUtnFEMI");
});

test("a text that was thrown away meanwhile, or is another message's, is not taken; what is left says that it was cut", async () => {
  const { desk, world } = deskOf();
  const message = used("A line of a log. ".repeat(600));
  if (message === undefined) throw new Error("no message");
  const held = messageHeld(await holdMessage(desk, message));
  const other = await toPin(desk, { ...held, ts: "9.9" });
  expect(other.text).toMatch(/^A line of a log\./);
  expect(other.text.endsWith(cutMark)).toBe(true);
  world().heldTexts = {};
  expect((await toPin(desk, held)).text.endsWith(cutMark)).toBe(true);
});
