import type { Segment } from "../../domain/text/text.ts";
import { type Element, words } from "./blocks.ts";
import { clean, clip } from "./foreign-text.ts";

/**
 * Sentences of an author with values in them. Backticks and ** count where the author wrote them in pairs; a
 * value takes the style around it and gives none.
 */
export function segments(said: readonly Segment[], max = 600): Element[] {
  const left = { "`": marksIn(said, "`"), "**": marksIn(said, "**") };
  const style = { code: false, bold: false };
  const elements: Element[] = [];
  let room = max;
  for (const { text, mark } of said.flatMap(pieces)) {
    if (mark !== undefined && left[mark] > 0 && (mark === "`" || !style.code)) {
      left[mark] -= 1;
      if (mark === "`") style.code = !style.code;
      else style.bold = !style.bold;
      continue;
    }
    const shown = clip(clean(text), room);
    if (shown === "") continue;
    room -= [...shown].length;
    elements.push(styled(shown, style));
  }
  return elements.length > 0 ? elements : [words("–")];
}

type Mark = "`" | "**";

function pieces(segment: Segment): { text: string; mark?: Mark }[] {
  if ("inserted" in segment) return [{ text: segment.inserted }];
  return segment.author
    .split(/(`|\*\*)/)
    .map((text) => (text === "`" || text === "**" ? { text, mark: text } : { text }));
}

/** How many of these open or close something: one without a partner stays a character. */
function marksIn(said: readonly Segment[], mark: Mark): number {
  const count = said.flatMap(pieces).filter((piece) => piece.mark === mark).length;
  return count - (count % 2);
}

function styled(text: string, { code, bold }: { code: boolean; bold: boolean }): Element {
  if (!code && !bold) return words(text);
  return words(text, { ...(code ? { code } : {}), ...(bold ? { bold } : {}) });
}
