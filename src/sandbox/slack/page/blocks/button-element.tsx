import { useState } from "preact/hooks";
import { type Fields, textOf } from "../../json.ts";
import { Menu } from "../parts/menu.tsx";
import { safeHref } from "../text/mrkdwn.ts";
import { plainOf, TextObject } from "../text/text-object.tsx";
import { useConfirm } from "./confirm.tsx";
import { optionsOf, useSurface } from "./surface.ts";

export function ButtonElement({ element, blockId }: { element: Fields; blockId: string }) {
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { ask, dialog } = useConfirm(element);
  const href = safeHref(textOf(element.url));
  const press = async () => {
    if (href !== undefined) open(href, "_blank", "noreferrer,noopener");
    setBusy(true);
    setFailed(!(await surface.press(blockId, element, textOf(element.value) || null)));
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        class={`button ${textOf(element.style)}`}
        aria-label={textOf(element.accessibility_label) || undefined}
        aria-busy={busy}
        disabled={busy}
        title={plainOf(element.text)}
        onClick={() => ask(() => void press())}
      >
        {failed && <span title="The app did not respond">⚠ </span>}
        <TextObject text={element.text} />
        {href !== undefined && <span aria-hidden="true"> ↗</span>}
      </button>
      {dialog}
    </>
  );
}

export function OverflowElement({ element, blockId }: { element: Fields; blockId: string }) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm(element);
  return (
    <>
      <Menu
        label="More actions"
        class="button square"
        face="⋯"
        items={optionsOf(element).map((option) => ({
          label: <TextObject text={option.label} />,
          hint: option.description === undefined ? undefined : <TextObject text={option.description} />,
          run: () =>
            ask(() => {
              const href = safeHref(option.url ?? "");
              if (href !== undefined) open(href, "_blank", "noreferrer,noopener");
              void surface.press(blockId, element, option.value);
            }),
        }))}
      />
      {dialog}
    </>
  );
}
