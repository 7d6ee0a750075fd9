import type { Window } from "../query/query.ts";
import type { EventClass } from "./event-class.ts";
import type { Recorded } from "./recorded.ts";

const daysKept = 90;

/** Event history cannot be switched off: management events of each Region, for 90 days, and nothing else. */
export function judgeEventHistory({ category }: EventClass, { from, to }: Window, now: Date): Recorded {
  const oldest = new Date(now.getTime() - daysKept * 86_400_000);
  if (category !== "management")
    return {
      state: "not-recorded",
      reasons: [
        `Event history holds management events only, no ${category === "data" ? "data" : "network activity"} events.`,
      ],
      fix: [{ say: "Ask the log group or the files of a trail that records them." }],
    };
  if (oldest > from)
    return {
      state: oldest > to ? "not-recorded" : "partly",
      reasons: [
        `Event history keeps ${daysKept} days: nothing before ${oldest.toISOString().slice(0, 10)} is left.`,
      ],
      fix: [{ say: "Ask the files of a trail, which are kept longer." }],
    };
  return {
    state: "recorded",
    reasons: ["Event history has every management event of 90 days, and cannot be switched off."],
    fix: [],
  };
}
