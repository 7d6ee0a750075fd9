import { nextCall } from "../../domain/escalation/climb.ts";
import { type Escalation, isWaiting } from "../../domain/escalation/escalation.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { bold, line, moment, words } from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { plainClock } from "./plain-time.ts";

/** An incident's ladder, and what those on it are called. */
export interface ShownEscalation {
  escalation: Escalation;
  names: ReadonlyMap<string, string>;
}

type Standing = Pick<Incident, "state" | "snoozed">;

/** Who is called next unless somebody answers. Names only: the first message must call nobody before their time. */
export function nextCallLine(incident: Standing, shown: ShownEscalation | undefined) {
  const next = coming(incident, shown);
  if (next === undefined) return [];
  if (next === "nobody")
    return [line(words("Everybody on the ladder was called. Escalate to somebody else, or acknowledge it."))];
  return [
    line(
      words("Next: "),
      bold(clip(oneLine(next.names), 200)),
      words(" is called at "),
      moment(next.at),
      words(", unless somebody answers"),
    ),
  ];
}

/** The same in plain words. */
export function nextCallWords(
  incident: Standing,
  shown: ShownEscalation | undefined,
  zone?: string,
): string | undefined {
  const next = coming(incident, shown);
  if (next === undefined) return undefined;
  if (next === "nobody") return "everybody on the ladder was called";
  return `next ${clip(oneLine(next.names), 100)} at ${plainClock(next.at, zone)}`;
}

function coming(incident: Standing, shown: ShownEscalation | undefined) {
  if (shown === undefined || !isWaiting(incident)) return undefined;
  const { escalation, names } = shown;
  const next = nextCall(escalation);
  if (next) return { names: next.rung.notify.map((id) => names.get(id) ?? id).join(", "), at: next.at };
  return escalation.calls.length > 0 && escalation.next >= escalation.rungs.length ? "nobody" : undefined;
}
