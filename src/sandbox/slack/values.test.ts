import { expect, test } from "vitest";
import { initialValue, stateValue, stateValues } from "./values.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const small = { text: plain("Small"), value: "s" };
const large = { text: plain("Large"), value: "l" };
const pick = { type: "static_select", action_id: "pick", options: [small, large], initial_option: small };
const blocks = [
  {
    type: "input",
    block_id: "name",
    element: { type: "plain_text_input", action_id: "text", initial_value: "Ada" },
  },
  { type: "actions", block_id: "row", elements: [pick, { type: "button", action_id: "go" }] },
  {
    type: "section",
    block_id: "note",
    accessory: { type: "checkboxes", action_id: "opts", options: [small] },
  },
];

test("untouched elements submit what they started from, buttons nothing", () => {
  expect(stateValues(blocks, {})).toEqual({
    name: { text: { type: "plain_text_input", value: "Ada" } },
    row: { pick: { type: "static_select", selected_option: small } },
    note: { opts: { type: "checkboxes", selected_options: [] } },
  });
});

test("what was entered wins, unless the element became another kind", () => {
  const entered = {
    row: { pick: stateValue(pick, "Large") },
    name: { text: { type: "datepicker", selected_date: "x" } },
  };
  const values = stateValues(blocks, entered);
  expect(values).toMatchObject({
    row: { pick: { selected_option: large } },
    name: { text: { value: "Ada" } },
  });
});

test("a choice is named by its value or its label, and must be offered", () => {
  expect(stateValue(pick, "l")).toEqual({ type: "static_select", selected_option: large });
  expect(() => stateValue(pick, "medium")).toThrow('There is no choice "medium" in pick. Offered: s, l.');
  expect(stateValue({ type: "multi_users_select" }, ["U1", "U2"])).toEqual({
    type: "multi_users_select",
    selected_users: ["U1", "U2"],
  });
  expect(stateValue({ type: "datetimepicker" }, "1700000000")).toEqual({
    type: "datetimepicker",
    selected_date_time: 1_700_000_000,
  });
  expect(stateValue({ type: "plain_text_input" }, "")).toEqual({ type: "plain_text_input", value: null });
});

test("an empty element has an explicit nothing", () => {
  expect(initialValue({ type: "users_select" })).toEqual({ type: "users_select", selected_user: null });
});
