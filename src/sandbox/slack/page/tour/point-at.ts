import type { TourStep } from "../../tour.ts";

const glowsMs = 2600;

/** Brings what a step is about into view and lets it glow for a moment. False when it is not on the page. */
export function pointAt(point: NonNullable<TourStep["point"]>): boolean {
  const found = "label" in point ? buttonCalled(point.label) : partCalled(point.part);
  if (found === undefined) return false;
  found.scrollIntoView({ block: "center", behavior: "smooth" });
  found.classList.add("tour-glow");
  setTimeout(() => found.classList.remove("tour-glow"), glowsMs);
  return true;
}

/** In the open thread the newest button with this label, else the first in the channel; an ellipsis does not count. */
function buttonCalled(label: string): HTMLElement | undefined {
  const found = [...document.querySelectorAll<HTMLElement>(".blocks button.button")].filter(
    (button) => [label, `${label}…`].includes(button.textContent?.trim() ?? "") && isShown(button),
  );
  return found.findLast((button) => button.closest(".thread") !== null) ?? found[0];
}

function partCalled(part: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`[data-tour="${part}"]`)].filter(isShown).at(-1);
}

function isShown(element: HTMLElement): boolean {
  return element.offsetParent !== null && element.getBoundingClientRect().width > 0;
}
