import { createContext } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { type Fields, fieldsOf, listOf, textOf } from "../../json.ts";
import type { Outcome } from "../control.ts";
import { useDesk } from "../workspace-context.ts";

export type Input = string | string[] | number | null;

/** The message or view some blocks belong to: how its elements are pressed and filled. */
export interface Surface {
  press(blockId: string, element: Fields, value?: Input): Promise<boolean>;
  /** What the app offers in an external select for what was typed. */
  suggest(blockId: string, element: Fields, typed: string): Promise<NonNullable<Outcome["options"]>>;
  current(blockId: string, element: Fields): Input;
  fill(blockId: string, value: Input): void;
  /** What was filled in and not sent yet, by block id. */
  filled: Record<string, Input>;
  errors: Record<string, string>;
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error("A block outside any message or view.");
  return surface;
}

type Where = { channel: string; ts: string } | { viewId: string } | { home: true };

export function useNewSurface(where: Where, values: Fields, errors: Record<string, string> = {}): Surface {
  const desk = useDesk();
  const [filled, setFilled] = useState<Record<string, Input>>({});
  return useMemo<Surface>(
    () => ({
      filled,
      errors,
      async press(blockId, element, value = null) {
        const actionId = textOf(element.action_id);
        const outcome = await desk.act({ do: "press", ...where, actionId, blockId, value, values: filled });
        return outcome.ok;
      },
      async suggest(blockId, element, typed) {
        const actionId = textOf(element.action_id);
        const outcome = await desk.act({ do: "suggest", ...where, actionId, blockId, typed });
        return outcome.options ?? [];
      },
      current(blockId, element) {
        const given = filled[blockId];
        if (given !== undefined) return given;
        return inputOf(fieldsOf(fieldsOf(values[blockId])[textOf(element.action_id)]), element);
      },
      fill: (blockId, value) => setFilled((before) => ({ ...before, [blockId]: value })),
    }),
    [desk, filled, errors, values, where],
  );
}

/** What stands in an element: from `state.values` when the workspace knows, else its initial value. */
function inputOf(value: Fields, element: Fields): Input {
  const found = Object.entries(value).find(
    ([name]) => name === "value" || name === "rich_text_value" || name.startsWith("selected_"),
  );
  const held = found === undefined ? initialOf(element) : found[1];
  if (Array.isArray(held))
    return held.map((each) => (typeof each === "string" ? each : textOf(fieldsOf(each).value)));
  if (typeof held === "string" || typeof held === "number") return held;
  if (held === null || held === undefined) return null;
  return fieldsOf(held).type === "rich_text" ? wordsOf(held) : textOf(fieldsOf(held).value);
}

/** The words of a rich text, for a field that has no formatting. */
function wordsOf(rich: unknown): string {
  const { text, elements } = fieldsOf(rich);
  return textOf(text) + listOf(elements).map(wordsOf).join("");
}

function initialOf(element: Fields): unknown {
  return Object.entries(element).find(([name]) => name.startsWith("initial_"))?.[1];
}

export function optionsOf(
  element: Fields,
): { value: string; label: unknown; description?: unknown; group?: string; url?: string }[] {
  const plain = (option: Fields, group?: string) => ({
    value: textOf(option.value),
    label: option.text,
    description: option.description,
    url: textOf(option.url) || undefined,
    group,
  });
  return [
    ...listOf(element.options).map((option) => plain(option)),
    ...listOf(element.option_groups).flatMap((group) =>
      listOf(group.options).map((option) => plain(option, textOf(fieldsOf(group.label).text))),
    ),
  ];
}
