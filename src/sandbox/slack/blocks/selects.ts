import { isFields, listOf } from "../json.ts";
import {
  all,
  anything,
  type Check,
  exactlyOne,
  fault,
  list,
  object,
  oneOf,
  text,
  whole,
  yesOrNo,
} from "./check.ts";
import { actionId, confirmDialog, option, plainText } from "./text-objects.ts";

const isType = anything;
const placed = {
  action_id: actionId,
  placeholder: plainText(150),
  confirm: confirmDialog,
  focus_on_load: yesOrNo,
};
const most = { max_selected_items: whole(1, 100) };
const ids = list(text(255), { least: 0, most: 100 });
const chosenOptions = list(option, { most: 100 });

/** An initial option must be one of the options offered, word for word. */
export const initialIsOffered: Check = (value, at, findings) => {
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

/** What a select offers, and what an app answers when it is asked for options. */
export const offers = {
  options: list(option, { most: 100 }),
  option_groups: list(object({ label: plainText(75), options: list(option, { most: 100 }) }), { most: 100 }),
};

const select = (more: Record<string, Check>) => object({ type: isType }, { ...placed, ...more });

function offering(more: Record<string, Check>): Check {
  return all(select({ ...offers, ...more }), exactlyOne("options", "option_groups"), initialIsOffered);
}

const conversationFilter = object(
  {},
  {
    include: list(oneOf("im", "mpim", "private", "public"), { most: 4 }),
    exclude_external_shared_channels: yesOrNo,
    exclude_bot_users: yesOrNo,
  },
);
const conversations = { default_to_current_conversation: yesOrNo, filter: conversationFilter };
const responding = { response_url_enabled: yesOrNo };
const asking = { min_query_length: whole(0, 3000) };

/** Every select, single and multi, by type. */
export const selects: Record<string, Check> = {
  static_select: offering({ initial_option: option }),
  external_select: select({ initial_option: option, ...asking }),
  users_select: select({ initial_user: text(255) }),
  conversations_select: select({ initial_conversation: text(255), ...conversations, ...responding }),
  channels_select: select({ initial_channel: text(255), ...responding }),
  multi_static_select: offering({ initial_options: chosenOptions, ...most }),
  multi_external_select: select({ initial_options: chosenOptions, ...asking, ...most }),
  multi_users_select: select({ initial_users: ids, ...most }),
  multi_conversations_select: select({ initial_conversations: ids, ...conversations, ...most }),
  multi_channels_select: select({ initial_channels: ids, ...most }),
};
