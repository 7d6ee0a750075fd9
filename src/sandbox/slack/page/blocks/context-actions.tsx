import { type Fields, fieldsOf, listOf, textOf } from "../../json.ts";
import { plainOf, TextObject } from "../text/text-object.tsx";
import { useDesk } from "../workspace-context.ts";
import { useConfirm } from "./confirm.tsx";
import { useSurface } from "./surface.ts";

/** Small buttons under an answer: was it good, take it away. */
export function ContextActions({ block }: { block: Fields }) {
  const { screen } = useDesk();
  const blockId = textOf(block.block_id);
  return (
    <div class="context">
      {listOf(block.elements).map((element) => {
        const key = textOf(element.action_id);
        const people = element.visible_to_user_ids;
        if (Array.isArray(people) && !people.includes(screen.me)) return null;
        if (element.type === "feedback_buttons")
          return <FeedbackButtons key={key} element={element} blockId={blockId} />;
        if (element.type === "icon_button")
          return <IconButton key={key} element={element} blockId={blockId} />;
        return (
          <span key={key} class="block-fault">
            This page does not know the element “{textOf(element.type)}”.
          </span>
        );
      })}
    </div>
  );
}

function FeedbackButtons({ element, blockId }: { element: Fields; blockId: string }) {
  const surface = useSurface();
  return (
    <>
      {[fieldsOf(element.positive_button), fieldsOf(element.negative_button)].map((each) => (
        <button
          key={textOf(each.value)}
          type="button"
          class="icon-button"
          aria-label={textOf(each.accessibility_label) || undefined}
          onClick={() => void surface.press(blockId, element, textOf(each.value))}
        >
          <TextObject text={each.text} />
        </button>
      ))}
    </>
  );
}

function IconButton({ element, blockId }: { element: Fields; blockId: string }) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm(element);
  const name = textOf(element.accessibility_label) || plainOf(element.text);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={name}
        title={name}
        onClick={() => ask(() => void surface.press(blockId, element, textOf(element.value) || null))}
      >
        {element.icon === "trash" ? "🗑" : textOf(element.icon)}
      </button>
      {dialog}
    </>
  );
}
