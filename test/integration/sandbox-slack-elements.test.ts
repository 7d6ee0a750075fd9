import type { App } from "@slack/bolt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { manifestFile, startTeaApp } from "./sandbox-slack-app.ts";

const channel = "C0INCIDENTS";
const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
let workspace: Workspace;
let tea: Awaited<ReturnType<typeof startTeaApp>>;
/** Block actions as the app got them. */
let actions: Record<string, unknown>[];

beforeEach(async () => {
  workspace = await startWorkspace({ manifestFile: manifestFile() });
  tea = await startTeaApp(workspace);
  actions = [];
  const app: App = tea.app;
  app.action(/^(good|bin|leaf|brew)$/, async ({ ack, action }) => {
    await ack();
    actions.push({ ...action });
  });
  app.options("leaf", async ({ ack, options }) => {
    const all = ["assam", "ceylon", "darjeeling"].filter((each) => each.startsWith(options.value));
    if (options.value === "many")
      await ack({ options: Array.from({ length: 101 }, (_, at) => option(`l${at}`)) });
    else if (options.value === "group")
      await ack({ option_groups: [{ label: plain("India"), options: [option("assam")] }] });
    else await ack({ options: all.map(option) });
  });
});
afterEach(async () => {
  await tea.stop();
  await workspace.stop();
});

async function post(blocks: object[]): Promise<string> {
  const { ts = "" } = await tea.client.chat.postMessage({ channel, text: "x", blocks: blocks as never });
  return ts;
}

test("an external select asks the app while one types, and what it offered can be chosen", async () => {
  const element = { type: "external_select", action_id: "leaf", min_query_length: 2 };
  const ts = await post([{ type: "actions", elements: [element] }]);
  const lead = workspace.as("U0LEAD");
  const where = { channel, ts, actionId: "leaf" };
  expect((await lead.suggest({ ...where, typed: "a" })).error).toBe("Type at least 2 characters.");
  expect((await lead.press({ ...where, value: "assam" })).error).toContain('no choice "assam"');
  expect((await lead.suggest({ ...where, typed: "as" })).options).toEqual([
    { value: "assam", text: "ASSAM" },
  ]);
  expect((await lead.suggest({ ...where, typed: "zz" })).options).toEqual([]);
  expect((await lead.suggest({ ...where, typed: "group" })).options).toEqual([
    { value: "assam", text: "ASSAM", group: "India" },
  ]);
  expect(await lead.press({ ...where, value: "assam" })).toMatchObject({ ok: true });
  expect(actions).toMatchObject([{ action_id: "leaf", selected_option: { value: "assam" } }]);
});

test("more than a hundred options are not taken, and said to be too many", async () => {
  const ts = await post([{ type: "actions", elements: [{ type: "external_select", action_id: "leaf" }] }]);
  const asked = await workspace.as("U0LEAD").suggest({ channel, ts, actionId: "leaf", typed: "many" });
  expect(asked.error).toBe("The options could not be loaded.");
  expect(workspace.report().refused).toMatchObject([
    { method: "block_suggestion leaf", error: "invalid_options" },
  ]);
});

test("feedback and icon buttons tell what was pressed, and by whom they may be", async () => {
  const ts = await post([
    {
      type: "context_actions",
      elements: [
        {
          type: "feedback_buttons",
          action_id: "good",
          positive_button: { text: plain("Good"), value: "yes" },
          negative_button: { text: plain("Bad"), value: "no" },
        },
        {
          type: "icon_button",
          action_id: "bin",
          icon: "trash",
          text: plain("Delete"),
          value: "all",
          visible_to_user_ids: ["U0LEAD"],
        },
      ],
    },
    {
      type: "card",
      title: { type: "mrkdwn", text: "Round" },
      actions: [{ type: "button", action_id: "brew", text: plain("Brew") }],
    },
  ]);
  const lead = workspace.as("U0LEAD");
  expect((await lead.press({ channel, ts, actionId: "good", value: "maybe" })).error).toContain("yes, no");
  await lead.press({ channel, ts, actionId: "good", value: "no" });
  await lead.press({ channel, ts, actionId: "bin" });
  await lead.press({ channel, ts, actionId: "brew" });
  expect((await workspace.as("U0ONCALL").press({ channel, ts, actionId: "bin" })).error).toBe(
    "You do not see that button.",
  );
  expect(actions).toMatchObject([
    { type: "feedback_buttons", value: "no", text: { text: "Bad" } },
    { type: "icon_button", value: "all" },
    { type: "button", action_id: "brew" },
  ]);
});

test("rich text typed into a modal arrives as rich text", async () => {
  const responder = workspace.as("U0RESPONDER");
  let values: unknown;
  tea.app.shortcut("brew", async ({ ack, shortcut, client }) => {
    await ack();
    const element = { type: "rich_text_input" as const, action_id: "words", min_lines: 2 };
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: {
        type: "modal",
        callback_id: "rich",
        title: plain("Rich"),
        submit: plain("Go"),
        blocks: [{ type: "input", block_id: "note", label: plain("Note"), element }],
      },
    });
  });
  tea.app.view("rich", async ({ ack, view }) => {
    await ack();
    values = view.state.values.note?.words?.rich_text_value;
  });
  await responder.shortcut({ callbackId: "brew" });
  await responder.until(responder.modal);
  expect(await responder.submit()).toMatchObject({
    errors: { note: "Please complete this required field." },
  });
  await responder.submit({ values: { note: "Steep well" } });
  expect(values).toMatchObject({
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "Steep well" }] }],
  });
});
