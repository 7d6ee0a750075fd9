import type { Later } from "./later.ts";
import { fingerprint } from "./stored.ts";

/** The locks by name that a transaction holds until its end. */
export interface GroupLocks {
  take(names: readonly string[]): Promise<void>;
}

export function createGroupLocks({ askAtOnce }: Pick<Later, "askAtOnce">): GroupLocks {
  const held = new Set<string>();
  return {
    async take(names) {
      // In one order, whoever asks: so nobody waits for somebody who waits for him.
      const wanted = [...new Set(names.map(fingerprint))].filter((name) => !held.has(name)).sort();
      if (wanted.length === 0) return;
      await askAtOnce(
        "select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest($1::text[]) as n (name)",
        [wanted],
      );
      for (const name of wanted) held.add(name);
    },
  };
}
