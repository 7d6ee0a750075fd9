/** A piece of text: what the author of a runbook or of Cairn wrote, or a value that came from outside. */
export type Segment = { author: string } | { inserted: string };

export const author = (text: string): Segment => ({ author: text });
export const inserted = (value: string): Segment => ({ inserted: value });

/** The words alone, for places that give no meaning to any character (files, hashes, comparisons). */
export function plainText(segments: readonly Segment[]): string {
  return segments.map((segment) => ("author" in segment ? segment.author : segment.inserted)).join("");
}
