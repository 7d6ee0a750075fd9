import { unknownIncident } from "../domain/permission.ts";
import type { Ask } from "./transaction.ts";

/**
 * The incident's lock within one transaction. Whatever changes something of an incident takes it first, so that
 * nobody waits for somebody who waits for him, and ids follow the order of commits.
 */
export interface IncidentLock {
  /** Waits for it unless this transaction has it. Throws NotFoundError. */
  take(incidentId: string): Promise<void>;
  taken(incidentId: string): void;
  has(incidentId: string): boolean;
}

export function createIncidentLock(ask: Ask): IncidentLock {
  const locked = new Set<string>();
  return {
    async take(incidentId) {
      if (locked.has(incidentId)) return;
      const { count } = await ask("select 1 from incident where id = $1 for no key update", [incidentId]);
      if (count === 0) throw incidentGone();
      locked.add(incidentId);
    },
    taken: (incidentId) => void locked.add(incidentId),
    has: (incidentId) => locked.has(incidentId),
  };
}

export const incidentGone = unknownIncident;
