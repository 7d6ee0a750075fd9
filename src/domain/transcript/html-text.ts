import { escapeMarkup } from "../text/escape-markup.ts";
import { shortenKeys } from "../text/redact.ts";
import type { Segment } from "../text/text.ts";
import { visible } from "../text/visible.ts";

/** Text with nothing in it that acts or is not seen, and access key ids shortened. */
export const html = (text: string, max = 4_000): string => escapeMarkup(shortenKeys(visible(text, max)));

/** A value from outside: set apart, and alone in its direction, so that it turns nothing around it about. */
export const value = (text: string, max?: number): string =>
  text === "" ? "–" : `<bdi class="v">${html(text, max)}</bdi>`;

export const sentenceHtml = (segments: readonly Segment[]): string =>
  segments
    .map((part) => ("author" in part ? html(part.author.replaceAll(/`|\*\*/g, "")) : value(part.inserted)))
    .join("");

export const element = (name: string, content: string, attributes = ""): string =>
  `<${name}${attributes === "" ? "" : ` ${attributes}`}>${content}</${name}>`;

/** Only an archive's address of a workspace becomes a link; anything else stays words. */
export function messageLink(permalink: string): string {
  const isArchive = /^https:\/\/[a-z0-9.-]+\.slack\.com\/archives\/[A-Z0-9]+\/p\d+[\w?=&.%-]*$/;
  if (!isArchive.test(permalink)) return "";
  return element("a", "in Slack", `href="${html(permalink)}" rel="noreferrer noopener"`);
}
