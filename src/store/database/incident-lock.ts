import type pg from "pg";
import { unknownIncident } from "../../domain/permission.ts";
import type { Ask } from "./transaction.ts";

/**
 * The incident's lock within one transaction. Whatever changes something of an incident takes it first, so that
 * nobody waits for somebody who waits for him, and ids follow the order of commits.
 */
export interface IncidentLock {
  /** Waits for it unless this transaction has it. Throws NotFoundError. */
  take(incidentId: string): Promise<void>;
  taken(incidentId: string, head?: ChainHead): void;
  has(incidentId: string): boolean;
  /** Where the chains of its timeline and its thread stand, what this transaction has added included. Takes the lock. */
  head(incidentId: string): Promise<ChainHead>;
  moveHead(incidentId: string, head: ChainHead): void;
}

export interface ChainHead {
  seq: number;
  chain_hash: string;
  thread_seq: number;
  /** Null while no message is chained. */
  thread_hash: string | null;
}

export function createIncidentLock(ask: Ask): IncidentLock {
  const locked = new Map<string, ChainHead | undefined>();
  const lock = async (incidentId: string): Promise<ChainHead> => {
    const { rows } = await ask<ChainHead & pg.QueryResultRow>(
      "select seq, chain_hash, thread_seq, thread_hash from incident where id = $1 for no key update",
      [incidentId],
    );
    const [head] = rows;
    if (!head) throw incidentGone();
    locked.set(incidentId, head);
    return head;
  };
  return {
    async take(incidentId) {
      if (!locked.has(incidentId)) await lock(incidentId);
    },
    taken: (incidentId, head) => void locked.set(incidentId, locked.get(incidentId) ?? head),
    has: (incidentId) => locked.has(incidentId),
    head: async (incidentId) => locked.get(incidentId) ?? lock(incidentId),
    moveHead: (incidentId, head) => void locked.set(incidentId, head),
  };
}

export const incidentGone = unknownIncident;
