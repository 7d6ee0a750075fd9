import type { AlarmCounts } from "../alarm/alarm-status.ts";
import { ConflictError } from "../errors.ts";
import { raiseSeverity } from "../finding.ts";
import type { StepRecord } from "../step.ts";
import { type Incident, shortId } from "./incident.ts";

/** Throws a ConflictError that says why these two cannot become one. */
export function requireMergeable(from: Incident, into: Incident): void {
  if (from.id === into.id)
    throw new ConflictError(`${shortId(from)} cannot be merged into itself. Name another incident.`);
  for (const each of [from, into])
    if (each.mergedInto)
      throw new ConflictError(
        `${shortId(each)} was already merged into ${shortId(each.mergedInto)}. Use that one instead.`,
      );
  if (from.state === "resolved")
    throw new ConflictError(`${shortId(from)} is already resolved, so there is nothing to merge.`);
  if (into.state === "resolved")
    throw new ConflictError(`${shortId(into)} is resolved. Reopen it first, then merge.`);
  if (from.channel !== into.channel && (from.private || into.private))
    throw new ConflictError(
      "A private incident can only be merged with one of its own channel: others would learn of it.",
    );
}

/** Over, and a pointer to the one that goes on. Its steps are nobody's next any more. */
export function markMerged(from: Incident, into: Incident, at: Date): Incident {
  requireMergeable(from, into);
  return {
    ...from,
    state: "resolved",
    resolvedAt: at,
    resolution: `Merged into ${shortId(into)}.`,
    mergedInto: { id: into.id, number: into.number },
    snoozed: null,
    proposal: undefined,
    nextStep: null,
  };
}

/** Throws a ConflictError that says why this one cannot be taken out of the other again. */
export function requireUnmergeable(from: Incident, into: Incident): void {
  if (from.mergedInto?.id !== into.id)
    throw new ConflictError(`${shortId(from)} is not merged into ${shortId(into)} (any more).`);
  if (into.mergedInto)
    throw new ConflictError(
      `${shortId(into)} was itself merged into ${shortId(into.mergedInto)}. Unmerge ${shortId(into)} first.`,
    );
  if (into.state === "resolved")
    throw new ConflictError(
      `${shortId(into)} is resolved. Reopen it first, then unmerge ${shortId(from)}, if that is still needed.`,
    );
}

/** Open again and to be acknowledged anew, with its alarms and the step that it was at. */
export function markUnmerged(
  { mergedInto: _, ...from }: Incident,
  counts: Pick<AlarmCounts, "alarms" | "firing">,
  steps: readonly Pick<StepRecord, "stepId" | "position" | "state">[],
): Incident {
  const latest = steps.toSorted((a, b) => a.position - b.position).at(-1);
  const waits = latest && latest.state !== "done" && latest.state !== "skipped";
  return {
    ...from,
    state: "open",
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolution: null,
    nextStep: waits ? latest.stepId : null,
    counts: { ...from.counts, ...counts },
  };
}

/** With the other one's alarms, and at least as severe. */
export const markAbsorbed = (
  into: Incident,
  from: Incident,
  counts: Pick<AlarmCounts, "alarms" | "firing">,
): Incident => ({
  ...into,
  severity: raiseSeverity(into.severity, from.severity),
  counts: { ...into.counts, ...counts },
});
