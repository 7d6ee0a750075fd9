import type { Button } from "@slack/types";
import { plain } from "./blocks.ts";

/** A press on it only opens the address; Slack tells us of it all the same. */
export const linkButton = (url: string | undefined, label: string, index: number): Button[] =>
  url === undefined || url.length > 3_000
    ? []
    : [{ type: "button", action_id: `cairn.link:${index}`, text: plain(label, 75), url }];
