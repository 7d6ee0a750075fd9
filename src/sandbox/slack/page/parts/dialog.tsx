import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A native modal dialog: focus stays inside, Escape asks to close. */
export function Dialog(given: {
  label: string;
  class?: string;
  onClose(): void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>(".input-block .field, .input-block .select, form .field")?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${given.class ?? ""}`}
      aria-label={given.label}
      onCancel={(event) => {
        event.preventDefault();
        given.onClose();
      }}
    >
      {given.children}
    </dialog>
  );
}
