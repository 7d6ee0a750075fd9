import { interactiveElements } from "./blocks/walk.ts";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "./json.ts";

/** The field of `state.values` that holds what was chosen, and the field an element starts from. */
const holders: Record<string, { field: string; initial: string; many?: boolean }> = {
  plain_text_input: { field: "value", initial: "initial_value" },
  number_input: { field: "value", initial: "initial_value" },
  email_text_input: { field: "value", initial: "initial_value" },
  url_text_input: { field: "value", initial: "initial_value" },
  rich_text_input: { field: "rich_text_value", initial: "initial_value" },
  file_input: { field: "files", initial: "initial_files", many: true },
  external_select: { field: "selected_option", initial: "initial_option" },
  multi_external_select: { field: "selected_options", initial: "initial_options", many: true },
  static_select: { field: "selected_option", initial: "initial_option" },
  radio_buttons: { field: "selected_option", initial: "initial_option" },
  users_select: { field: "selected_user", initial: "initial_user" },
  conversations_select: { field: "selected_conversation", initial: "initial_conversation" },
  channels_select: { field: "selected_channel", initial: "initial_channel" },
  datepicker: { field: "selected_date", initial: "initial_date" },
  timepicker: { field: "selected_time", initial: "initial_time" },
  datetimepicker: { field: "selected_date_time", initial: "initial_date_time" },
  checkboxes: { field: "selected_options", initial: "initial_options", many: true },
  multi_static_select: { field: "selected_options", initial: "initial_options", many: true },
  multi_users_select: { field: "selected_users", initial: "initial_users", many: true },
  multi_conversations_select: {
    field: "selected_conversations",
    initial: "initial_conversations",
    many: true,
  },
  multi_channels_select: { field: "selected_channels", initial: "initial_channels", many: true },
};

export function holdsValue(element: Fields): boolean {
  return Object.hasOwn(holders, textOf(element.type));
}

/** What an untouched element submits: its initial value, or an explicit nothing. */
export function initialValue(element: Fields): Fields {
  const holder = holders[textOf(element.type)];
  if (holder === undefined) return { type: element.type };
  return { type: element.type, [holder.field]: element[holder.initial] ?? (holder.many ? [] : null) };
}

export type PersonInput = string | number | string[] | null;

function optionsOf(element: Fields): Fields[] {
  return [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
}

/** Raised when a person asks for something their screen does not offer. */
export class NotOfferedError extends Error {
  override name = "NotOfferedError";
}

function requireOption(element: Fields, wanted: string): Fields {
  const options = optionsOf(element);
  const found =
    options.find((option) => option.value === wanted) ??
    options.find((option) => textOf(fieldsOf(option.text).text) === wanted);
  if (found !== undefined) return found;
  const offered = options.map((option) => textOf(option.value)).join(", ");
  throw new NotOfferedError(
    `There is no choice "${wanted}" in ${textOf(element.action_id)}. Offered: ${offered}.`,
  );
}

/** What a person typed or chose, in the form `state.values` has it. Choices are named by value or label. */
export function stateValue(element: Fields, input: PersonInput): Fields {
  const type = textOf(element.type);
  const holder = holders[type];
  if (holder === undefined) return { type };
  const { field } = holder;
  if (holder.many) {
    const chosen = input === null ? [] : Array.isArray(input) ? input : [String(input)];
    return {
      type,
      [field]: field === "selected_options" ? chosen.map((each) => requireOption(element, each)) : chosen,
    };
  }
  const one = Array.isArray(input) ? (input[0] ?? null) : input;
  if (one === null || one === "") return { type, [field]: null };
  if (field === "rich_text_value") return { type, [field]: typedRichText(String(one)) };
  if (field === "selected_option") return { type, [field]: requireOption(element, String(one)) };
  if (field === "selected_date_time") return { type, [field]: Number(one) };
  return { type, [field]: String(one) };
}

/** What a person types into a rich text field, a section a paragraph. */
function typedRichText(typed: string): Fields {
  const section = { type: "rich_text_section", elements: [{ type: "text", text: typed }] };
  return { type: "rich_text", elements: [section] };
}

/** `state.values` of a surface: what was entered, else what each element started from. */
export function stateValues(blocks: unknown, entered: Fields): Fields {
  const values: Record<string, Fields> = {};
  for (const { blockId, actionId, element } of interactiveElements(blocks)) {
    if (!holdsValue(element)) continue;
    const given = fieldsOf(entered[blockId])[actionId];
    const kept = isFields(given) && given.type === element.type ? given : initialValue(element);
    values[blockId] = { ...values[blockId], [actionId]: kept };
  }
  return values;
}

/** The chosen thing itself, for checks and for showing. */
export function chosen(value: Fields): unknown {
  const holder = holders[textOf(value.type)];
  return holder === undefined ? undefined : value[holder.field];
}
