import { type Fields, isFields, listOf, textOf } from "../../json.ts";
import { TextObject } from "../text/text-object.tsx";
import { ElementView } from "./element.tsx";
import { ImageOf } from "./image.tsx";

export function CardBlock({ block }: { block: Fields }) {
  const blockId = textOf(block.block_id);
  const actions = listOf(block.actions);
  return (
    <div class="card">
      {isFields(block.hero_image) && <ImageOf image={block.hero_image} />}
      <div class="card-head">
        {isFields(block.icon) && <ImageOf image={block.icon} small />}
        <div>
          {isFields(block.title) && (
            <b>
              <TextObject text={block.title} />
            </b>
          )}
          {isFields(block.subtitle) && (
            <div class="muted">
              <TextObject text={block.subtitle} />
            </div>
          )}
        </div>
      </div>
      {isFields(block.body) && (
        <div>
          <TextObject text={block.body} />
        </div>
      )}
      {actions.length > 0 && (
        <div class="actions">
          {actions.map((element) => (
            <ElementView key={textOf(element.action_id)} element={element} blockId={blockId} />
          ))}
        </div>
      )}
    </div>
  );
}
