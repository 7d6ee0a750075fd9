import { type Fields, fieldsOf, isFields, textOf } from "../../json.ts";
import { plainOf, TextObject } from "../text/text-object.tsx";
import { FieldElement } from "./element.tsx";
import { type Input, useSurface } from "./surface.ts";

/** A labelled field. What is entered stays here until it is sent, unless the app asked to hear of it. */
export function InputBlock({ block }: { block: Fields }) {
  const surface = useSurface();
  const element = fieldsOf(block.element);
  const blockId = textOf(block.block_id);
  const error = surface.errors[blockId];
  const told = block.dispatch_action === true;
  const typed = textOf(element.type).endsWith("_input");
  const value = surface.current(blockId, element);
  const change = (next: Input) => {
    surface.fill(blockId, next);
    if (told && !typed) void surface.press(blockId, element, next);
  };
  return (
    <div class={error === undefined ? "input-block" : "input-block invalid"}>
      <div class="input-label">
        <TextObject text={block.label} />
        {block.optional === true && <span class="muted"> (optional)</span>}
      </div>
      <FieldElement
        element={element}
        blockId={blockId}
        value={value}
        onChange={change}
        onEnter={told ? () => void surface.press(blockId, element, value) : undefined}
        label={plainOf(block.label)}
        invalid={error !== undefined}
      />
      {error !== undefined && (
        <div class="input-error" role="alert">
          {error}
        </div>
      )}
      {isFields(block.hint) && (
        <div class="input-hint muted">
          <TextObject text={block.hint} />
        </div>
      )}
    </div>
  );
}
