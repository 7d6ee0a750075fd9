import { byType, type Check, object, oneOf, text, yesOrNo } from "./check.ts";

/** `plain_text` only, up to so many characters. */
export function plainText(most: number): Check {
  return byType(
    () => ({ plain_text: object({ type: oneOf("plain_text"), text: text(most) }, { emoji: yesOrNo }) }),
    "text type",
  );
}

/** `plain_text` or `mrkdwn`; `emoji` belongs to the first, `verbatim` to the second. */
export function anyText(most: number): Check {
  return byType(
    () => ({
      plain_text: object({ type: oneOf("plain_text"), text: text(most) }, { emoji: yesOrNo }),
      mrkdwn: object({ type: oneOf("mrkdwn"), text: text(most) }, { verbatim: yesOrNo }),
    }),
    "text type",
  );
}

export function mrkdwnText(most: number): Check {
  return byType(
    () => ({ mrkdwn: object({ type: oneOf("mrkdwn"), text: text(most) }, { verbatim: yesOrNo }) }),
    "text type",
  );
}

export const blockId = text(255);
export const actionId = text(255);

export const confirmDialog = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf("primary", "danger") },
);

/** docs.slack.dev says 150 for a value, @slack/types 75; the stricter one cannot surprise anybody. */
const optionValue = text(75);

export const option = object({ text: anyText(75), value: optionValue }, { description: anyText(75) });
export const overflowOption = object(
  { text: plainText(75), value: optionValue },
  { description: plainText(75), url: text(3000) },
);
