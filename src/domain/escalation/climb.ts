import { isWorking, nextWorking } from "../incident/working-hours.ts";
import { after, type Escalation } from "./escalation.ts";
import type { Rung } from "./ladder.ts";

/** What comes of the next rung's being due. */
export type Climb =
  | { outcome: "call"; rung: Rung; position: number; passed: readonly Rung[]; becomes: Escalation }
  /** Its hours have not begun. */
  | { outcome: "wait"; passed: readonly Rung[]; becomes: Escalation }
  /** No rung is left that may be called. */
  | { outcome: "end"; passed: readonly Rung[]; becomes: Escalation };

/**
 * One rung further. Outside its hours a rung is passed over, and the one after it is called in its place, or it waits;
 * `atOnce`, which is a person's wish, minds no hours.
 */
export function climb(escalation: Escalation, now: Date, { atOnce = false } = {}): Climb {
  const { rungs } = escalation;
  for (let position = escalation.next; position < rungs.length; position++) {
    const rung = rungs[position];
    if (rung === undefined) break;
    const passed = rungs.slice(escalation.next, position);
    if (atOnce || !rung.hours || isWorking(now, rung.hours)) {
      const following = rungs[position + 1];
      const dueAt = following ? after(now, following) : null;
      return {
        ...{ outcome: "call", rung, position, passed },
        becomes: { ...escalation, next: position + 1, dueAt },
      };
    }
    if (rung.outside === "wait")
      return {
        ...{ outcome: "wait", passed },
        becomes: { ...escalation, next: position, dueAt: nextWorking(now, rung.hours) },
      };
  }
  return {
    ...{ outcome: "end", passed: rungs.slice(escalation.next) },
    becomes: { ...escalation, next: rungs.length, dueAt: null },
  };
}

/** Whom the ladder calls next by itself, and when; undefined when it calls nobody any more. */
export function nextCall(escalation: Escalation): { rung: Rung; at: Date } | undefined {
  if (escalation.dueAt === null) return undefined;
  const due = climb(escalation, escalation.dueAt);
  if (due.outcome === "call") return { rung: due.rung, at: escalation.dueAt };
  const waiting = due.outcome === "wait" ? due.becomes.rungs[due.becomes.next] : undefined;
  return waiting && due.becomes.dueAt ? { rung: waiting, at: due.becomes.dueAt } : undefined;
}
