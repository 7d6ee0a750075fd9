// Zero-width and bidirectional marks, tags and variation selectors: they change what a reader believes to read.
const invisible =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: these are single code points, not sequences.
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * Foreign text as one harmless line: no control characters, no invisible or direction marks, at most `max` code
 * points, the last of which is `…` when something was cut.
 */
export function visible(text: string, max: number): string {
  // Cut first: a hostile text may be long, and four units are more than any code point and its marks need.
  const oversized = text.length > max * 8 + 64;
  const line = text
    .slice(0, max * 8 + 64)
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(invisible, "")
    .replace(control, " ");
  const points = [...line];
  if (points.length <= max && !oversized) return line;
  return `${points.slice(0, Math.max(0, max - 1)).join("")}…`;
}

const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is spelled out.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * What would act on a terminal, or turn a text around, is spelled out as `\u001b`: JSON leaves some of it as it is.
 * To a program it is the same JSON. Line ends and tabs stay.
 */
export const spellOut = (text: string): string =>
  text.replace(acting, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
