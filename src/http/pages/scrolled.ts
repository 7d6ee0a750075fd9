import { type Html, html } from "./html.ts";

/** A table that may be wider than its reader's screen; by keyboard, too. `list` becomes cards on a phone. */
export const scrolled = (label: string, table: Html): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
