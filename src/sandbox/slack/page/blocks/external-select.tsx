import { useRef, useState } from "preact/hooks";
import { fieldsOf, isFields, listOf, textOf } from "../../json.ts";
import { type Choice, Picker } from "../parts/picker.tsx";
import { plainOf } from "../text/text-object.tsx";
import type { FieldProps } from "./field.ts";
import { useSurface } from "./surface.ts";

const pauseMs = 200;
const usualLength = 3;

/** A select whose options the app gives while one types. */
export function ExternalSelect({ element, blockId, value, onChange, label, invalid }: FieldProps) {
  const surface = useSurface();
  const many = textOf(element.type).startsWith("multi_");
  const chosen = Array.isArray(value) ? value : value === null ? [] : [String(value)];
  const [offered, setOffered] = useState<Choice[]>([]);
  const [known, setKnown] = useState<Choice[]>(() => initialChoices(element));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const least = typeof element.min_query_length === "number" ? element.min_query_length : usualLength;
  const onSearch = (typed: string) => {
    clearTimeout(timer.current);
    if (typed.length < least) return setOffered([]);
    timer.current = setTimeout(async () => {
      const options = await surface.suggest(blockId, element, typed);
      const choices = options.map(({ value: each, text, group }) => ({ value: each, name: text, group }));
      setOffered(choices);
      setKnown((before) => [
        ...before.filter((one) => !choices.some((each) => each.value === one.value)),
        ...choices,
      ]);
    }, pauseMs);
  };
  return (
    <Picker
      label={label}
      placeholder={plainOf(element.placeholder) || (many ? "Select options" : "Select an option")}
      choices={offered}
      known={known}
      nothing={`Type at least ${least} character${least === 1 ? "" : "s"}; nothing matches yet`}
      onSearch={onSearch}
      chosen={chosen}
      many={many}
      invalid={invalid}
      onChange={(next) => onChange(many ? next : (next[0] ?? null))}
    />
  );
}

function initialChoices(element: FieldProps["element"]): Choice[] {
  return [element.initial_option, ...listOf(element.initial_options)]
    .filter(isFields)
    .map((option) => ({ value: textOf(option.value), name: textOf(fieldsOf(option.text).text) }));
}
