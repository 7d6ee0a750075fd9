import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** A box that scrolls when its content is larger, and can then be reached and scrolled by keyboard. */
export function ScrollBox(given: { label: string; class: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () =>
      setScrolls(
        element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1,
      );
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section for every table would drown the page's landmarks
    <div
      ref={box}
      role="group"
      class={given.class}
      aria-label={given.label}
      tabIndex={scrolls ? 0 : undefined}
    >
      {given.children}
    </div>
  );
}
