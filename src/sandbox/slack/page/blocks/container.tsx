import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Fields, isFields, listOf, textOf } from "../../json.ts";
import { TextObject } from "../text/text-object.tsx";
import { ImageOf } from "./image.tsx";
import { RichText } from "./rich-text.tsx";

/** Blocks under one title, folded away where the app allows it. */
export function ContainerBlock({ block, children }: { block: Fields; children: ComponentChildren }) {
  const [open, setOpen] = useState(block.default_collapsed !== true);
  const head = (
    <>
      {isFields(block.icon) && <ImageOf image={block.icon} small />}
      <span class="container-title">
        <b>
          {isFields(block.rich_text_title) ? (
            <RichText elements={listOf(block.rich_text_title.elements)} />
          ) : (
            <TextObject text={block.title} />
          )}
        </b>
        {isFields(block.subtitle) && (
          <small class="muted">
            <TextObject text={block.subtitle} />
          </small>
        )}
      </span>
    </>
  );
  const divided = block.has_header_divider === true ? " divided" : "";
  return (
    <div class={`container ${textOf(block.width) || "standard"}${divided}`}>
      {block.is_collapsible === true ? (
        <button type="button" class="container-head" aria-expanded={open} onClick={() => setOpen(!open)}>
          {head}
          <span class="chevron" aria-hidden="true">
            {open ? "▾" : "▸"}
          </span>
        </button>
      ) : (
        <div class="container-head">{head}</div>
      )}
      {open && <div class="container-body">{children}</div>}
    </div>
  );
}
