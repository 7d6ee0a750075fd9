import {
  all,
  anything,
  byType,
  type Check,
  exactlyOne,
  list,
  matching,
  needsScope,
  object,
  oneOf,
  text,
  whole,
  yesOrNo,
} from "./check.ts";
import { richTextBlock } from "./rich-text.ts";
import { initialIsOffered, selects } from "./selects.ts";
import { actionId, confirmDialog, option, overflowOption, plainText } from "./text-objects.ts";

const isType = anything;
const focusable = { focus_on_load: yesOrNo };
const id = { action_id: actionId };
const choices = { ...id, confirm: confirmDialog, ...focusable };
const placed = { ...choices, placeholder: plainText(150) };
const dayPattern = matching(/^\d{4}-\d{2}-\d{2}$/, "a date in the form YYYY-MM-DD");
const timePattern = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time in the form HH:mm");
const pressed = {
  ...id,
  style: oneOf("primary", "danger"),
  confirm: confirmDialog,
  accessibility_label: text(75),
};

export const button = object(
  { type: isType, text: plainText(75) },
  { ...pressed, value: text(2000), url: text(3000) },
);
const workflowButton = object(
  {
    type: isType,
    text: plainText(75),
    workflow: object({
      trigger: object(
        { url: text(3000) },
        { customizable_input_parameters: list(object({ name: text(255), value: anything }), { most: 100 }) },
      ),
    }),
  },
  pressed,
);

/** An image may point to an uploaded file instead of a URL. */
const slackFile: Check = all(object({}, { id: text(255), url: text(3000) }), exactlyOne("id", "url"));
export const imageSource = { image_url: text(3000), slack_file: slackFile };
export const image = all(
  object({ type: isType, alt_text: text(2000) }, imageSource),
  exactlyOne("image_url", "slack_file"),
);

const pickers: Record<string, Check> = {
  datepicker: object({ type: isType }, { ...placed, initial_date: dayPattern }),
  timepicker: object({ type: isType }, { ...placed, initial_time: timePattern, timezone: text(255) }),
  datetimepicker: object(
    { type: isType },
    { ...choices, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
  ),
  checkboxes: all(
    object(
      { type: isType, options: list(option, { most: 10 }) },
      { ...choices, initial_options: list(option, { most: 10 }) },
    ),
    initialIsOffered,
  ),
  radio_buttons: all(
    object({ type: isType, options: list(option, { most: 10 }) }, { ...choices, initial_option: option }),
    initialIsOffered,
  ),
};
const overflow = object(
  { type: isType, options: list(overflowOption, { most: 5 }) },
  { ...id, confirm: confirmDialog },
);
const dispatch = object(
  {},
  { trigger_actions_on: list(oneOf("on_enter_pressed", "on_character_entered"), { most: 2 }) },
);
const typed = { ...id, placeholder: plainText(150), ...focusable, dispatch_action_config: dispatch };
const numberText = matching(/^-?\d+(\.\d+)?$/, "a number in a string");
const richTextInput = object(
  { type: isType },
  { ...typed, initial_value: richTextBlock, min_lines: whole(1, 100), max_lines: whole(1, 100) },
);
const inputsOnly: Record<string, Check> = {
  plain_text_input: object(
    { type: isType },
    {
      ...typed,
      initial_value: text(3000, 0),
      multiline: yesOrNo,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
    },
  ),
  number_input: object(
    { type: isType, is_decimal_allowed: yesOrNo },
    { ...typed, initial_value: numberText, min_value: numberText, max_value: numberText },
  ),
  email_text_input: object({ type: isType }, { ...typed, initial_value: text(3000, 0) }),
  url_text_input: object({ type: isType }, { ...typed, initial_value: text(3000, 0) }),
  file_input: all(
    needsScope("files:read"),
    object({ type: isType }, { ...id, filetypes: list(text(50), { most: 100 }), max_files: whole(1, 10) }),
  ),
};

const feedbackButton = object({ text: plainText(75), value: text(2000) }, { accessibility_label: text(75) });
const contextActions: Record<string, Check> = {
  feedback_buttons: object(
    { type: isType, positive_button: feedbackButton, negative_button: feedbackButton },
    id,
  ),
  icon_button: object(
    // docs.slack.dev: the trash icon is the only one at this time.
    { type: isType, icon: oneOf("trash"), text: plainText(75) },
    {
      ...id,
      value: text(2000),
      confirm: confirmDialog,
      accessibility_label: text(75),
      visible_to_user_ids: list(text(255), { most: 10 }),
    },
  ),
};

export const actionsElement = byType(
  () => ({
    button,
    workflow_button: workflowButton,
    overflow,
    rich_text_input: richTextInput,
    ...selects,
    ...pickers,
  }),
  "element type",
);
export const accessoryElement = byType(
  () => ({ button, workflow_button: workflowButton, overflow, image, ...selects, ...pickers }),
  "element type",
);
export const inputElement = byType(
  () => ({ ...inputsOnly, rich_text_input: richTextInput, ...selects, ...pickers }),
  "element type",
);
export const contextActionsElement = byType(() => contextActions, "element type");
