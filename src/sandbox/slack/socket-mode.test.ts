import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createSocketMode } from "./socket-mode.ts";

test("a client that is refused and hangs up at once ends nothing but its own connection", async () => {
  const notes: string[] = [];
  const sockets = createSocketMode({
    ackWithinMs: 3_000,
    onSecondAck: () => {},
    after: () => {},
    note: (what) => notes.push(what),
  });
  const client = new PassThrough();
  sockets.handleUpgrade({ url: "/link?ticket=unknown" } as IncomingMessage, client, Buffer.alloc(0));
  expect(notes).toEqual(["a connection was refused"]);
  const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  expect(() => client.emit("error", reset)).not.toThrow();
  expect(client.destroyed).toBe(true);
});
