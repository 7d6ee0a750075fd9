import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { State } from "./records.ts";

export interface StateFile {
  load(): State | undefined;
  /** Writes soon; many changes become one write. */
  saveSoon(state: State): void;
  flush(): void;
  writeBytes(fileId: string, bytes: Buffer): void;
  readBytes(fileId: string): Buffer | undefined;
}

/** Keeps the workspace in one JSON file, replaced as a whole, and its uploads in a folder beside it. */
export function openStateFile(path: string | undefined): StateFile {
  const uploads = new Map<string, Buffer>();
  const folder = path === undefined ? undefined : `${path}.files`;
  let waiting: State | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (path === undefined || waiting === undefined) return;
    const text = JSON.stringify(waiting);
    waiting = undefined;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };

  return {
    load() {
      if (path === undefined || !existsSync(path)) return undefined;
      return readState(path);
    },
    saveSoon(state) {
      waiting = state;
      if (path !== undefined) timer ??= setTimeout(flush, 200);
    },
    flush,
    writeBytes(fileId, bytes) {
      if (folder === undefined) {
        uploads.set(fileId, bytes);
        return;
      }
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, fileId), bytes);
    },
    readBytes(fileId) {
      if (folder === undefined) return uploads.get(fileId);
      const file = join(folder, fileId);
      return existsSync(file) ? readFileSync(file) : undefined;
    },
  };
}

function readState(path: string): State {
  const afresh = "Move it away to start afresh.";
  try {
    const state = JSON.parse(readFileSync(path, "utf8"));
    if (state?.version === 1) return state;
  } catch (cause) {
    throw new Error(`${path} cannot be read as a sandbox workspace. ${afresh}`, { cause });
  }
  throw new Error(`${path} is not a sandbox workspace of this version. ${afresh}`);
}
