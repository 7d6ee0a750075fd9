import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Popover } from "./popover.tsx";

export interface MenuItem {
  label: ComponentChildren;
  hint?: ComponentChildren;
  href?: string;
  danger?: boolean;
  run(): void;
}

/** A button that opens a list of things to do. */
export function Menu(given: { label: string; face: ComponentChildren; items: MenuItem[]; class?: string }) {
  const [open, setOpen] = useState(false);
  if (given.items.length === 0) return null;
  return (
    <span class="anchor">
      <button
        type="button"
        class={given.class ?? "icon-button"}
        aria-label={given.label}
        title={given.label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {given.face}
      </button>
      {open && (
        <Popover label={given.label} onClose={() => setOpen(false)}>
          <div role="menu">
            {given.items.map((item, index) => (
              <button
                key={index}
                ref={index === 0 ? (first) => first?.focus({ preventScroll: true }) : undefined}
                type="button"
                role="menuitem"
                data-item
                class={item.danger ? "menu-item danger" : "menu-item"}
                onClick={() => {
                  setOpen(false);
                  item.run();
                }}
              >
                <span>{item.label}</span>
                {item.hint !== undefined && <small>{item.hint}</small>}
              </button>
            ))}
          </div>
        </Popover>
      )}
    </span>
  );
}
