import type { Ask } from "./transaction.ts";

/** Writes rows of one kind, all with one statement where it can. */
export type Write = (ask: Ask, rows: readonly unknown[][]) => Promise<void>;

/**
 * What a transaction writes and nobody waits for: it is kept back, so that a hundred rows become one statement, and
 * is written before anything else is asked and before the commit. So whoever asks sees it all the same.
 */
export interface Later {
  /** Writes what waits, then asks. */
  ask: Ask;
  /** Asks at once: for what no waiting row can have to do with. */
  askAtOnce: Ask;
  /** A row with the key of one that waits takes its place. */
  put(write: Write, key: string, row: unknown[]): void;
  waiting(write: Write, key: string): unknown[] | undefined;
  /** Once, as the last thing before the commit. */
  atEnd(write: Write, key: string, row: unknown[]): void;
  finish(): Promise<void>;
}

type Rows = Map<Write, Map<string, unknown[]>>;

export function createLater(ask: Ask): Later {
  const rows: Rows = new Map();
  const last: Rows = new Map();
  let writing: Promise<void> = Promise.resolve();

  const write = (some: Rows): Promise<void> => {
    if (some.size === 0) return writing;
    const due = [...some];
    some.clear();
    writing = writing.then(async () => {
      for (const [writeAll, waiting] of due) await writeAll(ask, [...waiting.values()]);
    });
    return writing;
  };
  const keep = (some: Rows, kind: Write, key: string, row: unknown[]): void => {
    const waiting = some.get(kind) ?? new Map<string, unknown[]>();
    some.set(kind, waiting.set(key, row));
  };

  return {
    ask: async (sql, values) => {
      await write(rows);
      return ask(sql, values);
    },
    askAtOnce: ask,
    put: (kind, key, row) => keep(rows, kind, key, row),
    waiting: (kind, key) => rows.get(kind)?.get(key),
    atEnd: (kind, key, row) => keep(last, kind, key, row),
    async finish() {
      await write(rows);
      await write(last);
    },
  };
}

/** One statement for all rows: `$1` is the first column of every row, as an array. */
export const inBulk =
  (sql: string): Write =>
  async (ask, rows) => {
    const columns = rows[0]?.map((_, column) => rows.map((row) => row[column]));
    await ask(sql, columns);
  };
