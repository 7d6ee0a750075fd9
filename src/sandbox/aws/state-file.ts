import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A part of the account that survives a restart. */
export interface Kept {
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

const WRITE_AFTER_MS = 100;

/** Restores the parts from the file if it is there, and writes them back soon after each change. */
export function keepInFile(
  path: string,
  parts: Record<string, Kept>,
): { changed: () => void; flush: () => void } {
  restore(path, parts);
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const state = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.snapshot()]));
    mkdirSync(dirname(path), { recursive: true });
    // A crash while writing must not cost the state that was there.
    writeFileSync(`${path}.new`, JSON.stringify(state));
    renameSync(`${path}.new`, path);
  };
  return {
    changed: () => {
      timer ??= setTimeout(flush, WRITE_AFTER_MS).unref();
    },
    flush,
  };
}

function restore(path: string, parts: Record<string, Kept>): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    const state = JSON.parse(text) as Record<string, unknown>;
    for (const [name, part] of Object.entries(parts))
      if (state[name] !== undefined) part.restore(state[name]);
  } catch (cause) {
    throw new Error(
      `${path} does not hold a sandbox account's state. Remove it to start with an empty account.`,
      {
        cause,
      },
    );
  }
}
