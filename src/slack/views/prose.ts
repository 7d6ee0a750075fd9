import type { RichTextSection } from "@slack/types";
import type { Prose, StyledText } from "../../domain/runbook/prose.ts";
import { fillText, type Lookup } from "../../domain/runbook/template.ts";
import { plainText } from "../../domain/text/text.ts";
import { type Block, bullets, type Element, line, lines, words } from "./blocks.ts";
import { clean, clip } from "./foreign-text.ts";

const maxProse = 2_000;

/** What a runbook's author wrote, with the values known by now. */
export function prose(written: Prose, known: Lookup): Block[] {
  let room = maxProse;
  const blocks: Block[] = [];
  let paragraphs: RichTextSection[] = [];
  let items: RichTextSection[] = [];
  const flush = () => {
    if (paragraphs.length > 0) blocks.push(lines(...paragraphs));
    if (items.length > 0) blocks.push(bullets(items));
    paragraphs = [];
    items = [];
  };
  for (const block of written.blocks) {
    if (room <= 0) break;
    const elements = block.text.flatMap((piece) => {
      const shown = clip(clean(plainText(fillText(piece.text, known))), room);
      room -= shown.length;
      return shown === "" ? [] : [styled(shown, piece)];
    });
    if (elements.length === 0) continue;
    if (block.kind === "item") {
      if (paragraphs.length > 0) flush();
      items.push(line(elements));
    } else {
      if (items.length > 0) flush();
      paragraphs.push(line(block.kind === "heading" ? elements.map(emphasised) : elements));
    }
  }
  flush();
  return blocks;
}

function styled(text: string, { style, url }: StyledText): Element {
  if (url?.startsWith("https://")) return { type: "link", url, text };
  return style ? words(text, { [style]: true }) : words(text);
}

const emphasised = (element: Element): Element =>
  element.type === "text" ? { ...element, style: { ...element.style, bold: true } } : element;
