import type {
  ActionsBlock,
  Button,
  HeaderBlock,
  KnownBlock,
  Overflow,
  PlainTextElement,
  PlainTextOption,
  RichTextBlock,
  RichTextElement,
  RichTextSection,
} from "@slack/types";
import { encodeRef, type Ref } from "../ids.ts";
import { clean, clip, oneLine, seen } from "./foreign-text.ts";

// Everything that is shown goes through this file: foreign text only ever becomes a rich-text text element or
// plain_text, in which no character has a meaning.

export type Block = KnownBlock;
export type Element = RichTextElement;

/** Words of ours; may be styled. */
export const words = (
  text: string,
  style?: { bold?: boolean; italic?: boolean; code?: boolean },
): Element => ({
  type: "text",
  text,
  ...(style ? { style } : {}),
});
export const bold = (text: string): Element => words(text, { bold: true });

/** What came from outside, clipped and with nothing invisible left in it. */
export const foreign = (text: string, max = 300): Element => words(clip(clean(text), max) || "–");
export const value = (text: string, max = 300): Element =>
  words(clip(clean(text), max) || "–", { code: true });

/** A moment in UTC and, by Slack, in the reader's own zone. */
export function moment(at: Date): Element[] {
  const utc = at.toISOString();
  return [
    {
      type: "date",
      timestamp: Math.floor(at.getTime() / 1000),
      format: "{date_short_pretty} {time}",
      fallback: `${utc.slice(0, 16).replace("T", " ")} UTC`,
    },
    words(` (${utc.slice(11, 16)} UTC)`),
  ];
}

/** Slack refuses an empty text, so one that came out empty is left out. */
export const line = (...elements: (Element | Element[])[]): RichTextSection => ({
  type: "rich_text_section",
  elements: elements.flat().filter((element) => element.type !== "text" || element.text !== ""),
});

/** Lines under each other in one block. */
export function lines(...sections: RichTextSection[]): RichTextBlock {
  const broken = sections.map((section, index) =>
    index === sections.length - 1 ? section : line(section.elements, words("\n")),
  );
  return { type: "rich_text", elements: broken };
}

export const bullets = (items: RichTextSection[]): RichTextBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_list", style: "bullet", elements: items }],
});

export const quote = (...elements: Element[]): RichTextBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_quote", elements }],
});

/** Something to copy: whole, key ids included, or not at all. */
export const preformatted = (text: string): RichTextBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: seen(text) || " " }] }],
});

/** Never empty, because Slack refuses an empty text. */
export const plain = (text: string, max: number): PlainTextElement => ({
  type: "plain_text",
  text: clip(oneLine(text), max) || "–",
  emoji: false,
});

export const heading = (text: string): HeaderBlock => ({ type: "header", text: plain(text, 150) });

export function button(
  actionId: string,
  label: string,
  ref: Ref,
  options: { style?: "primary" | "danger"; confirm?: { title: string; text: string; yes: string } } = {},
): Button {
  const { style, confirm } = options;
  return {
    type: "button",
    action_id: actionId,
    text: plain(label, 75),
    value: encodeRef(ref),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: plain(confirm.title, 100),
            text: plain(confirm.text, 300),
            confirm: plain(confirm.yes, 30),
            deny: plain("Not now", 30),
          },
        }
      : {}),
  };
}

export const option = (label: string, val: string, description?: string): PlainTextOption => ({
  text: plain(label, 75),
  value: val,
  ...(description ? { description: plain(description, 75) } : {}),
});

export const overflow = (actionId: string, options: PlainTextOption[]): Overflow => ({
  type: "overflow",
  action_id: actionId,
  options: options.slice(0, 5),
});

export function actions(elements: ActionsBlock["elements"]): Block[] {
  return elements.length > 0 ? [{ type: "actions", elements: elements.slice(0, 25) }] : [];
}
