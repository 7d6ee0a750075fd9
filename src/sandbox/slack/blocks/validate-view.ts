import type { Fields } from "../json.ts";
import { isFields } from "../json.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import { anything, type Findings, object, oneOf, text, yesOrNo } from "./check.ts";
import { plainText } from "./text-objects.ts";
import { blockFaults } from "./validate-blocks.ts";
import { everyBlock } from "./walk.ts";

const mostBytes = 250_000;

const shared = {
  private_metadata: text(3000, 0),
  callback_id: text(255, 0),
  external_id: text(255, 0),
};
const modal = object(
  { type: oneOf("modal"), title: plainText(24), blocks: anything },
  {
    ...shared,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: yesOrNo,
    notify_on_close: yesOrNo,
    submit_disabled: yesOrNo,
  },
);
const home = object({ type: oneOf("home"), blocks: anything }, shared);

/** Refuses a view as views.open, push, update and publish would. */
export function requireView(view: unknown, surface: "modal" | "home", app?: Findings["app"]): Fields {
  if (!isFields(view))
    throw withMessages("invalid_arguments", ["must provide an object [json-pointer:/view]"]);
  const findings: Findings = { surface, faults: [] };
  (surface === "modal" ? modal : home)(view, "/view", findings);
  const faults = [...findings.faults, ...blockFaults(view.blocks, surface, "/view/blocks", app)];
  const asks = everyBlock(view.blocks).some(({ block }) => block.type === "input");
  if (surface === "modal" && asks && !isFields(view.submit)) {
    faults.push("missing required field: submit, because the view contains an input [json-pointer:/view]");
  }
  if (faults.length > 0) throw withMessages("invalid_arguments", faults);
  if (Buffer.byteLength(JSON.stringify(view)) > mostBytes) throw new SlackError("view_too_large");
  return view;
}
