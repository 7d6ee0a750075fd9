import type { ImageBlock } from "@slack/types";
import { oneLine } from "./foreign-text.ts";

/** A chart that lies with Slack, and what it shows in words. */
export interface Picture {
  fileId: string;
  alt: string;
}

const longestAlt = 2_000;

export const pictureBlock = ({ fileId, alt }: Picture): ImageBlock => ({
  type: "image",
  slack_file: { id: fileId },
  alt_text: [...oneLine(alt)].slice(0, longestAlt).join("") || "Chart",
});
