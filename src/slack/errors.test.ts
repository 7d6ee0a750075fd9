import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { expect, test } from "vitest";
import { classify } from "./errors.ts";

const platform = (error: string, more = {}) => new WebAPIPlatformError({ ok: false, error, ...more });
const network = (code: string) => {
  const cause = Object.assign(new Error(`connect ${code}`), { code });
  return new WebAPIRequestError(new TypeError("fetch failed", { cause }));
};

const table: [name: string, error: unknown, outcome: string][] = [
  ["429", new WebAPIRateLimitedError(7), "not-sent"],
  ["ratelimited", platform("ratelimited"), "not-sent"],
  ["a refused connection", network("ECONNREFUSED"), "not-sent"],
  ["a name that is not found", network("ENOTFOUND"), "not-sent"],
  ["a dropped socket", network("ECONNRESET"), "unknown"],
  ["a closed socket", network("UND_ERR_SOCKET"), "unknown"],
  ["a time-out", new WebAPIRequestError(new DOMException("timed out", "TimeoutError")), "unknown"],
  ["HTTP 500", new WebAPIHTTPError(500, "", {}), "unknown"],
  ["HTTP 503", new WebAPIHTTPError(503, "", {}), "unknown"],
  ["internal_error", platform("internal_error"), "unknown"],
  ["fatal_error", platform("fatal_error"), "unknown"],
  ["a code nobody knows", platform("something_new"), "unknown"],
  ["an error that is not Slack's", new Error("what?"), "unknown"],
  ["not_in_channel", platform("not_in_channel"), "blocked"],
  ["is_archived", platform("is_archived"), "blocked"],
  ["channel_not_found", platform("channel_not_found"), "blocked"],
  ["restricted_action", platform("restricted_action"), "blocked"],
  ["restricted_action_thread_locked", platform("restricted_action_thread_locked"), "blocked"],
  ["token_revoked", platform("token_revoked"), "blocked"],
  ["account_inactive", platform("account_inactive"), "blocked"],
  ["invalid_auth", platform("invalid_auth"), "blocked"],
  ["missing_scope", platform("missing_scope"), "blocked"],
  ["invalid_blocks", platform("invalid_blocks"), "content-refused"],
  ["msg_too_long", platform("msg_too_long"), "content-refused"],
  ["msg_blocks_too_long", platform("msg_blocks_too_long"), "content-refused"],
  ["metadata_too_large", platform("metadata_too_large"), "content-refused"],
  ["message_not_found", platform("message_not_found"), "target-gone"],
  ["cant_update_message", platform("cant_update_message"), "target-gone"],
  ["edit_window_closed", platform("edit_window_closed"), "target-gone"],
  ["thread_not_found", platform("thread_not_found"), "thread-gone"],
];

test.each(table)("%s counts as %s", (_, error, outcome) => {
  expect(classify(error).outcome).toBe(outcome);
});

test("Slack's own waiting time is honoured", () => {
  expect(classify(new WebAPIRateLimitedError(7))).toMatchObject({ retryAfterMs: 7_000 });
});

test("a refusal names the place in the blocks, or the scope that is missing", () => {
  const pointer = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]";
  expect(classify(platform("invalid_blocks", { response_metadata: { messages: [pointer] } }))).toMatchObject({
    why: expect.stringContaining(pointer),
  });
  expect(classify(platform("missing_scope", { needed: "files:write" }))).toMatchObject({
    why: expect.stringContaining("files:write"),
  });
});

test("a connection counts as never made only when every address refused it", () => {
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
  const tried = (...errors: Error[]) =>
    new WebAPIRequestError(new TypeError("fetch failed", { cause: new AggregateError(errors) }));
  expect(classify(tried(refused, refused)).outcome).toBe("not-sent");
  expect(classify(tried(refused, reset)).outcome).toBe("unknown");
});
