import { unescapeText } from "./views/foreign-text.ts";

/**
 * Slack's text as people read it. What stands between < and > (a mention, a link) is put into words by `inWords`, which
 * gets both sides of its bar as characters; the rest has its entities as characters. Each part once: what somebody
 * typed as `&lt;` stays what they typed.
 */
export function readableText(
  text: string,
  inWords: (inner: string, label: string | undefined) => string,
): string {
  let end = 0;
  let read = "";
  for (const match of text.matchAll(/<([^<>|]*)(?:\|([^<>]*))?>/g)) {
    const [whole, inner = "", label] = match;
    const words = inWords(unescapeText(inner), label === undefined ? undefined : unescapeText(label));
    read += unescapeText(text.slice(end, match.index)) + words;
    end = match.index + whole.length;
  }
  return read + unescapeText(text.slice(end));
}
