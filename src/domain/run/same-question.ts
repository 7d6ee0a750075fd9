import { createHash } from "node:crypto";
import type { Incident } from "../incident/incident.ts";
import type { Query, Window } from "../query/query.ts";
import { canonicalJson } from "../timeline/audit.ts";
import type { Json } from "../timeline/timeline.ts";
import type { RunTarget } from "./run.ts";

/** How old an answer may be to be given again. */
export const answerKeptMs = 60_000;

/** What questions have in common that ask the same of the same accounts, Regions and engines; the window is apart. */
export function questionKey(query: Query, targets: readonly RunTarget[]): string {
  const asked: Json = JSON.parse(JSON.stringify({ query, targets }));
  return createHash("sha256").update(canonicalJson(asked)).digest("hex");
}

/**
 * True for the same window, and for two that both reach until the moment they were asked, less than a minute apart:
 * "the last 24 hours" is the same question to two people. An answer says the window it was searched for.
 */
export function sameWindow(a: Window, b: Window): boolean {
  const sameStart = a.from.getTime() === b.from.getTime();
  if (sameStart && a.to.getTime() === b.to.getTime()) return true;
  if (!a.open || !b.open) return false;
  if (apart(a.to, b.to) > answerKeptMs) return false;
  return sameStart || lengthOf(a) === lengthOf(b);
}

const lengthOf = ({ from, to }: Window): number => to.getTime() - from.getTime();
const apart = (one: Date, other: Date): number => Math.abs(one.getTime() - other.getTime());

/** Who may read an incident; what a private one asked is not told elsewhere. */
type Audience = Pick<Incident, "channel"> & { private?: boolean };

export const sameAudience = (one: Audience, other: Audience): boolean =>
  one.channel === other.channel || (one.private !== true && other.private !== true);
