import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A small layer beside what opened it; Escape or a click elsewhere closes it. */
export function Popover(given: {
  children: ComponentChildren;
  onClose(): void;
  class?: string;
  label: string;
}) {
  const layer = useRef<HTMLElement>(null);
  const { onClose } = given;
  useEffect(() => {
    const outside = (event: Event) => {
      const anchor = layer.current?.parentElement;
      if (event.target instanceof Node && !anchor?.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [onClose]);
  // Opens upwards, or to the left, where the screen ends.
  useEffect(() => {
    const box = layer.current?.getBoundingClientRect();
    if (box === undefined) return;
    if (box.bottom > innerHeight - 8 && box.height < box.top) layer.current?.classList.add("up");
    if (box.right > innerWidth - 8) layer.current?.classList.add("left");
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(layer.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };
  return (
    <section
      ref={layer}
      class={`popover ${given.class ?? ""}`}
      aria-label={given.label}
      onKeyDown={onKeyDown}
    >
      {given.children}
    </section>
  );
}

function step(layer: HTMLElement | null, by: number): void {
  const items = [...(layer?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
  const at = items.findIndex((item) => item.matches(":focus"));
  items.at((at + by + items.length) % Math.max(1, items.length))?.focus();
}
