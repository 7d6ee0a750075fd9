/** A stretch of prose in one style. `text` is a template (template.ts). */
export interface StyledText {
  text: string;
  style?: "bold" | "italic" | "code";
  /** https only. */
  url?: string;
}

export interface ProseBlock {
  kind: "paragraph" | "item" | "heading";
  text: StyledText[];
}

/** What a responder reads: as it stands in the file, and as pieces that a view can show without reading Markdown. */
export interface Prose {
  markdown: string;
  blocks: ProseBlock[];
}
