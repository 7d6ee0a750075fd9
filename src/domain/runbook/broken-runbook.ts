import { type Fault, formatFault } from "./fault.ts";

/** A runbook's file that could not be taken, and why; for people who look for it in a list. */
export interface BrokenRunbook {
  file: string;
  why: string;
}

const shownFaults = 3;

/** The first faults of a file in one line, each with where it stands. */
export function whyBroken(faults: readonly Fault[]): string {
  const shown = faults.slice(0, shownFaults).map(formatFault);
  const more = faults.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(" · ");
}
