import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void, level?: string): string {
  const lines: string[] = [];
  write(createLog({ level, destination: { write: (line) => lines.push(line) } }));
  return lines.join("");
}

test("a line is JSON with a level in words and an ISO time", () => {
  const line = JSON.parse(logged((log) => log.warn({ queue: "cairn-alarms" }, "Cannot poll")));
  expect(line).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    queue: "cairn-alarms",
    msg: "Cannot poll",
  });
});

test.each([
  ["a field's name", { botToken: "plain-secret" }],
  ["a deep field's name", { request: { headers: [{ Authorization: "plain-secret" }] } }],
  ["an error's field", { err: Object.assign(new Error("no"), { config: { apiKey: "plain-secret" } }) }],
  ["a Slack token in a text", { reason: "token xoxb-1-plain-secret refused" }],
  ["a session token in a message", { err: new Error("IQoJb3JpZ2luX2VjEXAMPLEplain-secret no") }],
  ["an address with a password", { url: "postgres://cairn:plain-secret@db.example/cairn" }],
  ["a web token", { reason: "eyJhbGciOiJI.eyJzdWIiOiIxMjM0.plain-secret" }],
])("%s does not bring a secret into the log", (_, fields) => {
  const line = logged((log) => log.error(fields, "It failed"));
  expect(line).not.toContain("plain-secret");
  expect(line).toContain("[redacted]");
});

test("children blank secrets as well, and the level is obeyed", () => {
  const lines = logged((log) => {
    log.debug("not shown");
    log.child({ part: "intake" }).info({ password: "plain-secret" }, "Shown");
  }, "info");
  expect(lines).not.toContain("plain-secret");
  expect(lines).toContain('"part":"intake"');
  expect(lines).not.toContain("not shown");
});

test("an object that contains itself does not stop the log", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(logged((log) => log.info({ loop }, "Round"))).toContain("[too deep]");
});
