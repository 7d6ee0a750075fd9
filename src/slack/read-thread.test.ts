import type { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { UnavailableError } from "../domain/errors.ts";
import { createReadThread } from "./read-thread.ts";

const root = { ts: "1.0001", bot_id: "B0CAIRN", user: "U0CAIRN", text: "INC-1" };
const people = { nameOf: async (id: string) => id.toLowerCase() };
const where = { channel: "C0INCIDENTS", threadTs: "1.0001" };

/** A workspace that gives these pages one after the other. */
function reading(pages: readonly object[][]) {
  const client = {
    conversations: {
      replies: async ({ cursor = "0" }: { cursor?: string }) => ({
        messages: pages[Number(cursor)] ?? [],
        response_metadata: {
          next_cursor: Number(cursor) + 1 < pages.length ? String(Number(cursor) + 1) : "",
        },
      }),
    },
    chat: {
      getPermalink: async ({ message_ts: ts }: { message_ts: string }) => ({ permalink: `https://a/${ts}` }),
    },
  };
  return createReadThread({ client: client as unknown as WebClient, people })(where);
}

test("all pages are read; of what apps wrote, and of the first message, only pins are looked at", async () => {
  const read = await reading([
    [root, { ts: "1.0002", user: "U0ADA", thread_ts: "1.0001", text: "One" }],
    [
      { ts: "1.0003", bot_id: "B0CAIRN", user: "U0CAIRN", thread_ts: "1.0001", text: "Ours" },
      { ts: "1.0004", subtype: "channel_join", user: "U0ADA", text: "joined" },
      {
        ...{ ts: "1.0005", user: "U0BOB", thread_ts: "1.0001", text: "Two", edited: { ts: "1.0006" } },
        reactions: [
          { name: "pushpin", users: ["U0ADA"] },
          { name: "eyes", users: ["U0EVE"] },
        ],
      },
    ],
  ]);
  expect(read.filter(({ pinsOnly }) => pinsOnly)).toMatchObject([
    { ts: "1.0001", text: "", pins: 0 },
    { ts: "1.0003", text: "", pins: 0 },
    { ts: "1.0004", text: "", pins: 0 },
  ]);
  expect(read.filter(({ pinsOnly }) => !pinsOnly)).toMatchObject([
    { ts: "1.0002", threadTs: "1.0001", author: { id: "U0ADA", name: "u0ada" }, text: "One", pinnedBy: [] },
    { ts: "1.0005", editedTs: "1.0006", pinnedBy: ["U0ADA"], permalink: "https://a/1.0005" },
  ]);
});

test("a thread whose beginning Slack has not any more is not taken for one that people deleted", async () => {
  await expect(
    reading([[{ ts: "1.0005", user: "U0BOB", thread_ts: "1.0001", text: "Two" }]]),
  ).rejects.toThrow(UnavailableError);
  await expect(reading([[]])).rejects.toThrow("does not have the beginning");
});

test("a pinned answer of an app is told whole, and a pin counts though Slack does not name who put it", async () => {
  const pinned = (ts: string, users: string[], count: number) => ({
    ...{ ts, bot_id: "B0CAIRN", user: "U0CAIRN", thread_ts: "1.0001", text: "Two &lt;rows&gt;" },
    reactions: [{ name: "pushpin", users, count }],
  });
  const [, named, unnamed] = await reading([[root, pinned("1.0002", ["U0ADA"], 1), pinned("1.0003", [], 2)]]);
  expect(named).toMatchObject({ pinsOnly: true, text: "Two <rows>", pins: 1, permalink: "https://a/1.0002" });
  expect(unnamed).toMatchObject({ pins: 2, pinnedBy: [] });
});
