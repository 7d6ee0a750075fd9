import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import type { World } from "../world.ts";

export async function rows<T>({ pool }: Pick<World, "pool">, sql: string): Promise<T[]> {
  return (await pool.query(sql)).rows as T[];
}

export async function timelineOf(world: World): Promise<TimelineEntry[]> {
  const entries = await rows<
    TimelineEntry & { incident_id: string; thread_seq: number | null; thread_hash: string | null }
  >(world, "select * from timeline order by incident_id, seq");
  return entries.map(({ incident_id: incidentId, thread_seq: seq, thread_hash: hash, ...entry }) => ({
    ...entry,
    incidentId,
    ...(seq !== null && hash !== null && { thread: { seq, hash } }),
  }));
}

export function byKey<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const list = found.get(key);
    if (list) list.push(each);
    else found.set(key, [each]);
  }
  return found;
}

/** Of many faults of a kind the first few are enough to read. */
export const few = <T>(all: readonly T[], words: (each: T) => string): string[] => all.slice(0, 5).map(words);
