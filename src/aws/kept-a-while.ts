const keptMs = 5 * 60_000;
/** What could not be read may be allowed any minute. */
const unknownKeptMs = 30_000;
const mostKept = 1_000;

/** Remembers what an account's settings are for some minutes: they change seldom, and several people ask. */
export function createKeptAWhile<Value extends object>(now: () => Date) {
  const kept = new Map<string, { value: Value; until: number }>();
  return async (key: string, read: () => Promise<Value>): Promise<Value> => {
    const known = kept.get(key);
    if (known && known.until > now().getTime()) return known.value;
    const value = await read();
    kept.delete(key);
    kept.set(key, { value, until: now().getTime() + ("unknown" in value ? unknownKeptMs : keptMs) });
    const oldest = kept.keys().next().value;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
