import { chainFault } from "../../../src/domain/timeline/audit.ts";
import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import type { Waiting } from "../quiet.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

/** I7: nobody changed the record, and its head is the incident's. */
export async function aboutRecord(world: World, timeline: readonly TimelineEntry[]): Promise<string[]> {
  const heads = await rows<{ id: string; seq: number; chain_hash: string }>(
    world,
    "select id, seq, chain_hash from incident",
  );
  const incidents = byKey(timeline, ({ incidentId }) => incidentId);
  const broken = heads.flatMap(({ id, seq, chain_hash }) => {
    const entries = incidents.get(id) ?? [];
    const fault = chainFault(entries);
    if (fault !== undefined) return [`${id}: ${fault}`];
    const last = entries.at(-1);
    return last?.seq === seq && last.hash === chain_hash ? [] : [`${id}: its head is not its last entry`];
  });
  return few(broken, (words) => `I7: ${words}`);
}

/** I9: nothing is stuck. */
export const aboutStuck = (left: Waiting): string[] =>
  Object.entries(left).flatMap(([what, count]) => (count === 0 ? [] : [`I9: ${count} still in the ${what}`]));
