import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { encodeRef, type Ref } from "../ids.ts";
import { type Block, plain } from "./blocks.ts";
import { clip, seen } from "./foreign-text.ts";

/** Every input's action is called so; its block has the field's name. */
export const fieldAction = "value";

export const modal = (
  callbackId: string,
  title: string,
  submit: string,
  ref: Ref,
  blocks: Block[],
): ModalView => ({
  type: "modal",
  callback_id: callbackId,
  title: plain(title, 24),
  submit: plain(submit, 24),
  close: plain("Not now", 24),
  private_metadata: encodeRef(ref),
  blocks: blocks.slice(0, 100),
});

interface FieldOptions {
  optional?: boolean;
  hint?: string;
}

const field = (
  name: string,
  label: string,
  element: InputBlock["element"],
  { optional, hint }: FieldOptions,
): InputBlock => ({
  type: "input",
  block_id: name,
  label: plain(label, 2000),
  element,
  ...(optional ? { optional } : {}),
  ...(hint ? { hint: plain(hint, 2000) } : {}),
});

export function textField(
  name: string,
  label: string,
  options: FieldOptions & { multiline?: boolean; max?: number; initial?: string; example?: string } = {},
): InputBlock {
  const { multiline, max = 3000, initial, example } = options;
  return field(
    name,
    label,
    {
      type: "plain_text_input",
      action_id: fieldAction,
      max_length: Math.min(max, 3000),
      ...(multiline ? { multiline } : {}),
      ...(initial ? { initial_value: clip(seen(initial), Math.min(max, 3000)) } : {}),
      ...(example ? { placeholder: plain(example, 150) } : {}),
    },
    options,
  );
}

export function selectField(
  name: string,
  label: string,
  choices: PlainTextOption[],
  options: FieldOptions & { initial?: string } = {},
): InputBlock {
  const initial = choices.find((choice) => choice.value === options.initial);
  return field(
    name,
    label,
    {
      type: "static_select",
      action_id: fieldAction,
      options: choices.slice(0, 100),
      ...(initial ? { initial_option: initial } : {}),
    },
    options,
  );
}

export const personField = (name: string, label: string, options: FieldOptions = {}): InputBlock =>
  field(name, label, { type: "users_select", action_id: fieldAction }, options);

/** Public ones only: Slack offers no others here. */
export const channelField = (name: string, label: string, options: FieldOptions = {}): InputBlock =>
  field(name, label, { type: "channels_select", action_id: fieldAction }, options);
