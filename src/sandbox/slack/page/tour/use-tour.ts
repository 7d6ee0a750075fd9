import { useCallback, useEffect, useState } from "preact/hooks";
import type { TourDone, TourStep } from "../../tour.ts";
import type { PersonRequest } from "../control.ts";

interface Kept {
  /** Where one is; the tour has not begun below zero. */
  step: number;
  state: "offered" | "on" | "off";
}

const fresh: Kept = { step: 0, state: "offered" };

function read(as: string): Kept {
  try {
    return { ...fresh, ...JSON.parse(localStorage.getItem(`tour ${as}`) ?? "{}") };
  } catch {
    return fresh;
  }
}

export interface Tour {
  state: Kept["state"];
  step: TourStep | undefined;
  number: number;
  count: number;
  start(): void;
  next(): void;
  back(): void;
  leave(): void;
  /** Tells what was done, so that a step that waited for it is finished. */
  hear(request: PersonRequest): void;
}

/** One person's tour: offered once, kept where they left it. */
export function useTour(as: string, steps: TourStep[], thread: string): Tour {
  const [kept, setKept] = useState<Kept>(() => read(as));
  useEffect(() => setKept(read(as)), [as]);
  const keep = useCallback(
    (next: Kept) => {
      localStorage.setItem(`tour ${as}`, JSON.stringify(next));
      setKept(next);
    },
    [as],
  );
  const step = kept.state === "on" ? steps[kept.step] : undefined;
  const move = useCallback(
    (by: number) => {
      const at = kept.step + by;
      keep(at >= steps.length ? { step: 0, state: "off" } : { step: Math.max(0, at), state: "on" });
    },
    [kept, keep, steps.length],
  );
  const finishIf = useCallback(
    (isDone: (done: TourDone) => boolean) => {
      if (step?.done !== undefined && isDone(step.done)) move(1);
    },
    [step, move],
  );

  useEffect(() => {
    if (thread !== "") finishIf((done) => "thread" in done);
  }, [thread, finishIf]);
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const button = event.target instanceof Element ? event.target.closest("button.button") : null;
      const label = button?.textContent?.trim();
      if (label !== undefined) finishIf((done) => "pressed" in done && done.pressed === label);
    };
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, [finishIf]);

  return {
    state: kept.state,
    step,
    number: kept.step + 1,
    count: steps.length,
    start: () => keep({ step: 0, state: "on" }),
    next: () => move(1),
    back: () => move(-1),
    leave: () => keep({ ...kept, state: "off" }),
    hear(request) {
      if (request.do === "command")
        finishIf((done) => "command" in done && request.text.startsWith(done.command));
      if (request.do === "post") finishIf((done) => "posted" in done);
    },
  };
}
