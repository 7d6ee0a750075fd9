import { isFields, listOf } from "../json.ts";
import {
  all,
  anything,
  byType,
  type Check,
  exactlyOne,
  fault,
  list,
  matching,
  object,
  oneOf,
  text,
  whole,
  yesOrNo,
} from "./check.ts";
import { actionId, confirmDialog, option, overflowOption, plainText } from "./text-objects.ts";

const isType = anything;
const focusable = { focus_on_load: yesOrNo };
const placed = { placeholder: plainText(150), confirm: confirmDialog, ...focusable };
const id = { action_id: actionId };
const dayPattern = matching(/^\d{4}-\d{2}-\d{2}$/, "a date in the form YYYY-MM-DD");
const timePattern = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time in the form HH:mm");

/** An initial option must be one of the options offered, word for word. */
const initialIsOffered: Check = (value, at, findings) => {
  if (!isFields(value)) return;
  const offered = [
    ...listOf(value.options),
    ...listOf(value.option_groups).flatMap((group) => listOf(group.options)),
  ];
  const values = offered.map((each) => each.value);
  const initial = isFields(value.initial_option)
    ? [{ option: value.initial_option, at: `${at}/initial_option` }]
    : listOf(value.initial_options).map((each, index) => ({
        option: each,
        at: `${at}/initial_options/${index}`,
      }));
  for (const each of initial) {
    if (!values.includes(each.option.value))
      fault(findings, "must match one of the options provided", each.at);
  }
};

const offers = {
  options: list(option, { most: 100 }),
  option_groups: list(object({ label: plainText(75), options: list(option, { most: 100 }) }), { most: 100 }),
};
const personList = list(text(255), { least: 0, most: 100 });

function offering(more: Record<string, Check>): Check {
  return all(
    object({ type: isType }, { ...id, ...placed, ...offers, ...more }),
    exactlyOne("options", "option_groups"),
    initialIsOffered,
  );
}

const button = object(
  { type: isType, text: plainText(75) },
  {
    ...id,
    value: text(2000),
    url: text(3000),
    style: oneOf("primary", "danger"),
    confirm: confirmDialog,
    accessibility_label: text(75),
  },
);
const image = object({ type: isType, image_url: text(3000), alt_text: text(2000) });

const conversationFilter = object(
  {},
  {
    include: list(oneOf("im", "mpim", "private", "public"), { most: 4 }),
    exclude_external_shared_channels: yesOrNo,
    exclude_bot_users: yesOrNo,
  },
);

/** What may stand in an actions block, beside a section, or in an input; by element type. */
const selects: Record<string, Check> = {
  static_select: offering({ initial_option: option }),
  users_select: object({ type: isType }, { ...id, ...placed, initial_user: text(255) }),
  conversations_select: object(
    { type: isType },
    {
      ...id,
      ...placed,
      initial_conversation: text(255),
      default_to_current_conversation: yesOrNo,
      response_url_enabled: yesOrNo,
      filter: conversationFilter,
    },
  ),
  channels_select: object(
    { type: isType },
    { ...id, ...placed, initial_channel: text(255), response_url_enabled: yesOrNo },
  ),
};
const most = { max_selected_items: whole(1, 100) };
const multiSelects: Record<string, Check> = {
  multi_static_select: offering({ initial_options: list(option, { most: 100 }), ...most }),
  multi_users_select: object({ type: isType }, { ...id, ...placed, initial_users: personList, ...most }),
  multi_conversations_select: object(
    { type: isType },
    {
      ...id,
      ...placed,
      initial_conversations: personList,
      default_to_current_conversation: yesOrNo,
      filter: conversationFilter,
      ...most,
    },
  ),
  multi_channels_select: object(
    { type: isType },
    { ...id, ...placed, initial_channels: personList, ...most },
  ),
};
const choices = { confirm: confirmDialog, ...focusable };
const pickers: Record<string, Check> = {
  datepicker: object({ type: isType }, { ...id, ...placed, initial_date: dayPattern }),
  timepicker: object({ type: isType }, { ...id, ...placed, initial_time: timePattern, timezone: text(255) }),
  datetimepicker: object(
    { type: isType },
    { ...id, ...choices, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
  ),
  checkboxes: all(
    object(
      { type: isType, options: list(option, { most: 10 }) },
      { ...id, ...choices, initial_options: list(option, { most: 10 }) },
    ),
    initialIsOffered,
  ),
  radio_buttons: all(
    object(
      { type: isType, options: list(option, { most: 10 }) },
      { ...id, ...choices, initial_option: option },
    ),
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
};

export const actionsElement = byType(
  () => ({ button, overflow, ...selects, ...multiSelects, ...pickers }),
  "element type",
);
export const accessoryElement = byType(
  () => ({ button, overflow, image, ...selects, ...multiSelects, ...pickers }),
  "element type",
);
export const inputElement = byType(
  () => ({ ...inputsOnly, ...selects, ...multiSelects, ...pickers }),
  "element type",
);
export const contextImage = image;
