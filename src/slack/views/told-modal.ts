import type { ModalView } from "@slack/types";
import { actionIds, encodeRef, type Ref } from "../ids.ts";
import { actions, type Block, button, foreign, line, lines, plain } from "./blocks.ts";
import type { MessageView } from "./message.ts";

/** What only messages may hold. */
const notInForms: readonly string[] = ["table", "data_table", "markdown", "context_actions"];

/** An answer where there is no message to answer under; `back` leads to the tray it came from. */
export function toldModal({ text, blocks }: MessageView, back: Ref): ModalView {
  const shown: Block[] = blocks.filter(({ type }) => !notInForms.includes(type));
  return {
    type: "modal",
    callback_id: "cairn.told",
    title: plain("Cairn", 24),
    close: plain("Close", 24),
    private_metadata: encodeRef(back),
    blocks: [
      ...(shown.length > 0 ? shown : [lines(line(foreign(text, 2_500)))]).slice(0, 98),
      ...(back.rest === "tray"
        ? actions([button(actionIds.more, "Back", { incidentId: back.incidentId })])
        : []),
    ],
  };
}
