import { chainFault } from "../../../src/domain/timeline/audit.ts";
import { type ChainedVersion, threadFaults } from "../../../src/domain/timeline/thread-chain.ts";
import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import type { Waiting } from "../quiet.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

/** I7: nobody changed the record, and its head is the incident's. */
export async function aboutRecord(world: World, timeline: readonly TimelineEntry[]): Promise<string[]> {
  const heads = await rows<Head>(world, "select id, seq, chain_hash, thread_seq, thread_hash from incident");
  const versions = byKey(await versionsOf(world), ({ incidentId }) => incidentId);
  const incidents = byKey(timeline, ({ incidentId }) => incidentId);
  const broken = heads.flatMap(({ id, seq, chain_hash, thread_seq, thread_hash }) => {
    const entries = incidents.get(id) ?? [];
    const fault = chainFault(entries);
    if (fault !== undefined) return [`${id}: ${fault}`];
    const head = thread_hash === null ? undefined : { seq: thread_seq, hash: thread_hash };
    const [written] = threadFaults({ incidentId: id, versions: versions.get(id) ?? [], head, entries });
    if (written !== undefined) return [`${id}: ${written}`];
    const last = entries.at(-1);
    return last?.seq === seq && last.hash === chain_hash ? [] : [`${id}: its head is not its last entry`];
  });
  return few(broken, (words) => `I7: ${words}`);
}

interface Head {
  id: string;
  seq: number;
  chain_hash: string;
  thread_seq: number;
  thread_hash: string | null;
}

async function versionsOf(world: World): Promise<(ChainedVersion & { incidentId: string })[]> {
  const found = await rows<
    Record<"incident_id" | "author_id" | "salt" | "hash", string> & ChainedVersion & { seq: number }
  >(
    world,
    `select incident_id, channel, ts, thread_ts as "threadTs", author_id, text, at, kind, changed_at as "changedAt",
            revision, seq, salt, hash from thread_message`,
  );
  return found.map(({ incident_id: incidentId, author_id: id, seq, salt, hash, ...version }) => ({
    ...version,
    ...{ incidentId, author: { id } },
    link: { seq, salt, hash },
  }));
}

/** I9: nothing is stuck. */
export const aboutStuck = (left: Waiting): string[] =>
  Object.entries(left).flatMap(([what, count]) => (count === 0 ? [] : [`I9: ${count} still in the ${what}`]));
