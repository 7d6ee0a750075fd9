import { type Fields, textOf } from "../../json.ts";
import { ButtonElement, OverflowElement } from "./button-element.tsx";
import { useConfirm } from "./confirm.tsx";
import { ExternalSelect } from "./external-select.tsx";
import type { FieldProps } from "./field.ts";
import { Choices, PickerInput, TextInput } from "./field-elements.tsx";
import { ImageOf } from "./image.tsx";
import { SelectElement } from "./select-element.tsx";
import { type Input, useSurface } from "./surface.ts";

/** Any element by its type; one nobody knows is said to be unknown. */
export function ElementView({ element, blockId }: { element: Fields; blockId: string }) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm(element);
  const type = textOf(element.type);
  if (type === "button" || type === "workflow_button")
    return <ButtonElement element={element} blockId={blockId} />;
  if (type === "overflow") return <OverflowElement element={element} blockId={blockId} />;
  if (type === "image") return <ImageOf image={element} small />;
  const send = (value: Input) => ask(() => void surface.press(blockId, element, value));
  return (
    <>
      <FieldElement
        element={element}
        blockId={blockId}
        value={surface.current(blockId, element)}
        onChange={send}
        label=""
      />
      {dialog}
    </>
  );
}

/** An element that holds a value; who shows it decides what a change means. */
export function FieldElement(given: FieldProps) {
  const type = textOf(given.element.type);
  if (type.endsWith("external_select")) return <ExternalSelect {...given} />;
  if (type.endsWith("_select")) return <SelectElement {...given} />;
  if (type === "file_input")
    return <span class="muted">Choosing files is not possible in this workspace.</span>;
  if (type.endsWith("_input")) return <TextInput {...given} />;
  if (type === "datepicker" || type === "timepicker" || type === "datetimepicker")
    return <PickerInput {...given} />;
  if (type === "checkboxes" || type === "radio_buttons") return <Choices {...given} />;
  return <span class="block-fault">This page does not know the element “{type}”.</span>;
}
