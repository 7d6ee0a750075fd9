import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const gapPx = 4;
const edgePx = 8;

/** A small layer beside what opened it; Escape, a click or a scroll elsewhere closes it. */
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
      if (event.target instanceof Node && !layer.current?.parentElement?.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("scroll", outside, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("scroll", outside, true);
    };
  }, [onClose]);
  useLayoutEffect(() => {
    if (layer.current !== null) placeBeside(layer.current);
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

/** Fixed on the screen, so that no scrolling box cuts it off; upwards or leftwards where the screen ends. */
function placeBeside(layer: HTMLElement): void {
  const anchor = layer.parentElement?.getBoundingClientRect();
  if (anchor === undefined) return;
  const { width, height } = layer.getBoundingClientRect();
  const below = anchor.bottom + gapPx;
  const upwards = below + height > innerHeight - edgePx && anchor.top > innerHeight - anchor.bottom;
  if (upwards) layer.style.bottom = `${innerHeight - anchor.top + gapPx}px`;
  else layer.style.top = `${below}px`;
  layer.style.left = `${Math.max(edgePx, Math.min(anchor.left, innerWidth - width - edgePx))}px`;
  layer.style.maxHeight = `${Math.min(380, (upwards ? anchor.top : innerHeight - anchor.bottom) - gapPx - edgePx)}px`;
}
