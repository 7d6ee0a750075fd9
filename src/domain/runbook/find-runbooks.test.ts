import { expect, test } from "vitest";
import { runbook } from "../../../test/fixtures/slack/record.ts";
import { findRunbooks } from "./find-runbooks.ts";

const key = {
  ...runbook(),
  id: "access-key",
  title: "A key is used elsewhere",
  whenToUse: "A key leaked.",
  steps: [],
};
const root = {
  ...runbook(),
  id: "root-sign-in",
  title: "Root signed in",
  whenToUse: "Root, or a key of root.",
  steps: [],
};

test.each([
  ["", ["root-sign-in", "access-key"]],
  ["KEY", ["access-key", "root-sign-in"]],
  ["root key", ["root-sign-in"]],
  ["leaked", ["access-key"]],
  ["bucket", []],
])("“%s” finds %j", (words, ids) => {
  expect(findRunbooks([root, key], words).map(({ id }) => id)).toEqual(ids);
});
