import { useDesk } from "../workspace-context.ts";
import { pointAt } from "./point-at.ts";
import type { Tour } from "./use-tour.ts";

/** The tour's present step, in the page and never over it. */
export function TourCard({ tour }: { tour: Tour }) {
  const { say } = useDesk();
  const { step } = tour;
  if (tour.state === "offered") {
    return (
      <aside class="tour" aria-label="Guided tour">
        <p>New here? A short tour shows you around.</p>
        <div class="tour-foot">
          <button type="button" class="button primary solid" onClick={tour.start}>
            Take the tour
          </button>
          <button type="button" class="link" onClick={tour.leave}>
            Not now
          </button>
        </div>
      </aside>
    );
  }
  if (step === undefined) return null;
  const { point } = step;
  return (
    <aside class="tour" aria-label="Guided tour">
      <div aria-live="polite">
        <h2>
          <small>
            {tour.number} of {tour.count}
          </small>
          {step.title}
        </h2>
        <p>{step.text}</p>
      </div>
      <div class="tour-foot">
        <button type="button" class="button" onClick={tour.next}>
          {tour.number === tour.count ? "Done" : "Next"}
        </button>
        {point !== undefined && (
          <button
            type="button"
            class="link"
            onClick={() => {
              if (!pointAt(point)) say("That is not on the screen now. Look in the incident's thread.");
            }}
          >
            Show me
          </button>
        )}
        {tour.number > 1 && (
          <button type="button" class="link" onClick={tour.back}>
            Back
          </button>
        )}
        <span class="spring" />
        <button type="button" class="link" onClick={tour.leave}>
          Leave
        </button>
      </div>
    </aside>
  );
}
