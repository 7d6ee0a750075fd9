import { shortenKeys } from "../../domain/text/redact.ts";
import { visible } from "../../domain/text/visible.ts";

const longest = 20_000;

/** Foreign text with nothing in it that is not seen; line ends are kept. */
export const seen = (text: string): string =>
  text
    .slice(0, longest)
    .split(/\r\n?|\n/)
    .map((line) => visible(line, longest))
    .join("\n");

/** The same with access key ids shortened, which is how they are shown. */
export const clean = (text: string): string => shortenKeys(seen(text));

/** The same as one line without double spaces. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, " ").trim();

/** At most `max` code points, because that is what Slack counts. */
export function clip(text: string, max: number): string {
  if (max <= 0) return "";
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, Math.max(0, max - 1)).join("")}…`;
}

/**
 * For the one place that is always read as mrkdwn, a message's top-level text: no mark, address, emoji's name or call
 * to everybody is left in it. Escaping alone leaves all of these alive.
 */
export const inertText = (text: string): string =>
  escapeText(
    text
      .replaceAll("`", "'")
      .replace(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => lookAlikes[mark] ?? mark)
      .replace(/:(?=[a-z0-9_+'-]+:)/g, "∶")
      .replaceAll("://", "[:]//")
      .replace(/mailto:/gi, "mailto[:]")
      .replace(/@(?=here|channel|everyone)/g, "＠")
      .replace(/^>/, "›"),
  );

const lookAlikes: Readonly<Record<string, string>> = { "*": "∗", _: "ˍ", "~": "∼" };

/** As Slack wants it, and counts it. */
export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The same the other way round; once, so that what was typed as an entity stays one. */
export const unescapeText = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
