import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { checkChannels } from "./check-channels.ts";

/** A client that answers `conversations.info` as told, one after the other. */
function answering(...answers: (object | Error)[]) {
  let calls = 0;
  const info = async () => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    if (answer instanceof Error) throw answer;
    return { ok: true, channel: answer };
  };
  return { client: { conversations: { info } } as unknown as WebClient, calls: () => calls };
}

const fine = { name: "incidents", is_member: true };

test("a start beside many others waits as long as Slack says, and goes on", async () => {
  const { client, calls } = answering(new WebAPIRateLimitedError(0), new WebAPIRateLimitedError(0), fine);
  await checkChannels(client, ["C0INCIDENTS"], "cairn");
  expect(calls()).toBe(3);
});

test("a limit that never ends is told", async () => {
  const { client, calls } = answering(new WebAPIRateLimitedError(0));
  await expect(checkChannels(client, ["C0INCIDENTS"], "cairn")).rejects.toThrow("Slack did not answer");
  expect(calls()).toBe(5);
});

test.each([
  [{ ...fine, is_member: false }, 'write "/invite @cairn" there'],
  [{ ...fine, is_archived: true }, "is archived"],
  [{ ...fine, is_ext_shared: true }, "shared with another organisation"],
  [new WebAPIPlatformError({ ok: false, error: "channel_not_found" }), "There is no channel C0INCIDENTS"],
  [new WebAPIPlatformError({ ok: false, error: "missing_scope" }), "with the scopes of manifest.yml"],
])("a channel that does not do is named, with what to do", async (answer, message) => {
  await expect(checkChannels(answering(answer).client, ["C0INCIDENTS"], "cairn")).rejects.toThrow(message);
});
