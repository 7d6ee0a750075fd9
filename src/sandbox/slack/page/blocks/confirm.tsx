import { useState } from "preact/hooks";
import { type Fields, fieldsOf, isFields } from "../../json.ts";
import { Dialog } from "../parts/dialog.tsx";
import { plainOf, TextObject } from "../text/text-object.tsx";

/** Asks first when the element says so. `ask` runs what was meant once the person agreed. */
export function useConfirm(element: Fields) {
  const [meant, setMeant] = useState<() => void>();
  const ask = (work: () => void) => {
    if (isFields(element.confirm)) setMeant(() => work);
    else work();
  };
  const confirm = fieldsOf(element.confirm);
  const dialog = meant !== undefined && (
    <Dialog label={plainOf(confirm.title)} class="small" onClose={() => setMeant(undefined)}>
      <h2>
        <TextObject text={confirm.title} />
      </h2>
      <div class="dialog-body">
        <TextObject text={confirm.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => setMeant(undefined)}>
          <TextObject text={confirm.deny} />
        </button>
        <button
          type="button"
          class={confirm.style === "danger" ? "button danger solid" : "button primary solid"}
          onClick={() => {
            setMeant(undefined);
            meant();
          }}
        >
          <TextObject text={confirm.confirm} />
        </button>
      </div>
    </Dialog>
  );
  return { ask, dialog };
}
