import { useMemo, useState } from "preact/hooks";
import { fieldsOf, listOf, textOf } from "../json.ts";
import { Blocks } from "./blocks/block.tsx";
import { SurfaceContext, useNewSurface } from "./blocks/surface.ts";
import type { Screen } from "./control.ts";
import { Avatar } from "./parts/avatar.tsx";
import { Dialog } from "./parts/dialog.tsx";
import { plainOf, TextObject } from "./text/text-object.tsx";
import { useDesk } from "./workspace-context.ts";

type View = Screen["modals"][number];

/** The person's open modals; only the topmost can be used. */
export function ModalStack() {
  const { screen } = useDesk();
  const top = screen.modals.at(-1);
  if (top === undefined) return null;
  return <Modal key={`${screen.me} ${top.id}`} view={top} depth={screen.modals.length} />;
}

function Modal({ view, depth }: { view: View; depth: number }) {
  const { screen, act } = useDesk();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const where = useMemo(() => ({ viewId: view.id }), [view.id]);
  const values = useMemo(() => fieldsOf(fieldsOf(view.state).values), [view]);
  const surface = useNewSurface(where, values, errors);
  const close = () => void act({ do: "close", viewId: view.id });
  const submit = async () => {
    setBusy(true);
    const outcome = await act({ do: "submit", viewId: view.id, values: surface.filled });
    setBusy(false);
    setErrors(outcome.errors ?? {});
    setTrouble(outcome.ok || outcome.errors !== undefined ? undefined : outcome.error);
  };
  return (
    <Dialog label={plainOf(view.title)} onClose={close}>
      <form
        class="modal"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit !== null && !busy) void submit();
        }}
      >
        <header>
          <Avatar id={screen.app.userId} size={28} />
          <h2>
            <TextObject text={view.title} />
          </h2>
          {depth > 1 && <small class="muted">{depth} deep</small>}
          <span class="spring" />
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            ×
          </button>
        </header>
        <div class="dialog-body">
          {trouble !== undefined && (
            <div class="alert error" role="alert">
              {trouble}
            </div>
          )}
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={listOf(view.blocks)} />
          </SurfaceContext.Provider>
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {textOf(plainOf(view.close)) || (depth > 1 ? "Back" : "Cancel")}
          </button>
          {view.submit !== null && (
            <button
              type="submit"
              class="button primary solid"
              aria-busy={busy}
              disabled={busy || view.submit_disabled === true}
            >
              <TextObject text={view.submit} />
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
