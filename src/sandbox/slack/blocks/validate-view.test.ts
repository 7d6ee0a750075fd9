import { expect, test } from "vitest";
import { SlackError } from "../slack-error.ts";
import { requireView } from "./validate-view.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const modal = (more: object = {}) => ({ type: "modal", title: plain("Title"), blocks: [], ...more });
const input = { type: "input", label: plain("Name"), element: { type: "plain_text_input" } };

function refusal(view: unknown, surface: "modal" | "home" = "modal"): string {
  try {
    requireView(view, surface);
    return "";
  } catch (error) {
    return error instanceof SlackError
      ? `${error.code}: ${JSON.stringify(error.more.errors ?? "")}`
      : String(error);
  }
}

test("a modal with an input needs a submit button", () => {
  expect(refusal(modal({ blocks: [input] }))).toContain("missing required field: submit");
  expect(refusal(modal({ blocks: [input], submit: plain("Go") }))).toBe("");
});

test("titles and buttons take 24 characters, private_metadata 3000, callback_id 255", () => {
  const fits = {
    title: plain("x".repeat(24)),
    private_metadata: "x".repeat(3000),
    callback_id: "x".repeat(255),
  };
  expect(refusal(modal(fits))).toBe("");
  expect(refusal(modal({ title: plain("x".repeat(25)) }))).toContain(
    "less than 25 characters [json-pointer:/view/title/text]",
  );
  expect(refusal(modal({ close: plain("x".repeat(25)) }))).toContain("/view/close/text");
  expect(refusal(modal({ private_metadata: "x".repeat(3001) }))).toContain("/view/private_metadata");
  expect(refusal(modal({ callback_id: "x".repeat(256) }))).toContain("/view/callback_id");
});

test("a Home tab has no title, and no modal fits there", () => {
  expect(refusal({ type: "home", blocks: [] }, "home")).toBe("");
  expect(refusal(modal(), "home")).toContain("invalid additional property: title");
});

test("a view of more than 250 kB is too large", () => {
  const blocks = Array.from({ length: 90 }, () => ({
    type: "section",
    text: { type: "mrkdwn", text: "x".repeat(2800) },
  }));
  expect(refusal(modal({ blocks }))).toContain("view_too_large");
});

test("the place of a fault inside a view starts at the view", () => {
  expect(refusal(modal({ blocks: [{ type: "shout" }] }))).toContain("[json-pointer:/view/blocks/0/type]");
  expect(refusal(undefined)).toContain("invalid_arguments");
});
