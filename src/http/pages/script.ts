/** What pages do beyond what the server can: everything can be read without it. Served as a file of its own. */
export const script = `"use strict";
(() => {
  // A reader's own time beside UTC.
  const zone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
  for (const each of document.querySelectorAll("time[datetime]"))
    each.title = zone.format(new Date(each.dateTime)) + " where you are";

  // Kinds of entries come and go without asking the server.
  const kinds = document.querySelector("[data-kinds]");
  if (kinds) {
    const show = () => {
      const chosen = new Set(new FormData(kinds).getAll("kind"));
      let count = 0;
      for (const each of document.querySelectorAll("[data-kind]")) {
        const hidden = chosen.size > 0 && !chosen.has(each.dataset.kind);
        each.toggleAttribute("hidden", hidden);
        if (each.tagName === "LI" && !hidden) count += 1;
      }
      const said = document.querySelector("[data-count]");
      if (said) said.textContent = String(count);
      const place = new URL(location.href);
      place.searchParams.delete("kind");
      for (const kind of chosen) place.searchParams.append("kind", kind);
      history.replaceState(null, "", place);
    };
    kinds.addEventListener("change", show);
    kinds.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    kinds.querySelector("[data-without-script]")?.remove();
  }

  // A part of the strip is dragged over to see it closer.
  const strip = document.querySelector("svg[data-from]");
  if (strip) {
    const [from, to, left, width] = ["from", "to", "left", "width"].map((name) => Number(strip.dataset[name]));
    const at = (event) => {
      const box = strip.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * strip.viewBox.baseVal.width;
      return Math.min(1, Math.max(0, (x - left) / width));
    };
    let begun;
    const mark = strip.querySelector("[data-drag]");
    const place = (a, b) => {
      mark.setAttribute("x", String(left + Math.min(a, b) * width));
      mark.setAttribute("width", String(Math.abs(b - a) * width));
    };
    strip.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.target.closest("a")) return;
      begun = at(event);
      strip.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    strip.addEventListener("pointermove", (event) => { if (begun !== undefined) place(begun, at(event)); });
    strip.addEventListener("pointerup", (event) => {
      if (begun === undefined) return;
      const [a, b] = [begun, at(event)].sort((x, y) => x - y);
      begun = undefined;
      if (b - a < 0.01) return place(0, 0);
      const url = new URL(location.href);
      url.searchParams.set("from", new Date(from + a * (to - from)).toISOString());
      url.searchParams.set("to", new Date(from + b * (to - from)).toISOString());
      url.hash = "timeline";
      location.href = url.href;
    });
  }

  // A form that was sent once is not sent twice.
  for (const form of document.querySelectorAll("form[method=post]"))
    form.addEventListener("submit", () => {
      setTimeout(() => form.querySelectorAll("button").forEach((each) => { each.disabled = true; }));
    });
})();
`;
